"""The messages of the engine's parser, in words for people."""

from __future__ import annotations

import re

_ENTRY = re.compile(r"""
    "(?:[^"\\]|\\.)*"                      # a mark
  | \[(?:'(?:\\.[^']*|[^'])'|[^\]'])*\]    # a class of characters
  | [^,\["]+                               # a word
    """, re.VERBOSE)  # fmt: skip
UNDECLARED = "a prefix is not declared"
_COMMENT = re.compile(r"#[^\r\n]*")
_MOST = 12
_EXPECTED = "expected one of "


def in_words(message: str) -> str:
    r"""Return the message without the classes of characters that the grammar is written in.

    >>> in_words("expected one of \"{\", \"}\", OPTIONAL, ['A' ..= 'Z' | 'a' ..= 'z'], [_]")
    'expected one of {  }  OPTIONAL'
    >>> in_words("expected one of Prefix not found, [':']")
    'a prefix is not declared'
    >>> in_words("expected one of The query limit should be a non negative integer, ['0'..='9']")
    'The query limit should be a non negative integer'
    >>> in_words("expected [_]")
    'a word is not one of SPARQL'
    """
    if "Prefix not found" in message:
        return UNDECLARED
    start, separator, listed = " ".join(message.split()).partition(_EXPECTED)
    if not separator:
        return "a word is not one of SPARQL" if start.startswith("expected [") else start
    entries = (entry.strip() for entry in _ENTRY.findall(listed))
    words = [_plain(entry) for entry in entries if entry and entry[0] != "["]
    sentences = [word for word in words if word.count(" ") > 1]
    if sentences:  # the parser's own words for what is wrong
        return sentences[0]
    distinct = list(dict.fromkeys(words))
    more = " …" if len(distinct) > _MOST else ""
    return f"{start}{_EXPECTED}{'  '.join(distinct[:_MOST])}{more}"


def is_empty(text: str) -> bool:
    """Return whether a text holds nothing but white space and comments.

    >>> is_empty(" # SELECT"), is_empty("ASK {}")
    (True, False)
    """
    return not _COMMENT.sub("", text).strip()


def _plain(entry: str) -> str:
    """Return a mark without its quotes."""
    return entry[1:-1].replace('\\"', '"') if entry[0] == '"' else entry
