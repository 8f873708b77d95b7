"""The same answers from every kind of place."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
import pytest

import kg
from builders import TINY
from endpoint import answers_from, serving
from kg.rdf import files, quads, store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from calling import Call

KINDS = ("ttl", "nq", "trig", "jsonld", "rdf", "store", "endpoint", "cutoff-by-hand")


@pytest.fixture(scope="module")
def places(
    tmp_path_factory: pytest.TempPathFactory, tiny_graph: kg.Graph
) -> Iterator[dict[str, object]]:
    """The tiny set in every form that -g takes."""
    folder = tmp_path_factory.mktemp("places")
    claims = list(quads.asserted(tiny_graph.records))
    everything = list(store.all_quads(tiny_graph.records))
    found: dict[str, object] = {}
    for ending in ("ttl", "rdf", "nq", "trig", "jsonld"):
        path = folder / f"tiny.{ending}"
        form = files.FORMATS[f".{ending}"]
        whole = everything if ending in {"nq", "trig"} else [quad.triple for quad in claims]
        path.write_bytes(ox.serialize(whole, format=form))
        found[ending] = path
    tiny_graph.build(folder / "store")
    found["store"] = folder / "store"
    found["cutoff-by-hand"] = f"{TINY}/"
    with serving(answers_from(tiny_graph.store)) as address:
        yield found | {"endpoint": address}


def answer(call: Call, place: object, *arguments: str) -> Any:
    result = call(*arguments, "--format", "json", place=place)
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "question",
    [
        ["overlaps"],
        ["overlaps", "--as-of", "2024-12", "--level", "actor"],
        ["overlaps", "--known-at", "2025-02"],
        ["loops"],
        ["loops", "--undated", "exclude"],
        ["who", "boreal"],
        ["path", "cobalt", "boreal"],
    ],
    ids=" ".join,
)
def test_equal_json_digest_included(
    call: Call, places: dict[str, object], kind: str, question: list[str]
) -> None:
    assert answer(call, places[kind], *question) == answer(call, TINY, *question)


@pytest.mark.parametrize("order", [("-g", "shipped", "totals"), ("totals", "-g", "shipped")])
def test_the_shipped_graph_has_a_name(
    call: Call, monkeypatch: pytest.MonkeyPatch, order: tuple[str, ...]
) -> None:
    expected = answer(call, None, "totals")
    monkeypatch.setenv("KG_GRAPH", str(TINY))
    assert answer(call, None, *order) == expected


def test_the_shipped_graph_is_merged_by_name(call: Call, tmp_path: Path) -> None:
    both = ("-g", "shipped", "-g", str(TINY))
    result = call("build", *both, "--as", "tables", "-o", str(tmp_path / "both"), place=None)
    assert result.exit_code == 0, result.stderr
    merged = kg.open(tmp_path / "both").records
    assert len(merged.actors) == len(kg.open().records.actors) + len(kg.open(TINY).records.actors)


@pytest.mark.parametrize("kind", KINDS)
def test_equal_rows_of_sparql(call: Call, places: dict[str, object], kind: str) -> None:
    sparql = (
        "SELECT ?a ?b WHERE { GRAPH graph:dyads { ?d a al:CoopetitiveDyad ; al:member ?a, ?b }"
        " FILTER(STR(?a) < STR(?b)) } ORDER BY ?a ?b"
    )
    mine, theirs = (call("query", sparql, place=place).stdout for place in (TINY, places[kind]))
    assert mine == theirs
    assert mine.count("\n") == 3


@pytest.mark.parametrize("kind", KINDS)
def test_every_place_is_checked(call: Call, places: dict[str, object], kind: str) -> None:
    result = call("check", place=places[kind])
    assert result.exit_code == 0
    assert "7 actors, 5 sources, 2 deals, 18 relations, 3 observations" in result.stderr


def test_a_store_of_the_shipped_data_answers_alike(
    call: Call, tmp_path: Path, shipped: kg.Graph
) -> None:
    shipped.build(tmp_path / "store")
    for question in ("overlaps", "loops"):
        assert answer(call, tmp_path / "store", question) == answer(call, None, question)
