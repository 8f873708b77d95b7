"""The dossier of a pair."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kg.base.errors import InvalidValue

if TYPE_CHECKING:
    from kg.graph.graph import Graph


def test_all_claims_with_co_operation_first(tiny_graph: Graph) -> None:
    rows = tiny_graph.pair("Atlas", "boreal").to_dict()["rows"]
    assert [(row["type"], row["sign"], row["state"]) for row in rows] == [
        ("invests-in", "cooperative", "on record"),
        ("invests-in", "cooperative", "on record"),
        ("supplies-cloud-to", "cooperative", "on record"),
        ("supplies-cloud-to", "cooperative", "over"),
        ("competes-with", "competitive", "on record"),
    ]
    assert all(row["citations"] for row in rows)
    assert rows[-1]["markets"] == ["assistants", "coding-tools"]


def test_its_relations_are_those_of_the_overlap(tiny_graph: Graph) -> None:
    (overlap,) = tiny_graph.overlaps("boreal")
    claims = [row for row in tiny_graph.pair("atlas", "boreal") if row.state == "on record"]
    by_sign = {
        sign: {row.claim.relation.id for row in claims if row.sign == sign}
        for sign in ("cooperative", "competitive")
    }
    assert by_sign["cooperative"] == set(overlap.cooperative)
    assert by_sign["competitive"] == set(overlap.competitive)


def test_third_parties_are_those_that_rivals_share(shipped: Graph) -> None:
    about = shipped.pair("openai", "anthropic").about
    assert about["actors"] == ["openai", "anthropic"]
    assert about["third_parties"]
    assert all({row["a"], row["b"]} == {"openai", "anthropic"} for row in about["third_parties"])


def test_a_pair_of_one_group(tiny_graph: Graph) -> None:
    with pytest.raises(InvalidValue, match="name two actors that do not belong to one group"):
        tiny_graph.pair("atlas", "atlas-cloud")


def test_terms_of_the_claims(shipped: Graph) -> None:
    rows = shipped.pair("akamai", "anthropic").rows
    assert {kind for row in rows for kind in row.term_kinds} >= {"firm"}


def test_what_is_left_out_is_counted_between_the_two(tiny_graph: Graph) -> None:
    for a, b in {(r.subject, r.object) for r in tiny_graph.records.relations}:
        try:
            answer = tiny_graph.pair(a, b)
        except InvalidValue:  # of one group
            continue
        with_rumours = tiny_graph.between(a, b, rumours=True)
        rumours = len(with_rumours) - len(tiny_graph.between(a, b))
        assert answer.left_out["rumoured"] == rumours
        assert answer.left_out["over"] == 0  # they are listed
