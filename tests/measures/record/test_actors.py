"""The list of actors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from kg.base.errors import UnknownName

if TYPE_CHECKING:
    from kg.graph.graph import Graph


@pytest.mark.parametrize(
    ("options", "ids"),
    [
        ({"text": "atlas"}, ["atlas", "atlas-cloud"]),
        ({"text": "BRL"}, ["boreal"]),
        ({"text": "boréal"}, ["boreal"]),
        ({"text": "twse"}, ["cobalt"]),
        ({"text": "semi"}, ["cobalt"]),
        ({"text": "emicond"}, ["cobalt"]),
        ({"text": "nobody"}, []),
        ({"kind": "ai-lab"}, ["atlas", "boreal"]),
        ({"country": "fr"}, ["boreal", "eve"]),
        ({"country": "France", "kind": "person"}, ["eve"]),
    ],
)
def test_actors_by_name_kind_and_country(
    tiny_graph: Graph, options: dict[str, Any], ids: list[str]
) -> None:
    assert sorted(row.actor.id for row in tiny_graph.actors(**options)) == ids


def test_all_actors_with_most_relations_first(tiny_graph: Graph) -> None:
    answer = tiny_graph.actors()
    assert len(answer) == len(tiny_graph.records.actors)
    counts = [row.relations for row in answer]
    assert counts == sorted(counts, reverse=True)
    assert sum(counts) == 2 * len(tiny_graph.select().relations)
    assert {row.actor.id: row.group for row in answer}["atlas-cloud"] == "atlas"


def test_a_word_that_begins_so_comes_first(shipped: Graph) -> None:
    assert shipped.actors("musk")[0].actor.id == "elon-musk"
    assert shipped.actors("open")[0].actor.name.startswith("Open")


def test_a_limit_says_how_many_there_are(tiny_graph: Graph) -> None:
    answer = tiny_graph.actors(limit=2)
    assert (len(answer), answer.total) == (2, 7)


def test_an_unknown_country_names_the_nearest(tiny_graph: Graph) -> None:
    with pytest.raises(UnknownName, match="no country is called 'Frence'; did you mean FR"):
        tiny_graph.actors(country="Frence")
