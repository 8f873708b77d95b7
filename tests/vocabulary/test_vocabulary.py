"""The vocabulary of the ontology, and whether the data keeps to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from kg.base.errors import UnknownName
from kg.records.schema import TABLES
from kg.vocabulary.bundled import folder
from kg.vocabulary.iri import PREFIXES, TERMS
from kg.vocabulary.vocabulary import read, vocabulary

if TYPE_CHECKING:
    from pathlib import Path

    from kg.graph.graph import Graph

CODES = [(scheme, slug) for scheme, codes in vocabulary().codes.items() for slug in codes]
TYPES = tuple(vocabulary().relation_types)


@pytest.fixture(scope="session")
def declared() -> dict[str, set[str]]:
    """Classes of every term of the ontology, by IRI."""
    found: dict[str, set[str]] = {}
    path = folder("ontology") / "alliances.ttl"
    for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE):
        if quad.predicate.value == PREFIXES["rdf"] + "type":
            found.setdefault(quad.subject.value, set()).add(quad.object.value)
    return found


@pytest.mark.parametrize(("scheme", "slug"), CODES)
def test_every_code_has_words_in_both_languages(scheme: str, slug: str) -> None:
    code = vocabulary().code(scheme, slug)
    assert set(code.labels) == set(code.definitions) == {"en", "fr"}
    assert all(words.strip() for words in (*code.labels.values(), *code.definitions.values()))


@pytest.mark.parametrize("slug", TYPES)
def test_every_relation_type_reads_both_ways(slug: str) -> None:
    kind = vocabulary().type(slug)
    assert set(kind.labels) == set(kind.inverse_labels) == {"en", "fr"}
    assert set(kind.roles) == {"subject", "object"}
    if kind.symmetric:
        assert kind.labels == kind.inverse_labels


@pytest.mark.parametrize("slug", TYPES)
def test_class_and_arrow_are_terms_of_the_ontology(
    slug: str, declared: dict[str, set[str]]
) -> None:
    kind = vocabulary().type(slug)
    assert PREFIXES["owl"] + "Class" in declared[kind.class_iri]
    assert PREFIXES["owl"] + "ObjectProperty" in declared[kind.arrow_iri]
    is_symmetric = PREFIXES["owl"] + "SymmetricProperty" in declared[kind.arrow_iri]
    assert is_symmetric is kind.symmetric


@pytest.mark.parametrize("slug", vocabulary().slugs("deal-kind"))
def test_class_of_a_deal_is_a_term_of_the_ontology(
    slug: str, declared: dict[str, set[str]]
) -> None:
    assert (
        PREFIXES["owl"] + "Class" in declared[vocabulary().code("deal-kind", slug).extra["class"]]
    )


@pytest.mark.parametrize("slug", TYPES)
def test_features_of_a_relation_type_are_codes(slug: str) -> None:
    kind, words = vocabulary().type(slug), vocabulary()
    assert words.code("family", kind.family)
    assert words.code("display-group", kind.group)
    assert words.code("sign", kind.sign)
    assert words.code("money-direction", kind.money_direction)
    assert kind.money_kind is None or words.code("money-kind", kind.money_kind)


def test_classes_and_arrows_differ() -> None:
    kinds = vocabulary().relation_types.values()
    assert len({k.class_iri for k in kinds}) == len({k.arrow_iri for k in kinds}) == len(TYPES)


@pytest.mark.parametrize(
    ("features", "types"),
    [
        ({"sign": "competitive"}, "competes-with"),
        ({"sign": "adversarial"}, "investigates litigates-against restricts"),
        ({"sign": "neutral"}, "board-member-of in-talks-with leads"),
        ({"hearsay": True}, "in-talks-with"),
        (
            {"symmetric": True},
            "co-develops-with competes-with in-talks-with joint-venture-with partners-with",
        ),
        (
            {"money_direction": "subject-to-object"},
            "distributes guarantees invests-in lends-to",
        ),
        (
            {"money_direction": "object-to-subject"},
            (
                "licenses-content-to licenses-model-to licenses-technology-to manufactures-for"
                " supplies-chips-to supplies-cloud-to supplies-data-to supplies-datacenter-to"
                " supplies-energy-to supplies-hardware-to"
            ),
        ),
        ({"family": "capital", "money_direction": "none"}, "acquires owns"),
    ],
)
def test_signs_and_money_as_the_measures_define_them(features: dict[str, str], types: str) -> None:
    assert sorted(vocabulary().types_with(**features)) == types.split()


@pytest.mark.parametrize(
    ("flag", "statuses"),
    [("terminal", "cancelled dismissed ended superseded"), ("hearsay", "rumoured")],
)
def test_statuses(flag: str, statuses: str) -> None:
    assert sorted(vocabulary().where("status", flag)) == statuses.split()


def test_confidence_is_ranked() -> None:
    assert vocabulary().slugs("confidence") == ("low", "medium", "high")


@pytest.mark.parametrize(
    ("type_", "instrument", "period", "kind"),
    [
        ("invests-in", None, "total", "equity"),
        ("invests-in", "convertible", "total", "debt"),
        ("invests-in", "warrant", "total", "contingent"),
        ("invests-in", "mixed", "total", "equity"),
        ("lends-to", None, "total", "debt"),
        ("guarantees", "loan", "total", "contingent"),
        ("supplies-cloud-to", None, "total", "commitment"),
        ("supplies-cloud-to", "equity", "total", "commitment"),
        ("supplies-cloud-to", None, "per-year", "rate"),
        ("lends-to", "loan", "per-month", "rate"),
        ("litigates-against", None, "total", "disputed"),
        ("competes-with", None, "total", None),
        ("leads", None, "total", None),
    ],
)
def test_kinds_of_money(type_: str, instrument: str | None, period: str, kind: str | None) -> None:
    assert vocabulary().money_kind(type_, instrument, period) == kind


def test_an_unknown_type_names_the_nearest() -> None:
    with pytest.raises(UnknownName, match="did you mean invests-in"):
        vocabulary().type("invest-in")


def test_an_unknown_code_names_the_nearest() -> None:
    with pytest.raises(UnknownName) as caught:
        vocabulary().code("market", "serach")
    assert caught.value.nearest[0] == "search"


def test_every_code_of_the_shipped_data_is_known(shipped: Graph) -> None:
    words, found = vocabulary(), shipped.records
    assert all(words.type(r.type) for r in found.relations)
    for scheme, slugs in {
        "status": {r.status for r in (*found.relations, *found.deals)},
        "market": {m for r in found.relations for m in r.market},
        "instrument": {r.instrument for r in found.relations if r.instrument},
        "actor-kind": {k for a in found.actors for k in a.kinds},
        "metric": {o.metric for o in found.observations},
        "unit": {o.unit for o in found.observations},
        "source-kind": {s.kind for s in found.sources},
        "deal-kind": {d.kind for d in found.deals},
    }.items():
        assert slugs <= set(words.codes[scheme])


def test_a_new_relation_type_touches_no_python(tmp_path: Path) -> None:
    codes = folder("ontology") / "codes"
    for path in codes.glob("*.ttl"):
        (tmp_path / path.name).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    more = (codes / "relation-types.ttl").read_text(encoding="utf-8")
    start, end = more.index("type:guarantees"), more.index(" .\n", more.index("type:guarantees"))
    block = more[start:end].replace("guarantees", "insures").replace("uarantees", "insures")
    with (tmp_path / "relation-types.ttl").open("a", encoding="utf-8") as file:
        file.write(f"\n{block} .\n")
    found = read(tmp_path).type("insures")
    assert (found.family, found.money_direction) == ("capital", "subject-to-object")


def test_columns_name_properties_of_the_ontology_or_the_alignment(
    declared: dict[str, set[str]],
) -> None:
    """Every table has its class."""
    for table in TABLES.values():
        assert PREFIXES["owl"] + "Class" in declared[TERMS + table.record.__name__]


def test_a_language_without_a_label_gets_the_english_one() -> None:
    labels = vocabulary().code("market", "memory").labels
    assert labels["xx"] == labels["en"]
    assert "xx" not in labels
