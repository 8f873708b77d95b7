"""Every question that Python answers is answered over HTTP, with the same parameters."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any, get_args

import pytest

from kg.base.errors import KgError
from kg.graph.graph import Graph
from kg.graph.questions import Questions
from kg.measures.coopetition import overlaps
from kg.measures.structure import blocs
from kg.measures.structure import central as centrality
from kg.measures.supply import concentration, exposure
from kg.measures.supply import reliance as dependence
from kg.measures.supply import shock as contagion
from kg.relations.scope import ScopeOptions
from kg.service.api.measures import MEASURES, SCOPE, parameters, read
from kg.service.protocol.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Callable

NOT_QUESTIONS = {
    "actor": "looks a name up; every measure that takes an actor does so",
    "select": "gives the relations themselves, which /sparql and /store do",
}
NOT_OVER_HTTP = {
    "watch": "shows progress in a terminal",
    "backend": "what networkx runs on is the operator's choice",
}
CHOICES = {
    ("blocs", "method"): blocs.Method,
    ("central", "by"): centrality.By,
    ("concentration", "side"): concentration.Side,
    ("exposure", "by"): exposure.Order,
    ("overlaps", "rivals"): overlaps.Rivals,
    ("shock", "basis"): dependence.Basis,
    ("shock", "rule"): contagion.Rule,
}


def questions() -> dict[str, Callable[..., Any]]:
    """Return what can be asked in Python, by the name it has in an address."""
    found = {n: m for n, m in vars(Questions).items() if inspect.isfunction(m) and n[0] != "_"}
    asked = {name: method for name, method in found.items() if name not in NOT_QUESTIONS}
    return {name.replace("_", "-"): method for name, method in asked.items()} | {
        "evidence": Graph.evidence
    }


def test_every_question_is_served() -> None:
    assert set(MEASURES) == set(questions())


@pytest.mark.parametrize("name", questions())
def test_with_every_parameter(name: str) -> None:
    taken = set(inspect.signature(questions()[name]).parameters) - {"self", "options"}
    served = {parameter.name for parameter in MEASURES[name].parameters}
    assert served == taken - set(NOT_OVER_HTTP)


def test_the_whole_scope_is_served() -> None:
    assert {parameter.name for parameter in SCOPE} == set(ScopeOptions.__annotations__)


@pytest.mark.parametrize(("measure", "name"), CHOICES)
def test_choices_are_those_of_python(measure: str, name: str) -> None:
    (parameter,) = (p for p in MEASURES[measure].parameters if p.name == name)
    assert parameter.choices == get_args(CHOICES[measure, name])


def test_every_closed_choice_is_compared() -> None:
    closed = {(m, p.name) for m, q in MEASURES.items() for p in q.parameters if p.choices}
    assert closed == set(CHOICES)


@pytest.mark.parametrize(
    ("name", "pairs", "read_as"),
    [
        ("central", [("families", "supply"), ("families", "capital")], ("supply", "capital")),
        ("concentration", [("merge", "a"), ("merge", "b")], ("a", "b")),
        ("shock", [("actor", "a"), ("size", "0.5")], 0.5),
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
    ],
)
def test_a_value_that_does_not_fit(name: str, pairs: list[tuple[str, str]]) -> None:
    with pytest.raises((KgError, Problem)):
        read(name, pairs)


def test_a_parameter_says_what_it_is() -> None:
    for measure in MEASURES.values():
        assert all(parameter.about.endswith(".") for parameter in parameters(measure))
