"""Mappings: equal in both files, to external terms known to exist, and axioms of nothing."""

from __future__ import annotations

import csv
import re
from decimal import Decimal
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.rdf import store
from kg.vocabulary.iri import CODES, PREFIXES, TERMS

ONTOLOGY = Path(__file__).parents[2] / "ontology"
SSSOM = ONTOLOGY / "mappings.sssom.tsv"
TURTLE = ONTOLOGY / "mappings.ttl"
PINNED = ONTOLOGY / "pinned" / "external-terms.tsv"
SKOS = PREFIXES["skos"]
STRENGTHS = {"exactMatch", "closeMatch", "broadMatch", "narrowMatch", "relatedMatch"}
COLUMNS = [
    "subject_id",
    "subject_label",
    "predicate_id",
    "object_id",
    "object_label",
    "mapping_justification",
    "comment",
    "confidence",
]
SUPPLY = [
    "SuppliesCloudTo",
    "SuppliesChipsTo",
    "SuppliesHardwareTo",
    "ManufacturesFor",
    "SuppliesDatacenterTo",
    "SuppliesEnergyTo",
    "SuppliesDataTo",
]
LICENCES = ["LicensesModelTo", "LicensesTechnologyTo", "LicensesContentTo"]
# What the data model settles: term of ours (class or arrow), strength, external terms.
SETTLED = [
    ("InvestsIn", "close", "wd:P1951 fibo_be_oac_opty:Investor bods:Shareholding"),
    ("LendsTo", "related", "fibo_fbc_dae_dbt:hasLender fibo_fbc_dae_dbt:hasBorrower"),
    ("LendsTo", "related", "schema:LoanOrCredit"),
    ("Guarantees", "close", "fibo_fbc_dae_gty:Guaranty fibo_fbc_dae_gty:isGuarantorOf"),
    ("Acquires", "related", "fibo_cae_ce_act:MergerAcquisition org:ChangeEvent"),
    ("Owns", "close", "org:hasSubOrganization fibo_be_oac_cctl:hasSubsidiary wd:P355 wd:P749"),
    ("Owns", "close", "fibo_be_oac_cctl:isParentCompanyOf"),
    *[(name, "related", "fibo_fnd_pas_pas:Supplier fibo_fnd_pas_pas:Customer") for name in SUPPLY],
    *[(name, "related", "schema:provider schema:customer") for name in SUPPLY],
    *[(n, "related", "fibo_fnd_law_lcap:Licensor fibo_fnd_law_lcap:Licensee") for n in LICENCES],
    *[(name, "related", "odrl:assigner odrl:assignee") for name in LICENCES],
    ("PartnersWith", "close", "org:linkedTo wd:P2652"),
    ("CoDevelopsWith", "close", "org:linkedTo wd:P2652"),
    ("joint-venture", "close", "fibo_be_le_fbo:JointVenture org:OrganizationalCollaboration"),
    ("Investigates", "related", "fibo_cae_ce_act:RegulatoryAction"),
    ("Observation", "close", "schema:Observation sosa:Observation qb:Observation"),
]


@cache
def _header() -> dict[str, str]:
    lines = [line[1:] for line in SSSOM.read_text(encoding="utf-8").splitlines() if line[0] == "#"]
    return dict(re.findall(r'^ (\w+): "(.*)"$', "\n".join(lines), re.MULTILINE))


@cache
def _curies() -> dict[str, str]:
    text = SSSOM.read_text(encoding="utf-8").partition("# curie_map:\n")[2]
    return dict(re.findall(r'^#   ([\w-]+): "(.*)"$', text, re.MULTILINE))


@cache
def _rows() -> list[dict[str, str]]:
    lines = [line for line in SSSOM.read_text(encoding="utf-8").splitlines() if line[0] != "#"]
    return list(csv.DictReader(lines, delimiter="\t"))


@cache
def _pinned() -> dict[str, dict[str, str]]:
    with PINNED.open(encoding="utf-8", newline="") as file:
        return {row["iri"]: row for row in csv.DictReader(file, delimiter="\t")}


@cache
def _ontology() -> frozenset[ox.Triple]:
    return frozenset(quad.triple for quad in store.ontology())


@cache
def _turtle() -> frozenset[ox.Triple]:
    return frozenset(q.triple for q in ox.parse(path=str(TURTLE), format=ox.RdfFormat.TURTLE))


def _expand(curie: str) -> str:
    prefix, _, local = curie.partition(":")
    return _curies()[prefix] + local


def _labels() -> dict[str, str]:
    """Return the English labels of our terms and codes."""
    names = {PREFIXES["rdfs"] + "label", SKOS + "prefLabel"}
    return {
        triple.subject.value: triple.object.value
        for triple in _ontology()
        if triple.predicate.value in names and triple.object.language == "en"
    }


def test_table_has_the_metadata_that_sssom_asks_for() -> None:
    header = _header()
    assert header["mapping_set_id"] == "https://w3id.org/ai-alliances/mappings"
    assert header["license"].endswith("/LICENSE-2.0")
    assert header["mapping_set_version"] == "0.1.0"
    assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", header["mapping_date"])
    assert _curies()["al"] == TERMS


def test_table_is_well_formed() -> None:
    rows = _rows()
    assert list(rows[0]) == COLUMNS
    for row in rows:
        prefix, _, strength = row["predicate_id"].partition(":")
        assert (prefix, row["mapping_justification"]) == ("skos", "semapv:ManualMappingCuration")
        assert strength in STRENGTHS
        assert 0 < Decimal(row["confidence"]) < 1
        assert None not in row.values()


def test_no_pair_is_mapped_twice() -> None:
    pairs = [(row["subject_id"], row["object_id"]) for row in _rows()]
    assert len(pairs) == len(set(pairs))


def test_every_prefix_of_the_table_is_used_and_understood() -> None:
    cells = {cell for row in _rows() for cell in row.values()}
    assert {name for name in _curies() if any(c.startswith(f"{name}:") for c in cells)} == set(
        _curies()
    )


def test_turtle_and_table_hold_the_same_mappings() -> None:
    table = {
        tuple(_expand(row[name]) for name in ("subject_id", "predicate_id", "object_id"))
        for row in _rows()
    }
    turtle = {
        (t.subject.value, t.predicate.value, t.object.value)
        for t in _turtle()
        if t.predicate.value.startswith(SKOS)
    }
    assert table == turtle


def test_turtle_states_no_axiom_and_imports_nothing() -> None:
    others = [t for t in _turtle() if not t.predicate.value.startswith(SKOS)]
    assert {t.subject.value for t in others} == {_header()["mapping_set_id"]}
    assert not [t for t in others if t.predicate.value.endswith("imports")]


def test_mappings_are_not_part_of_the_ontology() -> None:
    predicates = {triple.predicate.value for triple in _ontology()}
    assert not predicates & {SKOS + strength for strength in STRENGTHS}
    assert PREFIXES["owl"] + "imports" not in predicates


@pytest.mark.parametrize("row", _rows(), ids=lambda row: f"{row['subject_id']} {row['object_id']}")
def test_both_ends_exist_under_their_labels(row: dict[str, str]) -> None:
    subject, object_ = _expand(row["subject_id"]), _expand(row["object_id"])
    assert subject.startswith((TERMS, CODES))
    assert _labels()[subject] == row["subject_label"]
    assert _pinned()[object_]["label"] == row["object_label"]


def test_pinned_terms_say_where_they_were_seen() -> None:
    with PINNED.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    assert len({row["iri"] for row in rows}) == len(rows)
    assert all(cell for row in rows for cell in row.values())


def test_terms_in_axioms_are_pinned_too() -> None:
    foreign = tuple(PREFIXES[prefix] for prefix in ("org", "schema", "prov"))
    used = {
        triple.object.value
        for triple in _ontology()
        if isinstance(triple.object, ox.NamedNode) and triple.object.value.startswith(foreign)
    }
    assert used
    assert used <= _pinned().keys()


@pytest.mark.parametrize(("term", "strength", "matches"), SETTLED)
def test_settled_alignment(term: str, strength: str, matches: str) -> None:
    found = {
        row["object_id"]: row["predicate_id"]
        for row in _rows()
        if row["subject_id"].partition(":")[2].lower() == term.lower()
    }
    assert {found.get(match) for match in matches.split()} == {f"skos:{strength}Match"}


def test_rivalry_has_no_match() -> None:
    assert not [row for row in _rows() if "competes" in row["subject_id"].lower()]
    assert "al:CompetesWith" in _header()["comment"]


@pytest.mark.parametrize("iri", ["wd:P8031", "schema:competitor"])
def test_known_wrong_matches_stay_out(iri: str) -> None:
    assert _expand(iri) not in {_expand(row["object_id"]) for row in _rows()} | _pinned().keys()
