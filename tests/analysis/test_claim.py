"""One claim with its history and its evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kg.errors import UnknownName

if TYPE_CHECKING:
    from kg.graph import Graph


def test_history_is_followed_both_ways(shipped: Graph) -> None:
    for year in ("2019", "2025", "2"):
        file = shipped.evidence(f"microsoft-azure--supplies-cloud-to--openai--{year}")
        assert [state.id.rpartition("--")[2] for state in file.history] == ["2019", "2025", "2"]


def test_sources_and_what_else_they_support(shipped: Graph) -> None:
    file = shipped.evidence("nvidia--invests-in--openai--2025")
    assert file.tier == "corroborated"
    assert [s.source.id for s in file.support] == list(file.relation.sources)
    for support in file.support:
        assert file.relation.id not in support.relations
        for other in support.relations:
            assert support.source.id in shipped.records.relation_by_id[other].sources
    found = file.to_dict()
    assert found["relation"]["amount"] == 100_000_000_000
    assert "stake_percent" not in found["relation"]


def test_an_unknown_claim_names_the_nearest(shipped: Graph) -> None:
    with pytest.raises(UnknownName) as caught:
        shipped.evidence("nvidia--invests-in--openai")
    assert all(name.startswith("nvidia--invests-in--openai") for name in caught.value.nearest)
