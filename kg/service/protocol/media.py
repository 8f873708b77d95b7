"""Media types: those offered for a kind of result, and the one that a client prefers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from kg.service.protocol.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_QUALITY = re.compile(r"(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)", re.ASCII)
_TOKEN = r"[A-Za-z0-9!#$&^_.+*-]+"  # noqa: S105 - no password
_RANGE = re.compile(rf"({_TOKEN})/({_TOKEN})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Format:
    """A format that results are written in.

    Attributes
    ----------
    name : str
        Short name, also the value of the parameter ``format``.
    media_type : str
        What it is served as.
    also : tuple of str
        Further media types that clients use for it.
    aliases : tuple of str
        Further names, which clients such as SPARQLWrapper send.
    """

    name: str
    media_type: str
    also: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()

    @property
    def content_type(self) -> str:
        """The value of the header ``Content-Type``."""
        is_text = self.media_type.startswith("text/")
        return f"{self.media_type}; charset=utf-8" if is_text else self.media_type


_JSON = Format("json", "application/sparql-results+json", ("application/json",))
_XML = Format("xml", "application/sparql-results+xml", ("application/xml", "text/xml"))
_CSV = Format("csv", "text/csv")
_TSV = Format("tsv", "text/tab-separated-values")
_TURTLE = Format("ttl", "text/turtle", ("application/x-turtle",), ("turtle", "n3"))
_N_TRIPLES = Format("nt", "application/n-triples", ("text/plain",), ("ntriples", "n-triples"))
_JSON_LD = Format("jsonld", "application/ld+json", ("application/json",), ("json-ld", "json"))
_RDF_XML = Format("rdf", "application/rdf+xml", ("application/xml", "text/xml"), ("rdf+xml", "xml"))
_N_QUADS = Format("nq", "application/n-quads")
_TRIG = Format("trig", "application/trig")
JSON_TYPE = "application/json"
PROBLEM = Format("problem", "application/problem+json", ("application/json",))
HTML = Format("html", "text/html", ("application/xhtml+xml",))

GRAPH = (_TURTLE, _N_TRIPLES, _JSON_LD, _RDF_XML)
OFFERS = {"rows": (_JSON, _XML, _CSV, _TSV), "boolean": (_JSON, _XML), "graph": GRAPH}
PAGE = (*GRAPH, HTML)
DATASET = (_N_QUADS, _TRIG)
RDF = {form.media_type: form for form in (*GRAPH, _TRIG, _N_QUADS)}


@lru_cache(maxsize=256)
def choose(accept: str | None, offers: tuple[Format, ...]) -> Format:
    """Return the format that a client prefers; among equals the first offered.

    Parameters
    ----------
    accept
        The header ``Accept``; None or empty for anything.
    offers
        The formats to choose from.

    Raises
    ------
    Problem
        406 when the client accepts none of them.

    Examples
    --------
    >>> choose("text/csv;q=0.5, application/sparql-results+xml", OFFERS["rows"]).name
    'xml'
    """
    ranges = list(_ranges(accept or "*/*")) or [("*", "*", 1.0)]
    rated = [(_quality(offer, ranges), -rank, offer) for rank, offer in enumerate(offers)]
    quality, _, best = max(rated, key=lambda entry: entry[:2])
    if quality <= 0:
        types = ", ".join(offer.media_type for offer in offers)
        raise Problem(406, "Not acceptable", f"this is offered as {types}")
    return best


def pick(name: str | None, accept: str | None, offers: tuple[Format, ...]) -> Format:
    """Return the format that a client names, or else the one that it prefers.

    Parameters
    ----------
    name
        A name or a media type; None or empty for none.
    accept, offers
        As for `choose`.

    Raises
    ------
    Problem
        400 when the answer has no such format; 406 as from `choose`.

    Examples
    --------
    >>> pick("turtle", None, GRAPH).name, pick("", "text/csv", OFFERS["rows"]).name
    ('ttl', 'csv')
    """
    if not name:
        return choose(accept, offers)
    key = name.lower().replace(" ", "+")  # a plus in an address is a space
    for offer in offers:
        if key in {offer.name, offer.media_type, *offer.also, *offer.aliases}:
            return offer
    names = ", ".join(offer.name for offer in offers)
    raise Problem(400, "Bad request", f"the format {name[:100]!r} is not among {names}")


def media_type(content_type: str) -> tuple[str, dict[str, str]]:
    """Return the media type of a ``Content-Type`` in lower case, and its parameters.

    >>> media_type('application/SPARQL-query; charset="UTF-8"')
    ('application/sparql-query', {'charset': 'utf-8'})
    """
    kind, *rest = content_type.split(";")
    pairs = (part.partition("=") for part in rest if "=" in part)
    parameters = {
        name.strip().lower(): value.strip().strip('"').lower() for name, _, value in pairs
    }
    return kind.strip().lower(), parameters


def _ranges(accept: str) -> Iterator[tuple[str, str, float]]:
    """Yield type, subtype and quality of every range that can be read."""
    for part in accept.split(","):
        kind, parameters = media_type(part)
        match = _RANGE.fullmatch(kind)
        quality = parameters.pop("q", "1")
        if match and _QUALITY.fullmatch(quality):
            yield match[1], match[2], float(quality)


def _quality(offer: Format, ranges: Iterable[tuple[str, str, float]]) -> float:
    """Return the quality of the most specific range that fits an offer; 0 for none."""
    best = (0, 0.0)
    for kind, subtype, quality in ranges:
        best = max(best, (_fit(offer, kind, subtype), quality))
    return best[1] if best[0] else 0.0


def _fit(offer: Format, kind: str, subtype: str) -> int:
    """Return how closely a range describes an offer; 0 when it does not."""
    name = f"{kind}/{subtype}"
    if name == offer.media_type:
        return 4
    if name in offer.also:
        return 3
    if subtype != "*":
        return 0
    if kind == offer.media_type.partition("/")[0]:
        return 2
    return 1 if kind == "*" else 0
