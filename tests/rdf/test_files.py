"""RDF files of anybody: nothing lost, nothing invented, and none that ends the process."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

import kg
from calling import program
from kg.rdf import files

if TYPE_CHECKING:
    from pathlib import Path

    from kg.graph.graph import Graph

REIFIES = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#reifies>"
FOREIGN = f"""PREFIX : <http://e/>
:s :p :o . :r {REIFIES} <<( :s :p :o )>> . :r :since 2020 .
GRAPH :g {{ :a :b :c . :d :e "x" }}
"""
DEEP = 20_000
HOSTILE = {
    "triple terms.ttl": "<a:s> <a:p> " + "<<( <a:s> <a:p> " * DEEP + "1" + " )>>" * DEEP + " .",
    "triple terms.nq": "<a:s> <a:p> " + "<<( <a:s> <a:p> " * DEEP + "<a:o>" + " )>>" * DEEP + " .",
    "objects.jsonld": '{"a:b":' * DEEP + "1" + "}" * DEEP,
    "lists.jsonld": '{"a:b":' + "[" * DEEP + "]" * DEEP + "}",
    "nested entities.rdf": '<!DOCTYPE r [<!ENTITY a "aaaa">'
    + "".join(
        f'<!ENTITY {second} "{f"&{first};" * 10}">'
        for first, second in zip("abcdefghijk", "bcdefghijkl", strict=True)
    )
    + "]><r>&l;</r>",
    "long entity.xml": f'<!DOCTYPE r [<!ENTITY a "{"a" * 50_000}">]><r>{"&a;" * 20_000}</r>',
    "long entity.owl": f"<!DOCTYPE r [<!ENTITY a '{'a' * 50_000}'>]><r>{'&a;' * 20_000}</r>",
}
RELATIVE = {
    "me.ttl": '<#me> <http://e/name> "me" .',
    "me.trig": '<#me> <http://e/name> "me" .',
    "me.jsonld": json.dumps({"@context": {"name": "http://e/name"}, "@id": "#me", "name": "me"}),
    "me.rdf": '<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://e/">'
    '<r:Description r:ID="me"><name>me</name></r:Description></r:RDF>',
}


def test_annotated_statements_of_others_stay_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "f.trig"
    path.write_text(FOREIGN)
    rows = kg.open(path).query("SELECT * { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }")
    quads = set(ox.parse(FOREIGN.encode(), format=ox.RdfFormat.TRIG))
    assert {(row["s"], row["p"], row["o"]) for row in rows.terms} == {
        (quad.subject, quad.predicate, quad.object) for quad in quads
    }
    assert len(list(rows)) == len(quads)


def test_statements_of_others_beside_relations_of_ours(tmp_path: Path, tiny_graph: Graph) -> None:
    path = tmp_path / "both.trig"
    path.write_text(tiny_graph.export("ttl12") + FOREIGN)
    graph = kg.open(path)
    assert graph.records == tiny_graph.records
    said = f"ASK {{ <http://e/s> <http://e/p> <http://e/o> . <http://e/r> {REIFIES} ?arrow }}"
    assert graph.query(said)
    assert graph.query("ASK { GRAPH <http://e/g> { <http://e/d> <http://e/e> 'x' } }")


@pytest.mark.parametrize("name", HOSTILE)
def test_what_would_exhaust_the_machine_is_refused(tmp_path: Path, name: str) -> None:
    """In a process of its own: what slips through would end this one."""
    path = tmp_path / name
    path.write_text(HOSTILE[name])
    result = program("-g", str(path), "query", "ASK { ?s ?p ?o }")
    assert result.returncode == 1
    assert result.stderr.startswith("Error: cannot read a graph from")
    assert result.stderr.count("\n") == 1
    assert "flatten it" in result.stderr or "write out what it stands for" in result.stderr


def test_what_only_looks_deep_is_read(tmp_path: Path) -> None:
    path = tmp_path / "f.ttl"
    path.write_text("# " + "<<" * DEEP + '\n<a:s> <a:p> "' + "<<" * DEEP + '" .')
    assert len(files.load(path)) == 1
    path = tmp_path / "f.jsonld"
    path.write_text(json.dumps({"@id": "a:s", "a:p": '{["' * DEEP}))
    assert len(files.load(path)) == 1


def test_entities_that_name_a_namespace_are_read(tmp_path: Path) -> None:
    path = tmp_path / "ontology.owl"
    path.write_text(
        '<!DOCTYPE r:RDF [<!ENTITY e "http://e/#">]>'
        '<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="&e;">'
        '<r:Description r:about="&e;x"><e:p>1</e:p></r:Description></r:RDF>'
    )
    (quad,) = files.load(path)
    assert quad.subject == ox.NamedNode("http://e/#x")


@pytest.mark.parametrize("name", RELATIVE)
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["plain", "byte order mark"])
def test_relative_addresses_are_those_of_the_file(tmp_path: Path, name: str, mark: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(mark + RELATIVE[name].encode())
    (quad,) = files.load(path)
    assert quad.subject == ox.NamedNode(f"{path.resolve().as_uri()}#me")
    assert list(files.quads(path)) == [quad]
