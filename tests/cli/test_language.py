"""Labels, headings and sentences in the language of the reader; JSON and CSV have none."""

from __future__ import annotations

import re
from shutil import copytree
from typing import TYPE_CHECKING

import pytest

from builders import TINY
from calling import program, questions
from facts import FACTS
from kg.vocabulary.catalogue import catalogue

if TYPE_CHECKING:
    from pathlib import Path

    from calling import Call

PARTS = {
    "circularity": ["index", "loops", "knot", "round-trips"],
    "dependence": ["suppliers", "chokepoints", "asymmetry"],
    "balance": ["ties", "camps"],
}
MORE = [
    *([name, "--part", part] for name, parts in PARTS.items() for part in parts),
    ["central", "--by", "usd"],
    ["overlaps", "atlas"],
    ["overlaps", "--via"],
    ["overlaps", "--portfolio"],
    ["overlaps", "--in-sequence"],
    ["concentration", "--side", "customer"],
    ["exposure", "atlas", "--chained"],
    ["diff", "2023", "2025", "--what", "overlap"],
    ["evidence", "atlas--invests-in--boreal--2023"],
    ["queries"],
    ["queries", "investors-of"],
    ["export", "--list"],
    ["overlaps", "-v"],
    ["check"],
]
PHRASES = {language: catalogue(language).phrases for language in ("en", "fr")}
# English phrases without places that are long enough not to be part of another word.
ENGLISH = {
    text
    for key, text in PHRASES["en"].items()
    if isinstance(text, str) and len(text) > 12 and "{" not in text and text != PHRASES["fr"][key]
}
CALLS = [*questions().values(), *MORE]


SHIPPED = [
    ["circularity", "--part", "knot"],
    ["concentration"],
    ["diff", "2024", "2025"],
    ["exclusive"],
    ["exposure", "openai"],
    ["gaps"],
    ["overlaps", "openai"],
    ["overlaps", "--via"],
    ["overlaps", "--in-sequence"],
    ["shock", "openai"],
    ["who", "alphabet"],
]


@pytest.mark.parametrize(
    ("arguments", "place"),
    [*((arguments, TINY) for arguments in CALLS), *((arguments, None) for arguments in SHIPPED)],
    ids=str,
)
def test_a_call_in_french_has_no_english_phrase(
    call: Call, arguments: list[str], place: object
) -> None:
    result = call(*arguments, "--lang", "fr", place=place)
    assert result.exit_code == 0
    assert {text for text in ENGLISH if text in result.output} == set()


@pytest.mark.parametrize("form", ["json", "csv"])
def test_machines_read_the_same_in_every_language(call: Call, form: str) -> None:
    one, other = (call("overlaps", "--format", form, "--lang", lang) for lang in ("en", "fr"))
    assert one.stdout == other.stdout


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"LANG": "fr_FR.UTF-8"}, "Partenaires"),
        ({"LANG": "fr"}, "Partenaires"),
        ({"LANG": "fr_CA", "LC_ALL": "en_US.UTF-8"}, "Partners"),
        ({"LANG": "en_GB", "LC_MESSAGES": "fr_BE"}, "Partenaires"),
        ({"LANG": "de_DE.UTF-8"}, "Partners"),
        ({"LANG": "C"}, "Partners"),
        ({}, "Partners"),
    ],
)
def test_the_language_of_the_environment(
    call: Call, environment: dict[str, str], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert call("overlaps").stdout.startswith(said)
    assert call("overlaps", "--lang", "en").stdout.startswith("Partners")
    assert call("overlaps", "-h").stdout.startswith("Usage")


def test_words_of_the_ontology_numbers_and_money_in_french(call: Call) -> None:
    said = call("who", "openai", "--lang", "fr", place=None).stdout
    assert "est financé par" in said
    assert "jusqu'à" in said
    assert "Md USD" in said
    assert "USD 1" not in said
    assert "élevée" in said


def test_one_style_of_numbers(call: Call) -> None:
    said = call("loops", "--max-length", "2", "-v", "--lang", "fr", place=None)
    read = said.stderr.splitlines()[0]
    assert f"{FACTS['sources']:,} sources".replace(",", "\N{NO-BREAK SPACE}") in read
    assert re.search(r"en \d,\d\d s\.$", read)
    assert not re.search(r"\d,\d{3}|\d\.\d", said.stdout + read)


def test_a_merger_in_french(call: Call, tmp_path: Path) -> None:
    other = tmp_path / "other"
    copytree(TINY, other)
    path = other / "actors.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",FR,2019,", ",US,2018,"), "utf-8")
    said = call("build", "-g", str(other), "-o", str(tmp_path / "out"), "--lang", "fr")
    assert said.stdout.startswith("Fichier\tLigne\tColonne\tPremier graphe\tSecond graphe\n")
    assert said.stderr.startswith("1 ligne diffère entre les graphes.\nRien n'a été écrit")


def test_named_queries_and_formats_in_french(call: Call) -> None:
    assert "Qui investit dans un acteur ?" in call("queries", "--lang", "fr").stdout
    described = call("queries", "investors-of", "--lang", "fr").stdout
    assert "Paramètres\N{NO-BREAK SPACE}:" in described
    assert "Colonnes\N{NO-BREAK SPACE}:" in described
    before = call("--lang", "fr", "export", "--list", place=None).stdout
    assert "Turtle\N{NO-BREAK SPACE}: les affirmations" in before
    assert before == call("export", "--list", "--lang", "fr", place=None).stdout


def test_the_dossier_in_the_language_of_the_call(call: Call, tmp_path: Path) -> None:
    said = call("export", "--actor", "mistral-ai", "--to", "md", "--lang", "fr", place=None).stdout
    assert said.startswith("# Mistral AI\n\nlaboratoire d'IA · FR · fondé en 2023\n")
    line = r"est financé par \*\*ASML\*\*.: réalisé, annoncé le [\d-]+, 1 300 000 000 EUR"
    assert re.search(line, said)
    path = tmp_path / "boreal.md"
    assert call("export", "--actor", "boreal", "-o", str(path), "--lang", "fr").exit_code == 0
    assert "au niveau du groupe." in path.read_text(encoding="utf-8")


def test_the_option_may_stand_on_either_side() -> None:
    before = program("--lang", "fr", "-g", str(TINY), "overlaps")
    after = program("-g", str(TINY), "overlaps", "--lang", "fr")
    assert before.stdout == after.stdout
    assert before.stdout.startswith("Partenaires")


def test_the_page_opens_in_the_language_asked_for(call: Call, tmp_path: Path) -> None:
    for lang, options in {"fr": ["--lang", "fr"], "en": []}.items():
        path = tmp_path / f"{lang}.html"
        assert call("render", "-o", str(path), *options).exit_code == 0
        assert f'<html lang="{lang}"' in path.read_text(encoding="utf-8")
