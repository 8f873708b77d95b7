"""Every shape: what it says, what it lets pass, what it finds, and where."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
import pytest
import rdflib
from click.testing import CliRunner
from rdflib import OWL, RDF, RDFS, SH

import kg
from kg.cli import main
from kg.rdf import check as validation
from kg.rdf import shapes
from kg.rdf.store import claims, load
from kg.vocabulary.bundled import folder
from kg.vocabulary.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.base.errors import Finding
    from kg.graph.graph import Graph

FIXTURES = Path(__file__).parent / "shapes"
FOCUS = re.compile(
    r"# (?P<file>\S+), (?P<subject>\S+), column (?P<column>\w+): (?P<message>.*)\.\n"
)


def named() -> list[rdflib.URIRef]:
    """Return every shape that has a name, in order."""
    graph = shapes.shapes()
    kinds = (SH.NodeShape, SH.PropertyShape)
    found = {s for kind in kinds for s in graph.subjects(RDF.type, kind)}
    return sorted(s for s in found if isinstance(s, rdflib.URIRef))


SHAPES = named()
NAMES = [shape.removeprefix(shapes.SHAPES) for shape in SHAPES]


def triples(path: Path) -> Iterator[tuple[Any, Any, Any]]:
    for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE):
        yield quad.subject, quad.predicate, quad.object


def find(shape: str, fixture: str) -> list[Finding]:
    """Return what one shape finds in one of its fixtures."""
    path = FIXTURES / shapes.rule(shape) / fixture
    (severity,) = shapes.shapes().objects(rdflib.URIRef(shapes.SHAPES + shape), SH.severity)
    word = str(severity).removeprefix(str(SH))
    return list(shapes.findings(triples(path), severity=word, only=[shape]))


@pytest.mark.parametrize("shape", NAMES)
def test_the_passing_graph_passes(shape: str) -> None:
    assert find(shape, "pass.ttl") == []


@pytest.mark.parametrize("shape", NAMES)
def test_the_failing_graph_fails_at_the_named_place(shape: str) -> None:
    text = (FIXTURES / shapes.rule(shape) / "fail.ttl").read_text(encoding="utf-8")
    wanted = FOCUS.match(text)
    assert wanted is not None, "the first line names file, subject, column and message"
    found = find(shape, "fail.ttl")
    places = {(f.rule, f.file, f.subject, f.column) for f in found}
    assert places == {(shapes.rule(shape), wanted["file"], wanted["subject"], wanted["column"])}
    assert {f.message.partition(" (")[0] for f in found} == {wanted["message"]}


@pytest.mark.parametrize("shape", SHAPES, ids=NAMES)
def test_a_shape_speaks_two_languages(shape: rdflib.URIRef) -> None:
    graph = shapes.shapes()
    for predicate in (RDFS.label, RDFS.comment, SH.message, SH.description):
        words = [o for o in graph.objects(shape, predicate) if isinstance(o, rdflib.Literal)]
        assert sorted(str(word.language) for word in words) == ["en", "fr"]
        assert all(str(word).strip() for word in words)
    assert graph.value(shape, RDFS.isDefinedBy) == rdflib.URIRef(shapes.SHAPES[:-1])
    assert graph.value(shape, SH.severity) in {SH.Violation, SH.Warning}


@pytest.mark.parametrize("shape", SHAPES, ids=NAMES)
def test_a_shape_has_a_target_of_its_own(shape: rdflib.URIRef) -> None:
    targets = (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf)
    assert any(shapes.shapes().value(shape, target, any=True) for target in targets)


def test_there_are_fixtures_for_every_shape_and_for_nothing_else() -> None:
    folders = {path.name for path in FIXTURES.iterdir() if path.is_dir()}
    assert folders == {shapes.rule(name) for name in NAMES}
    assert len(NAMES) >= 30


def test_the_ontology_does_not_import_the_shapes() -> None:
    ontology = list(triples(folder("ontology") / "alliances.ttl"))
    assert not [t for t in ontology if t[1].value == str(OWL.imports)]
    assert not [t for t in ontology if t[0].value.startswith(str(SH)) if hasattr(t[0], "value")]


def test_every_term_in_the_shapes_is_one_of_the_ontology() -> None:
    terms = {s.value for s, *_ in triples(folder("ontology") / "alliances.ttl")}
    text = (folder("ontology") / "shapes.ttl").read_text(encoding="utf-8")
    used = set(re.findall(r"\bal:(\w+)", text))
    assert {
        name for name in used if f"https://w3id.org/ai-alliances/ont#{name}" not in terms
    } == set()


def test_every_code_in_the_shapes_is_in_its_list() -> None:
    text = (folder("ontology") / "shapes.ttl").read_text(encoding="utf-8")
    prefixes = dict(re.findall(r'sh:prefix "([\w-]+)" ; sh:namespace "[^"]*/code/([\w-]+)/"', text))
    prefixes |= dict(re.findall(r"@prefix ([\w-]+): +<[^>]*/code/([\w-]+)/>", text))
    for prefix, scheme in prefixes.items():
        used = set(re.findall(rf"(?<![\w-]){prefix}:([\w-]+)", text))
        assert used <= set(vocabulary().slugs(scheme)), scheme


def test_the_shapes_see_what_they_read_of_the_codes() -> None:
    text = (folder("ontology") / "shapes.ttl").read_text(encoding="utf-8")
    codes = {
        p.value
        for path in (folder("ontology") / "codes").glob("*.ttl")
        for _, p, _ in triples(path)
    }
    used = {f"https://w3id.org/ai-alliances/ont#{name}" for name in re.findall(r"\bal:(\w+)", text)}
    assert used & codes <= {str(predicate) for _, predicate, _ in shapes.claim_graph([])}


def test_classes_in_the_shapes_follow_the_vocabulary() -> None:
    def targets(name: str) -> set[str]:
        shape = rdflib.URIRef(shapes.SHAPES + name)
        return {str(o) for o in shapes.shapes().objects(shape, SH.targetClass)}

    def classes(**features: str) -> set[str]:
        types = vocabulary().relation_types
        return {types[slug].class_iri for slug in vocabulary().types_with(**features)}

    assert targets("RivalryMarket") == classes(family="rivalry")
    assert targets("PeopleSubject") == targets("PeopleObject") == classes(family="people")
    assert targets("OrganisationsOnly") >= classes(family="supply") | classes(family="licence")


@pytest.mark.long
def test_no_shape_finds_anything_in_our_own_data(shipped: Graph) -> None:
    assert list(shapes.findings(claims(shipped.store))) == []


@pytest.mark.long
def test_warnings_do_not_fail_the_check(shipped: Graph) -> None:
    warned = {f.rule for f in shapes.findings(claims(shipped.store), severity="Warning")}
    assert warned <= {"deal-parts", "succession-order", "target-date", "terminal-end"}


def test_a_finding_says_what_where_and_what_to_do() -> None:
    (finding,) = find("ValidStakePercent", "fail.ttl")
    assert str(finding) == (
        "relations.csv:stake_percent: atlas--invests-in--boreal: "
        "the stake is not one number from 0 to 100 (112.5); "
        "write the percentage as a decimal number"
    )


def test_a_value_of_ours_is_told_by_its_id() -> None:
    (finding,) = find("ValidMarket", "fail.ttl")
    assert finding.message == "a market is not in the closed list (flying-cars)"


def test_rdf_is_checked_as_it_was_given(tiny_graph: Graph, tmp_path: Path) -> None:
    path = tmp_path / "graph.nt"
    first = "<https://w3id.org/ai-alliances/relation/cobalt--supplies-chips-to--delta> "
    extra = f'{first}<https://w3id.org/ai-alliances/ont#from> "2023" .\n'
    store = tiny_graph.store
    assert isinstance(store, ox.Store)
    text = store.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph())
    path.write_bytes(text + extra.encode())
    loaded = load(path)
    found = validation.check(None, lambda: tiny_graph.records, lambda: claims(loaded))
    assert {(f.rule, f.file, f.row, f.column) for f in found} == {
        ("from-bound", "relations.csv", 0, "valid_from"),
        ("bound-agrees", "relations.csv", 0, "valid_from"),
    }


def test_a_cell_is_reported_once(copy: Path) -> None:
    _replace(
        copy / "relations.csv", "eve--leads--boreal,leads,eve", "atlas--leads--boreal,leads,atlas"
    )
    (finding,) = json.loads(
        CliRunner().invoke(main, ["-g", str(copy), "check", "--format", "json"]).stdout
    )
    assert (finding["rule"], finding["file"], finding["row"], finding["column"]) == (
        "people-subject",
        "relations.csv",
        20,
        "subject",
    )


def test_a_rule_that_only_the_shapes_know_names_the_row(copy: Path) -> None:
    _replace(copy / "observations.csv", "10000000000,12000000000", "10000000000,9000000000")
    (finding,) = json.loads(
        CliRunner().invoke(main, ["-g", str(copy), "check", "--format", "json"]).stdout
    )
    assert (finding["rule"], finding["file"], finding["row"], finding["column"]) == (
        "value-range",
        "observations.csv",
        3,
        "value_high",
    )


def _replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.mark.long
def test_every_failing_fixture_is_named_by_the_whole_check() -> None:
    """What `kg check` reports of an RDF file: rows, integrity and shapes together."""
    silent = [
        path.parent.name
        for path in sorted(FIXTURES.glob("*/fail.ttl"))
        if path.parent.name not in {f.rule for f in kg.open(path).check(warnings=True)}
    ]
    assert silent == []
