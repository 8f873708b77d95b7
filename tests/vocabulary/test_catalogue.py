"""The catalogues: the same keys, places and forms in every language, all of them used."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from kg.base.errors import UnknownName
from kg.vocabulary.catalogue import SOURCE, catalogue, languages, phrase

if TYPE_CHECKING:
    from collections.abc import Mapping

TRANSLATIONS = languages()[1:]


def places(entry: str | Mapping[str, str]) -> set[str]:
    """Return the places for values in a phrase."""
    texts = [entry] if isinstance(entry, str) else entry.values()
    return {place for text in texts for place in re.findall(r"{(\w+)}", text)}


@pytest.mark.parametrize("language", TRANSLATIONS)
def test_every_language_has_the_same_keys_and_places(language: str) -> None:
    source, translation = catalogue(SOURCE).phrases, catalogue(language).phrases
    assert sorted(source) == sorted(translation)
    assert {key for key in source if places(source[key]) != places(translation[key])} == set()


@pytest.mark.parametrize("language", languages())
def test_a_phrase_with_forms_has_all_forms_of_its_language_and_a_number(language: str) -> None:
    spoken = catalogue(language)
    forms = {*spoken.plurals, "other"}
    for key, entry in spoken.phrases.items():
        if not isinstance(entry, str):
            assert set(entry) == forms, key
            assert "n" in places(entry), key


@pytest.mark.parametrize(
    ("language", "texts"),
    [
        ("en", ["0 rows", "1 row", "2 rows", "1,001 rows"]),
        ("fr", ["0 ligne", "1 ligne", "2 lignes", "1\N{NO-BREAK SPACE}001 lignes"]),
    ],
)
def test_none_one_and_many(language: str, texts: list[str]) -> None:
    assert [phrase("count.row", language, n=n) for n in (0, 1, 2, 1001)] == texts


def test_a_language_without_a_catalogue_is_refused() -> None:
    with pytest.raises(UnknownName, match="no language is called 'xx'"):
        catalogue("xx")


def test_french_keeps_a_blank_with_the_mark_after_it() -> None:
    phrases = catalogue("fr").phrases.items()
    loose = {key for key, entry in phrases if re.search(r" [:;?!»]|« ", str(entry))}
    assert loose == set()
