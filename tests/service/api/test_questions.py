"""Every question that Python answers is answered over HTTP, with the same parameters."""

from __future__ import annotations

import pytest

from kg.base.errors import KgError
from kg.measures.index import QUESTIONS
from kg.measures.question import question
from kg.relations.scope import ScopeOptions
from kg.service.api.questions import openapi, parameters, read
from kg.service.protocol.problems import Problem


@pytest.mark.parametrize("name", QUESTIONS)
def test_every_parameter_is_served_but_what_is_local(name: str) -> None:
    own = question(name).parameters.values()
    served = {parameter.name for parameter in own if not (parameter.is_local or parameter.progress)}
    assert served == set(parameters(name)) - set(question(name).scope)


def test_the_whole_scope_is_served() -> None:
    assert set(ScopeOptions.__annotations__) <= set(parameters("overlaps"))


@pytest.mark.parametrize(
    ("name", "pairs", "read_as"),
    [
        ("central", [("families", "supply"), ("families", "capital")], ("supply", "capital")),
        ("concentration", [("merge", "a"), ("merge", "b")], ("a", "b")),
        ("shock", [("actor", "a"), ("size", "0.5")], 0.5),
        ("people", [("rivals", "true")], True),
    ],
)
def test_a_value_is_read(name: str, pairs: list[tuple[str, str]], read_as: object) -> None:
    assert read(name, pairs)[pairs[-1][0]] == read_as


@pytest.mark.parametrize(
    ("name", "pairs"),
    [
        ("central", [("families", "nonsense")]),
        ("concentration", [("merge", "a")]),
        ("shock", [("actor", "a"), ("size", "0")]),
        ("shock", [("actor", "a"), ("size", "nan")]),
        ("blocs", [("seeds", "1000000")]),
        ("blocs", [("seeds", "51")]),
        ("blocs", [("backend", "parallel")]),
        ("diff", [("before", "2024"), ("after", "2025"), ("as_of", "2025")]),
    ],
)
def test_a_value_that_does_not_fit(name: str, pairs: list[tuple[str, str]]) -> None:
    with pytest.raises((KgError, Problem)):
        read(name, pairs)


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_parameter_says_what_it_is(name: str) -> None:
    assert all(parameter.about.endswith(".") for parameter in parameters(name).values())


def test_a_cap_holds_only_here_and_is_named() -> None:
    assert question("balance").parameters["draws"].check(1000) == 1000
    assert read("balance", []) == {"draws": 200}
    described = openapi("0")["paths"]["/api/balance"]["get"]["parameters"]
    (draws,) = (parameter for parameter in described if parameter["name"] == "draws")
    assert draws["schema"] == {"type": "integer", "minimum": 0, "maximum": 200, "default": 200}
    assert "Capped at 200 over HTTP" in draws["description"]
