"""The benchmarks hold together: what is guarded exists, equal answers are asked for."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

pytest.importorskip("pyarrow")
sys.path.append(str(Path(__file__).parents[2] / "benchmarks"))

import goals
import harness
from harness import Figure, Results
from kept import Kept
from serving import Rate


def figure(*answer: float, cpu: float | None = 1.0) -> Figure:
    return Figure(cpu, cpu, 50.0, answer, 60.0)


@pytest.mark.parametrize("guard", goals.GUARDS, ids=lambda one: f"{one.task}, {one.slow}")
def test_a_guard_names_what_is_measured(guard: goals.Guard) -> None:
    one = harness.registered()[guard.task]
    assert guard.size in one.quick
    assert {guard.slow, guard.fast} <= one.peers.keys()


def test_different_answers_stop_a_run() -> None:
    with pytest.raises(AssertionError, match="rdflib answers"):
        harness._same("overlaps", 10, {"kg": figure(3.0), "rdflib": figure(4.0)})


def test_peers_without_an_answer_only_set_a_scale() -> None:
    harness._same("overlaps", 10, {"kg": figure(3.0), "a bare click program": figure()})


def test_the_ratio_to_a_peer_that_was_given_up_is_at_least_the_patience() -> None:
    results = Results({("x", 1, "kg"): figure(cpu=0.5), ("x", 1, "slow"): figure(cpu=None)})
    assert results.ratio("x", 1, "slow") == 120


@pytest.mark.parametrize(("value", "said"), [(2.9, "met"), (3.1, "**short**: so it is")])
def test_a_goal_says_why_it_is_missed(value: float, said: str) -> None:
    goal = goals.Goal("work", "≤ 3", lambda _: value, most=3, why="so it is")
    assert goal.row(Results()) == f"| work | ≤ 3 | {value} × | {said} |"


def test_a_goal_without_figures_is_not_called_met() -> None:
    goal = goals.Goal("work", "≤ 3", lambda r: r.cpu("loops", 1), most=3)
    assert goal.row(Results()).endswith("not measured in this run |")


def test_growth_is_per_decade() -> None:
    times = {10_000: 0.01, 1_000_000: 0.16}
    results = Results({("built", size, "kg"): figure(cpu=cpu) for size, cpu in times.items()})
    assert goals.decade(results, "built", 10_000, 1_000_000) == pytest.approx(4)


def test_figures_are_read_as_they_were_written(tmp_path: Path) -> None:
    kept = Kept(
        Results({("x", 1, "kg"): figure(0.5)}), {("s", "k"): Rate(1, 2.0, 3.0, 4.0, 0)}, [1.5]
    )
    kept.write(tmp_path / "figures.json")
    again = Kept.read(tmp_path / "figures.json")
    assert again.rates == kept.rates
    assert again.results.cpu("x", 1) == 1.0
