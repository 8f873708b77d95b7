"""Whole programs, from their start to their end: commands of ours and of others."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from harness import benchmark, output

if TYPE_CHECKING:
    from collections.abc import Callable

    from harness import Peer, Run

SHIPPED = 1000  # relations, in thousands: the data that the package brings
KG = [sys.executable, "-m", "kg"]
BARE = "import click\n@click.command()\n@click.option('--x')\ndef main(x): click.echo('hi')\nmain()"
TYPES = "SELECT ?type (COUNT(*) AS ?n) {{ ?r <{}type> ?type }} GROUP BY ?type"
RDFLIB = """import sys, rdflib
data = rdflib.Dataset(default_union=True) if sys.argv[1].endswith("nq") else rdflib.Graph()
data.parse(sys.argv[1])
print(len(list(data.query(open(sys.argv[2]).read()))))"""
OXRDFLIB = RDFLIB.replace("default_union=True", 'default_union=True, store="Oxigraph"')
OXIGRAPH = """import sys, pyoxigraph
store = pyoxigraph.Store()
store.load(path=sys.argv[1])
print(sum(1 for _ in store.query(open(sys.argv[2]).read(), use_default_graph_as_union=True)))"""
KGLAB = """import sys, kglab
graph = kglab.KnowledgeGraph()
graph.load_rdf(sys.argv[1], format="turtle")
print(sum(1 for _ in graph.query(open(sys.argv[2]).read())))"""
# kglab asks for twenty packages in versions of its own, so that it lives in an environment apart.
KGLAB_PYTHON = Path(os.environ.get("KGLAB_PYTHON", "build/kglab/bin/python"))


def _shipped(place: Path, _: int) -> None:
    """Write the shipped graph as files and the two queries."""
    import kg
    from kg.vocabulary.iri import TERMS

    graph = kg.open()
    for form in ("ttl", "nq"):
        graph.save(place / f"shipped.{form}")
    (place / "overlaps.rq").write_text(graph.sparql("overlaps"), encoding="utf-8")
    (place / "types.rq").write_text(TYPES.format(TERMS), encoding="utf-8")


def _rows(text: str) -> int:
    found = json.loads(text)
    return len(found["rows"] if "rows" in found else found["results"]["bindings"])


def _lines(text: str) -> int:
    return len(text.splitlines())


def program(count: Callable[[str], float] | None, *command: str) -> Peer:
    """Return a peer that is a program; ``{}`` stands for the folder of the data."""
    if not Path(command[0]).is_file():

        def absent(_: Path, __: int) -> Run:
            raise ModuleNotFoundError(f"no {command[0]}")

        return absent

    def prepare(place: Path, _: int) -> Run:
        words = [word.replace("{}", str(place)) for word in command]

        def run() -> Callable[[], tuple[float, ...]]:
            text = output(words, place)
            return lambda: (count(text),) if count else ()

        return run

    return prepare


_PYTHON = sys.executable
_BIN = Path(sys.executable).parent

START = benchmark("start", "Start of a program", __name__, sizes=(1,), quick=(1,), rounds=9)
START.peer("kg")(program(None, *KG, "--version"))
START.peer("kg --help")(program(None, *KG, "--help"))
START.peer("a bare click program")(program(None, _PYTHON, "-c", BARE))
START.peer("python -c pass")(program(None, _PYTHON, "-c", "pass"))

ASKED = benchmark(
    "asked",
    "`kg overlaps` on the shipped data, as a program",
    __name__,
    sizes=(1,),
    quick=(1,),
    given=_shipped,
    rounds=7,
)
ASKED.peer("kg")(program(_rows, *KG, "overlaps", "--format", "json"))
ASKED.peer("a bare click program")(program(None, _PYTHON, "-c", BARE))
ASKED.peer("click and numpy, imported")(program(None, _PYTHON, "-c", "import click, numpy"))
_OVERLAPS = ("{}/shipped.nq", "{}/overlaps.rq")
ASKED.peer("the query on pyoxigraph")(program(float, _PYTHON, "-c", OXIGRAPH, *_OVERLAPS))
ASKED.peer("the query on oxrdflib")(program(float, _PYTHON, "-c", OXRDFLIB, *_OVERLAPS))
ASKED.peer("the query on rdflib")(program(float, _PYTHON, "-c", RDFLIB, *_OVERLAPS))

OPENED = benchmark(
    "opened",
    "From a Turtle file of the shipped claims to relations by type, as a program",
    __name__,
    sizes=(1,),
    quick=(),
    given=_shipped,
    rounds=5,
)
_GIVEN = ("{}/shipped.ttl", "{}/types.rq")
OPENED.peer("kg")(
    program(_rows, *KG, "-g", _GIVEN[0], "query", "-f", _GIVEN[1], "--format", "json")
)
OPENED.peer("pyoxigraph")(program(float, _PYTHON, "-c", OXIGRAPH, *_GIVEN))
OPENED.peer("rdflib")(program(float, _PYTHON, "-c", RDFLIB, *_GIVEN))
OPENED.peer("kglab")(program(float, str(KGLAB_PYTHON), "-W", "ignore", "-c", KGLAB, *_GIVEN))

CONVERTED = benchmark(
    "converted",
    "Turtle to N-Triples of the shipped claims, as a program; `kg` reads and writes records",
    __name__,
    sizes=(1,),
    quick=(),
    given=_shipped,
    rounds=5,
)
CONVERTED.peer("kg")(program(_lines, *KG, "-g", _GIVEN[0], "export", "--to", "nt"))
CONVERTED.peer("rdfpipe")(
    program(_lines, str(_BIN / "rdfpipe"), "-i", "turtle", "-o", "nt", _GIVEN[0])
)
CONVERTED.peer("oxigraph convert")(
    program(
        _lines, str(_BIN / "oxigraph"), "convert", "--from-file", _GIVEN[0],
        "--to-format", "nt", "--to-file", "/dev/stdout",
    )
)  # fmt: skip
