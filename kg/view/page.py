"""The explorer as one HTML text: rendered by pyvis through a template of ours, nothing loaded.

pyvis brings vis-network and the rendering; the template, the policy and everything a reader
touches are ours. Every inlined script and style is named in the content-security-policy by its
hash, so that nothing else can run, whatever stands in the data.
"""

from __future__ import annotations

import base64
import gzip
import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyvis
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PackageLoader
from markupsafe import Markup

from kg.base.checks import one_of
from kg.records.evidence import tier
from kg.relations.hindsight import as_known
from kg.relations.scope import Scope
from kg.view import assets, payload, style
from kg.view.network import OPTIONS, network
from kg.view.packing import packed
from kg.vocabulary.bundled import folder
from kg.vocabulary.catalogue import SOURCE, catalogue, languages, phrase
from kg.vocabulary.dates import last_day
from kg.vocabulary.iri import WIKIDATA, mint
from kg.vocabulary.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pyvis.network import Network

    from kg.records.model import Records

FORMAT = 1
LIBRARY = "lib/vis-9.1.2/vis-network.min.js"
_PYVIS = Path(pyvis.__file__).parent / "templates"
_NODE = ("id", "kind", "size", "x", "y")


def html(
    records: Records,
    *,
    cutoff: str,
    digest: str,
    scope: Scope | None = None,
    language: str | None = None,
    title: str = "AI Alliances",
) -> str:
    """Return the whole page; the same records give the same text.

    Parameters
    ----------
    records
        What to show.
    cutoff
        Day up to which the data was compiled; the default as-of day.
    digest
        Of the data, shown so that a reader can tell two pages apart.
    scope
        What the page opens on; None for the default one. Under ``known_at`` the page holds the
        record as it stood on that day, and under ``min_tier`` no relation below it: the reader
        can undo everything else.
    language
        Code of a language; None for that of the browser, English where it has no catalogue. The
        reader can switch.
    title
        Name of the page.

    Raises
    ------
    InvalidValue
        For a language the page does not speak.
    """
    if language is not None:
        one_of("language", language, languages())
    scope = scope or Scope(last_day(cutoff))
    records = _within(records, scope)
    if scope.known_at is not None:
        known = phrase("page.knownAt", language or SOURCE, day=scope.known_at.isoformat())
        title = f"{title}, {known}"
    net = network(records, records.relations, cutoff=cutoff)
    head = {
        "title": title,
        "language": language,
        "cutoff": cutoff,
        "opens": _opens(scope),
        "digest": digest,
        **_fixed(cutoff),
    }
    tables = {**payload.tables(records), "nodes": _picked(net.nodes)}
    return _rendered(net, title, language or SOURCE, _embedded({**head, **packed(tables)}))


def _within(records: Records, scope: Scope) -> Records:
    """Return the records that a page holds, whatever its reader chooses."""
    if scope.known_at is not None:
        records = as_known(records, scope.known_at)
    if scope.min_tier is not None:
        tiers = vocabulary().codes["tier"]
        least = tiers[scope.min_tier].rank
        relations = (r for r in records.relations if tiers[tier(r, records)].rank >= least)
        records = replace(records, relations=tuple(relations))
    return records


def _opens(scope: Scope) -> Row:
    """Return the state of the page that a scope stands for, where it differs from the usual."""
    statuses, confidence = (vocabulary().codes[scheme] for scheme in ("status", "confidence"))
    least = confidence[scope.min_confidence].rank if scope.min_confidence else 0
    opens: Row = {
        "asOf": scope.as_of.isoformat(),
        "basis": scope.basis,
        "level": scope.level,
        "rumours": scope.rumours,
        "offConfidence": [slug for slug, code in confidence.items() if code.rank < least],
    }
    if scope.statuses is not None:
        opens["offStatuses"] = [slug for slug in statuses if slug not in scope.statuses]
    return opens if scope.undated else opens | {"undated": False}


def _rendered(net: Network, title: str, language: str, data: Markup) -> str:
    """Return the page that pyvis makes of our template."""
    net.templateEnv = _environment()
    net.path = "page.html"
    scripts = [net.templateEnv.get_template(LIBRARY).render(), assets.script()]
    styles = [assets.sheet()]
    net.templateEnv.globals.update(
        title=title,
        language=language,
        policy=_policy(scripts, styles),
        scripts=[Markup(text) for text in scripts],  # noqa: S704  # own files and the pyvis library
        styles=[Markup(text) for text in styles],  # noqa: S704  # own file
        old=phrase("page.compressedOld", language),
        noscript=phrase("page.needsJavaScript", language),
        data=data,
    )
    page: str = net.generate_html()
    return page


def _fixed(cutoff: str) -> Row:
    """Return what the page needs besides its records: looks, words, and a head for JSON-LD."""
    return {
        "format": FORMAT,
        "options": OPTIONS,
        "style": style.table(),
        "vocabulary": payload.words(),
        "jsonld": _jsonld(cutoff),
        "wikidata": WIKIDATA,
        "words": {code: catalogue(code).part("page") for code in languages()},
    }


Row = dict[str, Any]


def _environment() -> Environment:
    """Return a Jinja environment that escapes, with our folder before that of pyvis."""
    ours = PackageLoader("kg.view", "assets")
    loader = ChoiceLoader([ours, FileSystemLoader(_PYVIS)])
    return Environment(loader=loader, autoescape=True, newline_sequence="\n")


def _picked(nodes: Sequence[Mapping[str, Any]]) -> list[Row]:
    """Keep the fields the page reads; it works out the rest, and the ribbons, from its records."""
    return [{name: node[name] for name in _NODE} for node in nodes]


def _policy(scripts: Sequence[str], styles: Sequence[str]) -> str:
    """Return the content-security-policy: these scripts and styles, and nothing from elsewhere."""
    script_src = " ".join(f"'{assets.digest(text)}'" for text in scripts)
    style_src = " ".join(f"'{assets.digest(text)}'" for text in styles)
    return (
        f"default-src 'none'; script-src {script_src}; style-src {style_src}; "
        "img-src data: blob:; connect-src 'none'; base-uri 'none'; form-action 'none'"
    )


def _embedded(value: object) -> Markup:
    """Return the data as gzip in base 85: a third of its JSON, and no character that ends a script.

    The comma stands for the one digit of base 85 that could begin a tag. The highest level of gzip
    saves one percent more, at five times the time.
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    packed_text = base64.b85encode(gzip.compress(text.encode(), 6, mtime=0)).decode()
    return Markup(packed_text.replace("<", ","))  # noqa: S704


def _jsonld(cutoff: str) -> Row:
    """Return the head of a JSON-LD document of the page's claims: context and dataset."""
    context = json.loads((folder("ontology") / "context.jsonld").read_text(encoding="utf-8"))
    dataset = {"id": mint("dataset", "")[:-1], "type": ["dcat:Dataset"], "cutoff": cutoff}
    return {"@context": context["@context"], **dataset}
