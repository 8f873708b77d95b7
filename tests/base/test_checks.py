"""Whatever a caller may choose from, a wrong word or number is refused with what is possible."""

from __future__ import annotations

import ast
import inspect
import re
from datetime import date, datetime
from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin

import pytest

from kg.base.checks import one_of, within
from kg.base.errors import InvalidValue, KgError, UnknownName
from kg.graph import questions
from kg.graph.questions import Questions
from kg.vocabulary.dates import last_day

if TYPE_CHECKING:
    from pathlib import Path

    from kg.graph.graph import Graph

ACTORS = {"actor": "atlas", "source": "atlas", "target": "boreal"}
DAYS = {"before": "2024", "after": "2025"}


def named_types() -> dict[str, Any]:
    """Return the closed choices that annotations of questions name, by that name."""
    tree = ast.parse(inspect.getsource(questions))
    imports = (node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module)
    named = {
        alias.asname or alias.name: getattr(import_module(node.module or ""), alias.name, None)
        for node in imports
        for alias in node.names
    }
    return {name: kind for name, kind in named.items() if get_origin(kind) is Literal}


def choices() -> dict[tuple[str, str], tuple[str, ...]]:
    """Return the words of every parameter of a question that takes one of a few."""
    types = named_types()
    methods = {n: m for n, m in vars(Questions).items() if inspect.isfunction(m) and n[0] != "_"}
    return {
        (name, parameter): get_args(types[word])
        for name, method in methods.items()
        for parameter, annotation in inspect.get_annotations(method).items()
        for word in re.findall(r"\w+", annotation)
        if word in types
    }


def asked(graph: Graph, question: str, **given: Any) -> Any:
    """Ask a question with what it must be told, and what is given."""
    method = getattr(graph, question)
    needed = {
        name: (ACTORS | DAYS)[name]
        for name, parameter in inspect.signature(method).parameters.items()
        if parameter.default is parameter.empty and name in ACTORS | DAYS
    }
    return method(**needed | given)


def test_the_choices_are_found() -> None:
    assert {("central", "by"), ("shock", "rule"), ("overlaps", "rivals")} <= set(choices())


@pytest.mark.parametrize(("question", "name"), choices())
def test_a_word_that_is_none_of_them(question: str, name: str, tiny_graph: Graph) -> None:
    words = choices()[question, name]
    with pytest.raises(KgError, match=f"'nonsense' is not a valid choice for {name}") as caught:
        asked(tiny_graph, question, **{name: "nonsense"})
    assert all(word in str(caught.value) for word in words)


@pytest.mark.parametrize(("question", "name"), choices())
def test_every_word_is_answered(question: str, name: str, tiny_graph: Graph) -> None:
    for word in set(choices()[question, name]) - {"leiden"}:  # needs a backend of networkx
        assert asked(tiny_graph, question, **{name: word}) is not None


@pytest.mark.parametrize(
    ("question", "given", "error", "told"),
    [
        ("central", {"families": ["suply"]}, UnknownName, "did you mean supply"),
        ("central", {"families": ["suply"], "by": "usd"}, UnknownName, "did you mean supply"),
        ("blocs", {"families": ["suply"]}, UnknownName, "capital"),
        ("path", {"families": "suply"}, UnknownName, "did you mean supply"),
        ("path", {"types": ["invest-in"]}, UnknownName, "did you mean invests-in"),
        ("overlaps", {"statuses": "complete"}, UnknownName, "did you mean completed"),
        ("overlaps", {"level": ["group"]}, UnknownName, "choose actor or group"),
        ("overlaps", {"undated": "no"}, InvalidValue, "choose include or exclude"),
        ("overlaps", {"actor": 5}, InvalidValue, "write an id, name or ticker as text"),
        ("overlaps", {"as_of": 2025}, InvalidValue, "'2025' is not a valid date; write YYYY"),
        ("diff", {"before": 2024}, InvalidValue, "'2024' is not a valid date"),
        ("overlaps", {"limit": -1}, InvalidValue, "number of pairs"),
        ("loops", {"max_length": 9}, InvalidValue, "write a whole number from 2 to 8"),
        ("diff", {"max_length": 9}, InvalidValue, "write a whole number from 2 to 8"),
        ("successions", {"window": -1}, InvalidValue, "window"),
        ("dependence", {"theta": 5}, InvalidValue, "write a number from 0 to 1"),
        ("blocs", {"resolution": -1}, InvalidValue, "resolution"),
        ("blocs", {"seeds": 0}, InvalidValue, "of at least 1"),
        ("balance", {"draws": -1}, InvalidValue, "number of draws"),
        ("balance", {"actors": 0}, InvalidValue, "number of actors"),
        ("path", {"count": -1}, InvalidValue, "number of paths"),
        ("path", {"max_hops": 0}, InvalidValue, "greatest number of steps"),
        ("shock", {"size": "much"}, InvalidValue, "write a number above 0"),
    ],
)
def test_what_no_question_takes(
    question: str, given: dict[str, Any], error: type[KgError], told: str, tiny_graph: Graph
) -> None:
    with pytest.raises(error, match=told):
        asked(tiny_graph, question, **given)


def test_a_text_is_one_word(tiny_graph: Graph) -> None:
    assert (
        tiny_graph.central(families="supply").rows == tiny_graph.central(families=["supply"]).rows
    )
    assert tiny_graph.scope(statuses="signed").statuses == {"signed"}


def test_the_page_speaks_two_languages(tiny_graph: Graph, tmp_path: Path) -> None:
    with pytest.raises(InvalidValue, match="choice for language; choose en or fr"):
        tiny_graph.render(tmp_path / "page.html", language="de")
    with pytest.raises(InvalidValue, match="choose en or fr"):
        tiny_graph.view(language="de")


def test_a_moment_is_its_day() -> None:
    assert last_day(datetime(2025, 6, 1, 12, 30)) == date(2025, 6, 1)  # noqa: DTZ001


def test_the_nearest_word_comes_first() -> None:
    with pytest.raises(InvalidValue, match="did you mean supplier"):
        one_of("side", "suplier", ("supplier", "customer"))


@pytest.mark.parametrize("value", [1, 2.5, True, "3", float("nan"), None])
def test_a_number_out_of_bounds(value: Any) -> None:
    with pytest.raises(InvalidValue, match="from 2 to 8"):
        within("length", value, 2, 8)
