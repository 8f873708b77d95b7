"""RDF files of anybody: their formats, and what is looked at before the engine reads them.

The engine reads nested terms by calling itself and copies entities without a bound, so that a file
of a few kilobytes can end the process. Such files are refused here, in words.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO

import pyoxigraph as ox

from kg.base.errors import UnreadableGraph

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FORMATS = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".trig": ox.RdfFormat.TRIG,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".nq": ox.RdfFormat.N_QUADS,
    ".jsonld": ox.RdfFormat.JSON_LD,
    ".json": ox.RdfFormat.JSON_LD,
    ".rdf": ox.RdfFormat.RDF_XML,
    ".xml": ox.RdfFormat.RDF_XML,
    ".owl": ox.RdfFormat.RDF_XML,
}
_BOM = b"\xef\xbb\xbf"
_DEEPEST = 500  # levels; the engine's stack holds some thousands
_LONGEST = 1000  # bytes that an entity may stand for
_PART = 1 << 20
_JSON_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*+"?|[{}\[\]]', re.DOTALL)
_TERM_TOKEN = re.compile(
    rb'"""(?:[^"\\]|\\.|"{1,2}(?!"))*+(?:"""|\Z)|"(?:[^"\\\r\n]|\\.)*+"?|<<|>>|<[^<>\s]*+>|#[^\r\n]*',
    re.DOTALL,
)
_ENTITY = re.compile(rb"""<!ENTITY\s+(%?\s*\S+)\s+(?:"([^"]*+)"?|'([^']*+)'?)""")
_OPENING = {b"{", b"[", b"<<"}
_CLOSING = {b"}", b"]", b">>"}


def load(path: Path) -> ox.Store:
    """Load an RDF file into a store in memory; relative IRIs are read against the file's own.

    Raises
    ------
    UnreadableGraph
        When the ending is unknown, the file is missing, it does not parse, or reading it would
        exhaust the machine.
    """
    form = FORMATS.get(path.suffix.lower())
    if form is None:
        endings = " ".join(FORMATS)
        raise UnreadableGraph(path, f"unknown ending {path.suffix!r}; known are {endings}")
    store = ox.Store()
    with _opened(path, form) as file:
        store.load(input=file, format=form, base_iri=path.resolve().as_uri())
    return store


def quads(path: Path) -> Iterator[ox.Quad]:
    """Yield the quads of a file with a known ending, read one by one. Errors: see `load`."""
    form = FORMATS[path.suffix.lower()]
    with _opened(path, form) as file:
        yield from ox.parse(input=file, format=form, base_iri=path.resolve().as_uri())


@contextmanager
def _opened(path: Path, form: ox.RdfFormat) -> Iterator[BinaryIO]:
    """Open a file that the engine can read, after its byte order mark."""
    try:
        with path.open("rb") as file:
            start = len(_BOM) if file.read(len(_BOM)) == _BOM else 0
            if file.seekable():
                file.seek(start)
                refuse_exhausting(path, form, file)
                file.seek(start)
            yield file
    except OSError as error:
        raise UnreadableGraph(path, error.strerror or str(error)) from None
    except (SyntaxError, ValueError) as error:
        raise UnreadableGraph(path, str(error)) from None


def refuse_exhausting(path: Path, form: ox.RdfFormat, file: BinaryIO) -> None:
    """Raise `UnreadableGraph` when an engine that reads a file would not end well. O(n)."""
    if form == ox.RdfFormat.RDF_XML:
        _refuse_entities(path, file.read())
    elif form == ox.RdfFormat.JSON_LD:
        _refuse_depth(path, _JSON_TOKEN, file.read())
    elif _holds_many(b"<<", file):
        file.seek(0)
        _refuse_depth(path, _TERM_TOKEN, file.read())


def _holds_many(mark: bytes, file: BinaryIO) -> bool:
    """Return whether a mark stands in a file more often than terms may be nested."""
    count, tail = 0, b""
    while count <= _DEEPEST and (part := file.read(_PART)):
        count += (tail + part).count(mark)
        tail = part[-1:] if not part.endswith(mark) else b""
    return count > _DEEPEST


def _refuse_depth(path: Path, token: re.Pattern[bytes], content: bytes) -> None:
    depth = 0
    for match in token.finditer(content):
        depth += (match[0] in _OPENING) - (match[0] in _CLOSING)
        if depth > _DEEPEST:
            line = content.count(b"\n", 0, match.start()) + 1
            reason = f"line {line} nests more than {_DEEPEST} levels; flatten it"
            raise UnreadableGraph(path, reason)


def _refuse_entities(path: Path, content: bytes) -> None:
    for match in _ENTITY.finditer(content):
        value = match[2] or match[3] or b""
        if len(value) > _LONGEST or re.search(rb"&(?!#|(?:amp|lt|gt|quot|apos);)", value):
            name = match[1].decode(errors="replace")
            reason = f"the entity {name} stands for other entities or more than {_LONGEST} bytes"
            raise UnreadableGraph(path, f"{reason}; write out what it stands for")
