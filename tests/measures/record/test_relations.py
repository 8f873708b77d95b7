"""The list of relations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from kg.base.errors import UnknownName

if TYPE_CHECKING:
    from kg.graph.graph import Graph


@pytest.mark.parametrize(
    ("arguments", "options", "count"),
    [
        ([], {}, 13),
        (["atlas", "boreal"], {}, 4),
        (["boreal", "Atlas"], {}, 4),
        (["atlas", "boreal"], {"level": "actor"}, 2),
        (["boreal"], {}, 6),
        (["atlas", "boreal"], {"families": "rivalry"}, 1),
        (["atlas", "boreal"], {"types": ["invests-in"]}, 2),
        (["atlas", "boreal"], {"types": ["invests-in"], "families": ["rivalry"]}, 0),
        (["fjord", "eve"], {}, 0),
    ],
)
def test_relations_by_party_type_and_family(
    tiny_graph: Graph, arguments: list[str], options: dict[str, Any], count: int
) -> None:
    assert len(tiny_graph.relations(*arguments, **options)) == count


def test_newest_first_and_all_of_the_scope(tiny_graph: Graph) -> None:
    answer = tiny_graph.relations()
    days = [str(row.relation.start or "") for row in answer]
    assert days == sorted(days, reverse=True)
    assert {row.relation.id for row in answer} == {r.id for r in tiny_graph.select().relations}


def test_a_limit_says_how_many_there_are(tiny_graph: Graph) -> None:
    answer = tiny_graph.relations(limit=3)
    assert (len(answer), answer.total) == (3, 13)


def test_an_unknown_type_names_the_nearest(tiny_graph: Graph) -> None:
    with pytest.raises(UnknownName, match="invests-in"):
        tiny_graph.relations(types=["invest-in"])
