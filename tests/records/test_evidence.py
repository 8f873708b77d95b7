"""The tier of evidence of a relation."""

from __future__ import annotations

import pytest

from builders import records, relation, source
from kg.records.evidence import origins, tier
from kg.vocabulary.vocabulary import vocabulary

SOURCES = {
    s.id: s
    for s in (
        source("paper", publisher="Paper"),
        source("wire", publisher="Wire"),
        source("copy", publisher="Site (Wire)"),
        source("digest", publisher="Digest (Paper, Wire)"),
        source("again", publisher="paper"),
        source("filing", kind="filing"),
        source("court", kind="court-document"),
        source("release", kind="company-announcement"),
        source("wiki", kind="encyclopedia"),
    )
}


@pytest.mark.parametrize(
    ("sources", "row", "expected"),
    [
        ("paper", {}, "single"),
        ("paper wire", {}, "corroborated"),
        ("wire copy", {}, "single"),
        ("paper copy", {}, "corroborated"),
        ("paper digest", {}, "single"),
        ("wire digest copy", {}, "single"),
        ("paper again", {}, "single"),
        ("paper wire digest", {}, "corroborated"),
        ("wiki", {}, "single"),
        ("filing", {}, "primary"),
        ("court paper", {}, "primary"),
        ("release wire", {}, "primary"),
        ("filing", {"status": "rumoured"}, "rumour"),
    ],
)
def test_tiers(sources: str, row: dict[str, str], expected: str) -> None:
    found = relation("a", "invests-in", "b", sources=tuple(sources.split()), **row)
    assert tier(found, records([found], sources=SOURCES.values())) == expected


def test_talks_are_no_more_than_a_rumour() -> None:
    found = relation("a", "in-talks-with", "b", sources=("filing",))
    assert tier(found, records([found], sources=SOURCES.values())) == "rumour"


@pytest.mark.parametrize(
    ("publisher", "names"),
    [
        ("Reuters", {"reuters"}),
        ("Site (Reuters)", {"reuters"}),
        ("Site (FT, Reuters)", {"ft", "reuters"}),
        ("Site (part one) blog", {"site (part one) blog"}),
    ],
)
def test_origins(publisher: str, names: set[str]) -> None:
    assert origins(source("x", publisher=publisher)) == names


def test_tiers_are_ranked() -> None:
    assert vocabulary().slugs("tier") == ("rumour", "single", "corroborated", "primary")
