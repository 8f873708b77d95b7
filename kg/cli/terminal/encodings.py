"""Text that the encoding of standard output cannot hold, such as arrows in a Windows code page."""

from __future__ import annotations

import codecs
import io
import sys
import unicodedata

_ERRORS = "kg-plain"
_PLAIN = {
    "→": "->",
    "←": "<-",
    "↔": "<->",
    "×": "x",
    "≥": ">=",
    "≤": "<=",
    "·": "-",
    "…": "...",
    **dict.fromkeys("–—─", "-"),
    **dict.fromkeys("\N{LEFT SINGLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}", "'"),
    **dict.fromkeys("“”«»", '"'),
    **dict.fromkeys("\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}", " "),
}


def write_any_text() -> None:
    """Write all text: as UTF-8 to a pipe or a file, in plain letters where a screen has no others.

    A pipe on Windows has the code page of the system, which holds neither arrows nor most names.
    """
    codecs.register_error(_ERRORS, _replaced)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            if stream.isatty():
                stream.reconfigure(errors=_ERRORS)
            else:
                stream.reconfigure(encoding="utf-8", errors="surrogateescape")


def plain(text: str) -> str:
    """Return text in ASCII: arrows drawn with dashes, letters without accents, else ``?``.

    >>> plain("Boréal → “Atlas” ≥ 5")
    'Boreal -> "Atlas" >= 5'
    """
    drawn = "".join(_PLAIN.get(character, character) for character in text)
    letters = (c for c in unicodedata.normalize("NFKD", drawn) if not unicodedata.combining(c))
    return "".join(letters).encode("ascii", "replace").decode("ascii")


def _replaced(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeEncodeError), "only writing is made safe"
    return plain(error.object[error.start : error.end]), error.end
