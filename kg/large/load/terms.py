"""RDF terms as the TSV results of SPARQL write them, to the text of cells."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from kg.large.load.arrow import pa, pc
from kg.rdf import read as claims
from kg.vocabulary.iri import BASE, PREFIXES

if TYPE_CHECKING:
    from collections.abc import Sequence

# What has no escapes is read by a pattern; our things, but not their parts, by the end of the IRI.
_QUOTED = r'^"([^"\\]*)"(?:@[A-Za-z0-9-]+|\^\^<[^<>]*>)?$'
_OURS = rf"^<{re.escape(BASE)}(?:code/)?[a-z-]+/([A-Za-z0-9._~-]+)>$"
_BOOLEAN = f"^^<{PREFIXES['xsd']}boolean>"
_LITERAL = re.compile(r'"(.*)"(?:@[A-Za-z0-9-]+|\^\^<[^<>]*>)?', re.DOTALL)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_MEANT = {"t": "\t", "n": "\n", "r": "\r", "b": "\b", "f": "\f"}


class DoubtError(Exception):
    """A graph holds what is to be read record by record; says what."""


def plain(terms: pa.Array) -> pa.Array:
    """Return terms as the text of cells: of a literal its text, of one of our things its id.

    O(n); Python only for the distinct terms that no pattern knows.

    Raises
    ------
    DoubtError
        At blank nodes, triple terms and missing terms.

    Examples
    --------
    >>> terms = ["<https://w3id.org/ai-alliances/actor/openai>", '"2024"^^<http://e/gYear>', "4.5"]
    >>> plain(pa.array(terms)).to_pylist()
    ['openai', '2024', '4.5']
    """
    coded = terms.dictionary_encode()
    texts = coded.dictionary
    unread = np.ones(len(texts), np.bool_)
    read = texts
    for pattern in (_OURS, _QUOTED):
        matches = pc.match_substring_regex(texts, pattern)
        if pattern == _QUOTED:
            matches = pc.and_not(matches, pc.ends_with(texts, _BOOLEAN))
        read = pc.if_else(matches, pc.replace_substring_regex(texts, pattern, r"\1"), read)
        unread &= ~np.asarray(matches)
    rest = pa.array(unread)
    read = pc.replace_with_mask(read, rest, _read(texts.filter(rest).to_pylist()))
    return read.take(coded.indices)


def _read(terms: Sequence[str]) -> pa.Array:
    return pa.array([_text(term) for term in terms], pa.string())


def _text(term: str) -> str:
    r"""Return the text of a term.

    >>> _text('"a \\"word\\""@en'), _text("<http://example.org/x>"), _text("true")
    ('a "word"', 'http://example.org/x', 'true')
    """
    if term.startswith("<") and not term.startswith("<<"):
        return claims.slug(term[1:-1])
    if match := _LITERAL.fullmatch(term):
        text = _ESCAPE.sub(lambda escape: _MEANT.get(escape[1], escape[1]), match[1])
        return claims.boolean(text) if term.endswith(_BOOLEAN) else text
    if not term or term.startswith(("<<", "_:")):
        raise DoubtError("it holds blank nodes or triple terms")
    return term
