"""The tokens of SPARQL text, read once and in time that grows with its length.

SPARQL lets any character be written as an escape, also in keywords: what looks for a keyword judges
the text as it stands and `unescaped`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

# What follows a value inside brackets and looks like an IRI can be the rest of a comparison,
# ``?a<3)…>``, unless no comparison could go on so, or nothing but names and numbers is in it.
ADDRESS = re.compile(r"<(?:[A-Za-z][A-Za-z0-9+.-]*://.*|[\w:.%~/-]*)>", re.DOTALL)
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
# A short string without end is taken to the end of its line: no character is looked at twice.
_TOKEN = re.compile(
    r"""
    (?P<comment>\#[^\r\n]*)
  | (?P<iri><[^<>"{}|^`\x00-\x20]*>)
  | (?P<string>"(?:[^"\\\r\n]|\\.)*+"?|'(?:[^'\\\r\n]|\\.)*+'?)
  | (?P<variable>[?$]\w+)
  | (?P<tag>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
  | (?P<name>(?:[^\W\d][\w.·-]{0,80})?:(?:[\w:·-]|\.(?=[\w:·%\\-])|%[0-9A-Fa-f]{2}|\\.)*)
  | (?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)
  | (?P<word>[^\W\d]\w*)
  | (?P<mark>&&|\|\||\^\^|!=|<=|>=|[^\s])
    """,
    re.VERBOSE | re.DOTALL,
)
# The escapes that the engine accepts; with any other, it reads no long string.
_SOUND_ESCAPE = r"""\\(?:[tbnrf"'\\]
    |u(?:[0-9A-CEFa-cef][0-9A-Fa-f]|[Dd][0-7])[0-9A-Fa-f]{2}
    |U00(?:00(?:[0-9A-CEFa-cef][0-9A-Fa-f]|[Dd][0-7])[0-9A-Fa-f]{2}|(?:0[1-9A-Fa-f]|10)[0-9A-Fa-f]{4}))"""
_LONG_STRINGS = {
    quote * 3: re.compile(
        rf"{quote}{{3}}(?:[^{quote}\\]++|{quote}(?!{quote}{{2}})|{_SOUND_ESCAPE})*+", re.VERBOSE
    )
    for quote in "\"'"
}


def tokens(text: str) -> Iterator[tuple[str, str, int]]:
    """Yield kind, text and place of every token that is not a comment.

    Three quotes begin a long string if three more end it, and else are an empty string and the
    beginning of another: so the engine reads them. Where a long string breaks off, so does each
    that begins before that place; it is not read again, so that the time grows with the length.
    """
    place, broken = 0, dict.fromkeys(_LONG_STRINGS, 0)
    while (match := _TOKEN.search(text, place)) is not None:
        kind, start, place = match.lastgroup or "", match.start(), match.end()
        quotes = text[start : start + 3] if kind == "string" else ""
        if quotes in broken and start >= broken[quotes]:
            inside = _LONG_STRINGS[quotes].match(text, start)
            end = inside.end() if inside else start
            if text.startswith(quotes, end):
                place = end + 3
            else:
                broken[quotes] = end
        if kind != "comment":
            yield kind, text[start:place], start


def unescaped(text: str) -> str:
    """Return the text with the code point escapes of SPARQL resolved."""

    def character(match: re.Match[str]) -> str:
        number = int(match[1] or match[2], 16)
        return chr(number) if number <= 0x10FFFF else match[0]

    return _ESCAPE.sub(character, text)


def prefixes(text: str) -> tuple[set[str], set[str]]:
    """Return the prefixes that a query declares, and those that it uses.

    >>> prefixes("PREFIX e: <http://e/> ASK { ?x a al:Actor, 'no:name' } # prefix al: is ours")
    ({'e'}, {'al'})
    """
    declared: set[str] = set()
    used: set[str] = set()
    keyword = ""
    for kind, token, _ in tokens(text):
        if kind == "name":
            (declared if keyword == "PREFIX" else used).add(token.partition(":")[0])
        keyword = token.upper() if kind == "word" else ""
    return declared, used


def services(text: str) -> Iterator[str]:
    """Yield what a query asks by ``SERVICE``: an address, or nothing where no IRI follows the word.

    What an engine may read as that keyword counts as one; it needs no space round words.

    >>> list(services("SELECT * { SERVICE SILENT <http://e/sparql> { } trueSERVICEe:a { } }"))
    ['http://e/sparql', '']
    """
    for reading in dict.fromkeys((text, unescaped(text))):
        listed = [*tokens(reading), ("", "", 0)]
        for number, (kind, token, _) in enumerate(listed):
            if _may_be_service(kind, token):
                silent = listed[number + 1][1].upper() == "SILENT"
                next_kind, target, _ = listed[number + 1 + silent]
                is_sound = token.upper() == "SERVICE" and next_kind == "iri"
                yield target[1:-1] if is_sound else ""


def _may_be_service(kind: str, token: str) -> bool:
    if kind == "name":
        token = token.partition(":")[0]
    elif kind == "iri" and ADDRESS.fullmatch(token):
        return False
    return kind in {"word", "name", "iri"} and "SERVICE" in token.upper()
