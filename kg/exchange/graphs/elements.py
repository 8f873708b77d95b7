"""XML elements of many records at speed: what repeats is written once and looked up.

A hundred thousand edges share a few hundred combinations of type, status and dates. Each aspect of
an edge is rendered the first time it is met; from then on it is one look-up, made without running
Python code, and the edge is a concatenation.
"""

from __future__ import annotations

import re
from itertools import chain, islice
from typing import TYPE_CHECKING, TypeVar

from kg.base.text import encoded

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence

    from kg.exchange.graphs.property_graph import Aspect, Fields
    from kg.records.model import Actor, Relation

T = TypeVar("T")

CHUNK = 4096
_MOST = 50_000


class Memo(dict["Hashable", bytes]):
    """Renderings by key, made when missing; forgets all when it holds too many."""

    def __init__(self, render: Callable[[Hashable], str]) -> None:
        super().__init__()
        self._render = render

    def __missing__(self, key: Hashable) -> bytes:
        """Render a new key."""
        if len(self) >= _MOST:
            self.clear()
        self[key] = rendering = encoded(self._render(key))
        return rendering


class Aspects:
    """Aspects of records in a format.

    Parameters
    ----------
    aspects
        The aspects, in the order of the pieces.
    write
        From the values of an aspect to its text.
    """

    def __init__(self, aspects: Sequence[Aspect], write: Callable[[Fields], str]) -> None:
        self._memos = [(aspect.key, Memo(_writer(aspect, write))) for aspect in aspects]

    def pieces(self, things: Sequence[Actor] | Sequence[Relation]) -> list[Iterable[bytes]]:
        """Return for every aspect the text of every record."""
        return [map(memo.__getitem__, map(key, things)) for key, memo in self._memos]


def _writer(aspect: Aspect, write: Callable[[Fields], str]) -> Callable[[Hashable], str]:
    return lambda key: write(aspect.fields(key))


def chunks(things: Iterable[T]) -> Iterator[list[T]]:
    """Yield records in lists of bounded length."""
    rest = iter(things)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk


# What XML 1.0 cannot hold, in any form.
_NO_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SPECIAL = re.compile(_NO_XML.pattern[:-1] + r"\t\n\r&<>\"]")
_CONTROLS = bytes({*range(32)} - {9, 10, 13})
_ENTITIES = (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"), ("\r", "&#13;"),
             ("\t", "&#9;"), ("\n", "&#10;"))  # fmt: skip
_ENTITY_BYTES = [(plain.encode(), entity.encode()) for plain, entity in _ENTITIES]
_NO_CHARACTERS = ("\ufffe".encode(), "\uffff".encode())
_BETWEEN = b"\x00"


def xml(text: str) -> str:
    r"""Return text for an attribute or the content of an element.

    Line breaks and tabs survive as character references; what XML 1.0 cannot hold becomes U+FFFD.

    >>> xml('R&D <"x">\n')
    'R&amp;D &lt;&quot;x&quot;&gt;&#10;'
    """
    if not _SPECIAL.search(text):
        return text
    text = _NO_XML.sub("\ufffd", text)
    for plain, entity in _ENTITIES:
        text = text.replace(plain, entity)
    return text


def xml_all(texts: Sequence[str | None], before: bytes, after: bytes) -> list[bytes]:
    """Return many texts as `xml` gives each, in UTF-8, between two constants; nothing for none.

    They are joined, escaped in one go and taken apart; only when one of them holds what XML cannot
    are they escaped one by one.

    >>> xml_all(["R&D", None], b"<p>", b"</p>")
    [b'<p>R&amp;D</p>', b'']
    """
    filled = [text or "" for text in texts]
    try:
        joined = _BETWEEN.decode().join(filled).encode()
    except UnicodeEncodeError:
        return _one_by_one(filled, before, after)
    controls = len(joined) - len(joined.translate(None, _CONTROLS))
    if controls != len(texts) - 1 or any(character in joined for character in _NO_CHARACTERS):
        return _one_by_one(filled, before, after)
    for plain, entity in _ENTITY_BYTES:
        joined = joined.replace(plain, entity)
    joined = before + joined.replace(_BETWEEN, after + _BETWEEN + before) + after
    return joined.replace(before + after, b"").split(_BETWEEN)


def _one_by_one(texts: Iterable[str], before: bytes, after: bytes) -> list[bytes]:
    return [before + xml(text).encode() + after if text else b"" for text in texts]


class Evidence:
    """Texts that few edges share: sources with their addresses, note and evidence.

    Parameters
    ----------
    written
        By source its id, and by source its address, written.
    around
        From the name of a property to what stands before and after its value.
    """

    def __init__(
        self,
        written: tuple[Mapping[str, bytes], Mapping[str, bytes]],
        around: Callable[[str], tuple[str, str]],
    ) -> None:
        self._ids, self._urls = written
        before, after = around("sources")
        between = after + around("urls")[0]
        self._before, self._between, self._after = map(str.encode, (before, between, after))
        self._single = {source: self._piece((source,)) for source in self._ids}
        self._note, self._evidence = (
            [part.encode() for part in around(name)] for name in ("note", "evidence")
        )

    def pieces(self, chunk: Sequence[Relation]) -> list[list[bytes]]:
        """Return the texts of many edges: of their sources, their notes and their evidence."""
        # Most have one source, and are looked up.
        single, piece = self._single, self._piece
        lists = [relation.sources for relation in chunk]
        return [
            [single[items[0]] if len(items) == 1 else piece(items) for items in lists],
            xml_all([relation.note for relation in chunk], *self._note),
            xml_all([relation.evidence for relation in chunk], *self._evidence),
        ]

    def _piece(self, sources: tuple[str, ...]) -> bytes:
        if not sources:
            return b""
        ids = b"|".join(map(self._ids.__getitem__, sources))
        urls = b"|".join(map(self._urls.__getitem__, sources))
        return self._before + ids + self._between + urls + self._after


def concatenated(pieces: Iterable[Iterable[bytes]]) -> bytes:
    """Return the text of records, given as columns of pieces."""
    return b"".join(chain.from_iterable(zip(*pieces, strict=True)))
