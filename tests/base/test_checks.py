"""Whatever a caller may choose from, a wrong word or number is refused with what is possible."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pytest

from kg.base.checks import Bounds, one_of
from kg.base.errors import InvalidValue, KgError, UnknownName
from kg.measures.index import QUESTIONS
from kg.measures.question import question
from kg.vocabulary.dates import last_day

if TYPE_CHECKING:
    from pathlib import Path

    from kg.graph.graph import Graph

NEEDED = {
    "actor": "atlas",
    "source": "atlas",
    "target": "boreal",
    "before": "2024",
    "after": "2025",
}
CHOICES = {
    (name, parameter.name): parameter.choices
    for name in QUESTIONS
    for parameter in question(name).parameters.values()
    if parameter.choices
}


def asked(graph: Graph, name: str, **given: Any) -> Any:
    """Ask a question with what it must be told, and what is given."""
    parameters = question(name).parameters.values()
    needed = {p.name: NEEDED[p.name] for p in parameters if p.is_required}
    return getattr(graph, name.replace("-", "_"))(**needed | given)


def test_the_choices_are_found() -> None:
    assert {("central", "by"), ("shock", "rule"), ("overlaps", "rivals")} <= set(CHOICES)


@pytest.mark.parametrize(("name", "parameter"), CHOICES)
def test_a_word_that_is_none_of_them(name: str, parameter: str, tiny_graph: Graph) -> None:
    words = CHOICES[name, parameter]
    with pytest.raises(
        KgError, match=f"'nonsense' is not a valid choice for {parameter}"
    ) as caught:
        asked(tiny_graph, name, **{parameter: "nonsense"})
    assert all(word in str(caught.value) for word in words)


@pytest.mark.parametrize(("name", "parameter"), CHOICES)
def test_every_word_is_answered(name: str, parameter: str, tiny_graph: Graph) -> None:
    for word in set(CHOICES[name, parameter]) - {"leiden"}:  # needs a backend of networkx
        assert asked(tiny_graph, name, **{parameter: word}) is not None


@pytest.mark.parametrize(
    ("name", "given", "error", "told"),
    [
        ("central", {"families": ["suply"]}, UnknownName, "did you mean supply"),
        ("central", {"families": ["suply"], "by": "usd"}, UnknownName, "did you mean supply"),
        ("blocs", {"families": ["suply"]}, UnknownName, "capital"),
        ("path", {"families": "suply"}, UnknownName, "did you mean supply"),
        ("path", {"types": ["invest-in"]}, UnknownName, "did you mean invests-in"),
        ("totals", {"kinds": ["equty"]}, UnknownName, "did you mean equity"),
        ("overlaps", {"statuses": "complete"}, UnknownName, "did you mean completed"),
        ("overlaps", {"level": ["group"]}, UnknownName, "choose actor or group"),
        ("overlaps", {"undated": "no"}, InvalidValue, "choose include or exclude"),
        ("overlaps", {"actor": 5}, InvalidValue, "write an id, name or ticker as text"),
        ("overlaps", {"as_of": 2025}, InvalidValue, "'2025' is not a valid date; write YYYY"),
        ("concentration", {"merge": ["atlas"]}, InvalidValue, "give it 2 times"),
        ("diff", {"before": 2024}, InvalidValue, "'2024' is not a valid date"),
        ("overlaps", {"limit": 0}, InvalidValue, "limit; write a whole number of at least 1"),
        ("loops", {"max_length": 9}, InvalidValue, "write a whole number from 2 to 8"),
        ("diff", {"max_length": 9}, InvalidValue, "write a whole number from 2 to 8"),
        ("successions", {"window": -1}, InvalidValue, "window"),
        ("dependence", {"theta": 0}, InvalidValue, "write a number above 0, up to 1"),
        ("blocs", {"resolution": -1}, InvalidValue, "resolution"),
        ("blocs", {"seeds": 0}, InvalidValue, "of at least 1"),
        ("balance", {"draws": -1}, InvalidValue, "draws"),
        ("balance", {"actors": 0}, InvalidValue, "actors"),
        ("path", {"count": 0}, InvalidValue, "count; write a whole number from 1 to 100"),
        ("path", {"max_hops": 0}, InvalidValue, "max_hops"),
        ("shock", {"size": "much"}, InvalidValue, "write a number above 0"),
        ("shock", {"size": float("nan")}, InvalidValue, "write a number above 0"),
    ],
)
def test_what_no_question_takes(
    name: str, given: dict[str, Any], error: type[KgError], told: str, tiny_graph: Graph
) -> None:
    with pytest.raises(error, match=told):
        asked(tiny_graph, name, **given)


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


@pytest.mark.parametrize("value", [1, 2.5, True, "3", float("nan"), None, 10**400])
def test_a_number_out_of_bounds(value: Any) -> None:
    with pytest.raises(InvalidValue, match="from 2 to 8"):
        Bounds(2, 8).check("length", value)
