"""What holds for every format: it can be read back, and the same records give the same bytes."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

import kg
from kg import exchange
from kg.base.errors import UnknownName
from kg.exchange import FORMATS, rdf, ttl12
from kg.rdf import read as claims

if TYPE_CHECKING:
    from pathlib import Path

    from kg.graph.graph import Graph

_STANDARD = {
    "ttl": ox.RdfFormat.TURTLE,
    "trig": ox.RdfFormat.TRIG,
    "nt": ox.RdfFormat.N_TRIPLES,
    "nq": ox.RdfFormat.N_QUADS,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdf": ox.RdfFormat.RDF_XML,
}


@pytest.mark.parametrize("name", _STANDARD)
def test_file_opens_as_the_same_records(name: str, tiny_graph: Graph, tmp_path: Path) -> None:
    content = FORMATS[name](tiny_graph)
    assert isinstance(content, str)
    path = tmp_path / f"tiny{FORMATS[name].endings[0]}"
    path.write_text(content, encoding="utf-8")
    assert kg.open(path).records == tiny_graph.records


def test_rdf_1_2_holds_the_same_records(tiny_graph: Graph) -> None:
    found = claims.records(ttl12.read(ttl12.text(tiny_graph)), "tiny.ttl")
    assert found == tiny_graph.records


@pytest.mark.parametrize("name", ["nq", "jsonld", "rdf"])
def test_shipped_data_survives(name: str, shipped: Graph) -> None:
    found = ox.parse(FORMATS[name](shipped), format=_STANDARD[name])
    default = {quad.triple for quad in found if isinstance(quad.graph_name, ox.DefaultGraph)}
    assert default == rdf.claims(shipped.records)


def test_bytes_are_equal_in_two_processes(tiny: Path) -> None:
    script = (
        "import hashlib, kg, sys\n"
        "from kg.exchange import FORMATS\n"
        "graph = kg.open(sys.argv[1])\n"
        "for name, form in FORMATS.items():\n"
        "    content = form(form.of(graph, 'atlas') if form.holds == 'dossier' else graph)\n"
        "    data = content.encode() if isinstance(content, str) else content\n"
        "    print(name, hashlib.sha256(data).hexdigest())\n"
    )
    first, second = (
        subprocess.run(
            [sys.executable, "-c", script, str(tiny)],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    )
    assert first == second
    assert len(first.splitlines()) == len(FORMATS)


def test_formats_are_not_loaded_before_use() -> None:
    script = "import sys, kg.exchange; print([m for m in sys.modules if m.startswith('kg.ex')])"
    found = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    assert found.stdout.decode().strip() == "['kg.exchange']"


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_has_a_writer(name: str) -> None:
    module, _, function = FORMATS[name].writer.rpartition(".")
    assert callable(getattr(importlib.import_module(f"kg.exchange.{module}"), function))


def test_no_ending_means_two_formats() -> None:
    endings = [ending for form in FORMATS.values() for ending in form.endings]
    assert len(endings) == len(set(endings))


@pytest.mark.parametrize(
    ("name", "nearest"),
    [("turtel", "ttl"), ("json-ld", "jsonld"), ("ntriples", "trig"), ("?", "ttl")],
)
def test_unknown_format_names_the_nearest(name: str, nearest: str) -> None:
    with pytest.raises(UnknownName) as caught:
        exchange.find(name)
    assert nearest in caught.value.nearest


def test_ending_is_read_in_any_case() -> None:
    assert exchange.guess("Alliances.TTL") is FORMATS["ttl"]


def test_unknown_ending_names_the_nearest() -> None:
    with pytest.raises(UnknownName, match=r"'\.jsonlds'; did you mean \.jsonld"):
        exchange.guess("alliances.jsonlds")
