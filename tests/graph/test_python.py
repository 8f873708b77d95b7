"""What a prompt shows: names by Tab, short reprs, options that are misspelt, actors and pairs."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

import pytest

import kg
from kg.base.errors import InvalidValue, UnknownName
from kg.measures.index import QUESTIONS
from kg.measures.question import question
from kg.relations.scope import OPTIONS

if TYPE_CHECKING:
    from pathlib import Path

    from kg.graph.graph import Graph

LONG = 300


def test_the_package_lists_what_is_public() -> None:
    assert {*kg.__all__, "__version__"} <= set(dir(kg))
    assert not {"annotations", "TYPE_CHECKING", "Any"} & set(dir(kg))


def test_what_holds_much_is_shown_in_a_line() -> None:
    graph = kg.open()
    loop = graph.loops(max_length=2).rows[0]
    for value in (
        graph,
        graph.records,
        graph.table,
        graph.select(),
        graph.overlaps(),
        loop.arcs[0],
    ):
        assert len(repr(value)) < LONG, repr(value)[:LONG]
        assert "\n" not in repr(value)
    assert repr(graph.records).startswith(f"<Records to {graph.cutoff}: ")


@pytest.mark.parametrize(
    ("call", "arguments"),
    [("overlaps", ()), ("central", ()), ("network", ()), ("select", ()), ("pyvis", ()),
     ("between", ("boreal", "delta"))],
)  # fmt: skip
def test_a_misspelt_option_is_guessed(
    tiny_graph: Graph, call: str, arguments: tuple[str, ...]
) -> None:
    with pytest.raises(TypeError, match=rf"{call}\(\) has no option 'asof'; did you mean as_of\?"):
        getattr(tiny_graph, call)(*arguments, asof="2025")
    with pytest.raises(TypeError, match=rf"{call}\(\) has no option 'zzz'; it has .*known_at"):
        getattr(tiny_graph, call)(*arguments, zzz=1)


def test_an_actor_or_a_relation_by_its_id(tiny_graph: Graph) -> None:
    for actor in tiny_graph.records.actors:
        assert tiny_graph[actor.id] is tiny_graph[actor.name] is actor
    for relation in tiny_graph.records.relations:
        assert tiny_graph[relation.id] is relation
    with pytest.raises(UnknownName, match="boreal"):
        _ = tiny_graph["boreale"]


def test_the_relations_between_two_actors(tiny_graph: Graph) -> None:
    graph = tiny_graph.network()
    for a, b in {(a, b) for a, b, _ in graph.edges(keys=True)}:
        keys = {k for x, y, k in graph.edges(keys=True) if {x, y} == {a, b}}
        assert {relation.id for relation in tiny_graph.between(b, a)} == keys
    assert tiny_graph.between("boreal", "delta", as_of="1990") == ()


def test_a_network_of_some_relations(tiny_graph: Graph) -> None:
    whole = {key: data for _, _, key, data in tiny_graph.network().edges(keys=True, data=True)}
    for type_ in {data["type"] for data in whole.values()}:
        part = tiny_graph.network(types=[type_])
        assert {k for *_, k in part.edges(keys=True)} == {
            key for key, data in whole.items() if data["type"] == type_
        }
    for family in {data["family"] for data in whole.values()}:
        part = tiny_graph.network(families=[family], actor="boreal")
        assert {k for *_, k in part.edges(keys=True)} == {
            key
            for a, b, key, data in tiny_graph.network().edges(keys=True, data=True)
            if data["family"] == family and "boreal" in {a, b}
        }
    with pytest.raises(UnknownName, match="competes-with"):
        tiny_graph.network(types=["competes"])


@pytest.mark.parametrize("name", QUESTIONS)
def test_help_of_a_question_has_its_options_and_an_example_that_runs(name: str) -> None:
    method = getattr(kg.Graph, name.replace("-", "_"))
    asked, options = question(name), inspect.signature(method).parameters
    assert list(options) == ["self", *asked.parameters, *asked.scope]
    for parameter in asked.parameters.values():
        assert all(choice in method.__doc__ for choice in parameter.choices)
    assert all(OPTIONS[option].about in method.__doc__ for option in asked.scope)
    assert method.__doc__.count("Examples\n---") == 1
    example = method.__doc__.rpartition("Examples\n")[2].replace(">>> ", "")
    values: dict[str, Any] = {}
    exec(example.partition("\n")[2], values)  # noqa: S102 # the text is that of the program
    assert values["answer"] is not None


def test_an_answer_as_markdown_holds_its_columns(tiny_graph: Graph) -> None:
    answer = tiny_graph.overlaps()
    header, _, *lines = answer.to_markdown().splitlines()
    assert header.replace("\\", "").strip("| ").split(" | ") == list(answer.columns.values)
    assert len(lines) == len(answer) > 0


def test_the_parameters_of_a_named_query_go_by_name(tiny_graph: Graph) -> None:
    named = tiny_graph.ask("investors-of", actor="Boréal AI")
    assert list(map(list, named)) == list(
        map(list, tiny_graph.ask("investors-of", {"actor": "Boréal AI"}))
    )


def test_an_answer_draws_itself(tiny_graph: Graph, tmp_path: Path) -> None:
    for name in QUESTIONS:
        if question(name).plot:
            answer = getattr(tiny_graph, name.replace("-", "_"))()
            assert answer.plot(tmp_path / f"{name}.svg").read_text().startswith("<?xml")
    with pytest.raises(InvalidValue, match="choose overlaps, timeline or concentration"):
        tiny_graph.loops().plot(tmp_path / "loops.svg")


@pytest.mark.parametrize("place", [3, [], {}])
def test_only_a_path_or_an_address_opens(place: Any) -> None:
    with pytest.raises(TypeError, match=r"open\(\) takes the path or the address of a graph"):
        kg.open(place)


def test_a_misspelt_option_of_a_method_is_guessed_too(tiny_graph: Graph) -> None:
    with pytest.raises(TypeError, match=r"network\(\) has no option 'tipes'; did you mean types"):
        tiny_graph.network(tipes=["invests-in"])
