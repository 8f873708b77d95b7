"""What a write is held to, without HTTP: all shapes on the whole graph."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from kg.service.pool import proposal, snapshot
from kg.service.protocol.problems import Problem

if TYPE_CHECKING:
    from pathlib import Path

    from kg.graph.graph import Graph

ACTOR = "a al:Actor, al:Organisation ; al:kind kind:ai-lab ; al:mainKind kind:ai-lab"
KINDS = "PREFIX kind: <https://w3id.org/ai-alliances/code/actor-kind/> "


@pytest.fixture
def before(tiny_graph: Graph, tmp_path: Path) -> Path:
    """The tiny data set, and a chain of nine units, each part of the next."""
    path = tmp_path / "first.nq"
    snapshot.write(iter(tiny_graph.store), path)  # type: ignore[call-overload]
    units = " . ".join(f'actor:u{n} rdfs:label "U{n}" ; {ACTOR}' for n in range(9))
    parts = " . ".join(f"actor:u{n} al:partOf actor:u{n + 1}" for n in range(8))
    told = proposed(tiny_graph, path, f"{KINDS} INSERT DATA {{ {units} . {parts} }}")
    lines = set(path.read_text().splitlines()) - set(told["removed"]) | set(told["added"])
    path.write_text("".join(f"{line}\n" for line in sorted(lines)))
    return path


def proposed(graph: Graph, path: Path, text: str) -> dict[str, list[str]]:
    head = {"snapshot": str(path), "operation": "update", "base": "http://e/"}
    told: dict[str, list[str]] = json.loads(proposal.propose(graph, head, text.encode())[1])
    return told


def test_a_circle_is_found_however_far_round_it_goes(before: Path, tiny_graph: Graph) -> None:
    """Each link of it is in order by itself, and so is everything four links around."""
    assert proposed(tiny_graph, before, 'INSERT DATA { actor:u0 al:country "FR" }')["added"]
    with pytest.raises(Problem) as told:
        proposed(tiny_graph, before, "INSERT DATA { actor:u8 al:partOf actor:u0 }")
    findings = told.value.members["findings"]
    assert {entry["rule"] for entry in findings} == {"part-of-circle"}
    assert len(findings) == 9


def test_what_was_wrong_before_keeps_nothing_out(before: Path, tiny_graph: Graph) -> None:
    with before.open("a") as file:
        file.write('<http://e/x> <https://w3id.org/ai-alliances/ont#country> "nowhere" .\n')
    assert proposed(tiny_graph, before, 'INSERT DATA { actor:u0 al:country "FR" }')["added"]
