"""The words of the page: the phrases it asks for are in the catalogue, and no others."""

from __future__ import annotations

import re
from pathlib import Path

import kg.view
from kg.vocabulary.catalogue import SOURCE, catalogue

ASSETS = Path(kg.view.__file__).parent / "assets"
SCRIPTS = "\n".join(path.read_text(encoding="utf-8") for path in sorted(ASSETS.rglob("*.js")))
# Keys that the page puts together from a name, such as that of a filter.
COMPOSED = re.compile(r"(why|size|many)_\w+|(share|export)Title|(overlaps|loops)Hint")
BY_PYTHON = {"knownAt", "needsJavaScript", "compressedOld"}


def keys() -> set[str]:
    """Return the keys of the page's phrases, as the page knows them."""
    phrases = catalogue(SOURCE).phrases
    return {key.removeprefix("page.") for key in phrases if key.startswith("page.")}


def test_the_page_asks_for_no_phrase_that_is_missing() -> None:
    assert set(re.findall(r'\bt\("(\w+)"', SCRIPTS)) - keys() == set()


def test_the_page_uses_every_phrase() -> None:
    named = set(re.findall(r'"(\w+)"', SCRIPTS)) | BY_PYTHON
    assert {key for key in keys() - named if not COMPOSED.fullmatch(key)} == set()
