"""One claim with its history and its evidence."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from builders import records, relation, source
from kg.base.errors import InvalidValue, UnknownName
from kg.measures.record.evidence import evidence

if TYPE_CHECKING:
    from kg.graph.graph import Graph


def test_history_is_followed_both_ways(shipped: Graph) -> None:
    for year in ("2019", "2025", "2"):
        file = shipped.evidence(f"microsoft-azure--supplies-cloud-to--openai--{year}")
        assert [state.id.rpartition("--")[2] for state in file.history] == ["2019", "2025", "2"]


def test_sources_and_what_else_they_support(shipped: Graph) -> None:
    file = shipped.evidence("nvidia--invests-in--openai--2025")
    assert [s.source.id for s in file.support] == list(file.relation.sources)
    for support in file.support:
        assert file.relation.id not in support.relations
        for other in support.relations:
            assert support.source.id in shipped.records.relation_by_id[other].sources
    found = file.to_dict()
    assert found["relation"]["amount"] == 100_000_000_000
    assert "stake_percent" not in found["relation"]


def test_as_known_on_a_day() -> None:
    sources = [source("early", "2024-01"), source("late", "2025-01"), source("bare")]
    given = {"status": "superseded", "valid_to": "2024-12", "sources": ("bare", "early", "late")}
    old = relation("a", "owns", "b", "1", **given)
    new = relation("a", "owns", "b", "2", supersedes=old.id, sources=("late",))
    found = records([old, new], sources=sources)
    file = evidence(found, old.id, known_at=date(2024, 6, 30))
    assert file.relation.sources == ("early",)  # a page without a date may be later
    assert [support.source.id for support in file.support] == ["early"]
    assert [state.id for state in file.history] == [old.id]
    assert len(evidence(found, old.id).history) == 2
    state = file.to_dict()["relation"]
    assert state["status"] == "active"
    assert not {"valid_to", "evidence"} & set(state)
    later = evidence(found, old.id, known_at=date(2025, 6, 30)).to_dict()["relation"]
    assert (later["status"], later["valid_to"]) == ("superseded", "2024-12")
    with pytest.raises(InvalidValue, match="neither a source nor an announcement"):
        evidence(found, new.id, known_at=date(2024, 6, 30))


def test_an_unknown_claim_names_the_nearest(shipped: Graph) -> None:
    with pytest.raises(UnknownName) as caught:
        shipped.evidence("nvidia--invests-in--openai")
    assert all(name.startswith("nvidia--invests-in--openai") for name in caught.value.nearest)


def test_all_claims_between_two_actors_and_their_units(tiny_graph: Graph) -> None:
    file = tiny_graph.evidence("Atlas", "boreal")
    ids = [file.relation.id, *(each.relation.id for each in file.also)]
    assert len(ids) == 5
    assert "atlas-cloud--supplies-cloud-to--boreal--2025" in ids
    starts = [str(each.relation.start or "") for each in (file, *file.also)]
    assert starts == sorted(starts, reverse=True)
    assert len(file.to_dict()["also"]) == 4
    assert {tiny_graph.evidence("boreal", "atlas").relation.id} == {ids[0]}


def test_nothing_between_two_actors(tiny_graph: Graph) -> None:
    with pytest.raises(InvalidValue, match="between fjord and eve; see kg path"):
        tiny_graph.evidence("fjord", "eve")


def test_an_actor_alone_needs_a_second(tiny_graph: Graph) -> None:
    with pytest.raises(InvalidValue, match="or a second actor: kg evidence openai nvidia"):
        tiny_graph.evidence("boreal")
