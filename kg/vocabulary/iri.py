"""Namespaces, and the way from a slug to an IRI and back: the only place that mints IRIs."""

from __future__ import annotations

import re
from urllib.parse import quote, unquote

BASE = "https://w3id.org/ai-alliances/"
TERMS = BASE + "ont#"
CODES = BASE + "code/"

GRAPH_ARROWS = BASE + "graph/arrows"
GRAPH_DYADS = BASE + "graph/dyads"
GRAPH_TIERS = BASE + "graph/tiers"
GRAPH_ONTOLOGY = BASE + "graph/ontology"

WIKIDATA = "http://www.wikidata.org/entity/"

PREFIXES = {
    "al": TERMS,
    "actor": BASE + "actor/",
    "code": CODES,
    "deal": BASE + "deal/",
    "dyad": BASE + "dyad/",
    "graph": BASE + "graph/",
    "observation": BASE + "observation/",
    "relation": BASE + "relation/",
    "source": BASE + "source/",
    "dcterms": "http://purl.org/dc/terms/",
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}

_SLUG = re.compile(r"[A-Za-z0-9][A-Za-z0-9._~-]*", re.ASCII)


def is_slug(text: str) -> bool:
    """Say whether a text can be an id: ASCII letters, digits, ``-``, ``.``, ``_`` and ``~``.

    >>> is_slug("openai"), is_slug("open ai"), is_slug("")
    (True, False, False)
    """
    return _SLUG.fullmatch(text) is not None


def mint(kind: str, slug: str, part: str = "") -> str:
    """Return the IRI of a thing, or of a part of it.

    Parameters
    ----------
    kind
        ``actor``, ``relation``, ``deal``, ``observation``, ``source`` or ``dyad``.
    slug
        The id of the thing in its table.
    part
        ``evidence``, ``amount`` or ``valuation``: a node that belongs to the thing.

    Examples
    --------
    >>> mint("actor", "openai")
    'https://w3id.org/ai-alliances/actor/openai'
    >>> mint("deal", "stargate", "amount")
    'https://w3id.org/ai-alliances/deal/stargate/amount'
    """
    tail = f"/{part}" if part else ""
    return f"{BASE}{kind}/{_quoted(slug)}{tail}"


def mint_code(scheme: str, slug: str) -> str:
    """Return the IRI of an entry of a closed list.

    >>> mint_code("status", "active")
    'https://w3id.org/ai-alliances/code/status/active'
    """
    return mint("code", scheme, _quoted(slug))


def mint_dyad(a: str, b: str, level: str) -> str:
    """Return the IRI of the unordered pair of two actors at a level.

    >>> mint_dyad("openai", "microsoft", "actor")
    'https://w3id.org/ai-alliances/dyad/microsoft~openai'
    >>> mint_dyad("openai", "alphabet", "group")
    'https://w3id.org/ai-alliances/group-dyad/alphabet~openai'
    """
    low, high = (a, b) if a < b else (b, a)
    low, high = _quoted(low).replace("~", "%7E"), _quoted(high).replace("~", "%7E")
    return f"{BASE}{'dyad' if level == 'actor' else 'group-dyad'}/{low}~{high}"


def _quoted(slug: str) -> str:
    """Return a slug as a segment of an IRI; an id of ours needs no quoting."""
    return slug if _SLUG.fullmatch(slug) else quote(slug, safe="~")


def term(name: str) -> str:
    """Return the IRI of a term of the ontology.

    >>> term("investsIn")
    'https://w3id.org/ai-alliances/ont#investsIn'
    """
    return TERMS + name


def slug_of(iri: str, kind: str = "") -> str:
    """Return the slug at the end of one of our IRIs; of a given kind if one is named.

    Raises
    ------
    ValueError
        When the IRI is not ours or not of that kind.

    Examples
    --------
    >>> slug_of("https://w3id.org/ai-alliances/code/status/active")
    'active'
    """
    prefix = f"{BASE}{kind}/" if kind else BASE
    if not iri.startswith(prefix):
        raise ValueError(f"{iri} does not start with {prefix}")
    return unquote(iri.rsplit("/", 1)[1])


def compact(iri: str) -> str:
    """Shorten an IRI for people: by prefix where one fits, else unchanged.

    >>> compact("https://w3id.org/ai-alliances/actor/openai")
    'actor:openai'
    """
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace) and prefix != "xsd":
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri
