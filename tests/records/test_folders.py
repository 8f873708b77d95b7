"""New folders of tables."""

from __future__ import annotations

import os
import re
from datetime import date
from typing import TYPE_CHECKING

import pytest

import kg
from builders import TABLES, TINY
from kg.base.errors import UnwritableFile
from kg.records import folders, tables
from kg.records.model import Rights
from kg.records.schema import TABLES as COLUMNS
from kg.vocabulary.vocabulary import vocabulary

if TYPE_CHECKING:
    from pathlib import Path

    from kg.graph.graph import Graph


def test_an_empty_set_is_valid(tmp_path: Path) -> None:
    folders.create(tmp_path / "mine")
    assert {p.name for p in (tmp_path / "mine").iterdir()} == {*TABLES, "dataset.ttl", "README.md"}
    graph = kg.open(tmp_path / "mine")
    assert graph.check(warnings=True) == ()
    assert graph.records.relations == ()


def test_records_are_written_and_read_back(tmp_path: Path, tiny_graph: Graph) -> None:
    folders.create(tmp_path, tiny_graph.records, cutoff=tiny_graph.cutoff)
    assert tables.read(tmp_path) == tiny_graph.records
    assert "al:Relation ; void:entities 18" in (tmp_path / "dataset.ttl").read_text()


def test_terms_of_use_are_kept(tmp_path: Path, shipped: Graph) -> None:
    folders.create(tmp_path / "again", shipped.records)
    described = (tmp_path / "again" / "dataset.ttl").read_text(encoding="utf-8")
    assert 'dcterms:creator "AI Alliances" ;' in described
    assert "dcterms:license <https://creativecommons.org/licenses/by/4.0/> ;" in described
    assert "prov:wasDerivedFrom <https://w3id.org/ai-alliances/dataset> ;" in described
    assert tables.read(tmp_path / "again").rights == shipped.records.rights


def test_no_terms_are_made_up(tmp_path: Path) -> None:
    folders.create(tmp_path / "mine")
    assert tables.read(tmp_path / "mine").rights == Rights()


@pytest.mark.parametrize("ending", ["ttl", "nt", "jsonld", "rdf", "nq", "trig"])
def test_exports_state_the_terms(tmp_path: Path, shipped: Graph, ending: str) -> None:
    path = shipped.save(tmp_path / f"all.{ending}")
    assert "https://creativecommons.org/licenses/by/4.0/" in path.read_text(encoding="utf-8")
    found = kg.open(path).records
    assert found == shipped.records
    assert found.rights == shipped.records.rights


def test_the_cutoff_is_stated_or_follows_the_relations(tmp_path: Path) -> None:
    folders.create(tmp_path / "a", tables.read(TINY))
    folders.create(tmp_path / "b", tables.read(TINY), cutoff=date(2030, 1, 1))
    assert str(kg.open(tmp_path / "a").cutoff) == "2025-03-01"
    assert str(kg.open(tmp_path / "b").cutoff) == "2030-01-01"


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(UnwritableFile, match="name a new or an empty folder"):
        folders.create(tmp_path)
    with pytest.raises(UnwritableFile, match="something is there already"):
        folders.create(tmp_path / "notes.txt")
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="permissions of POSIX")
def test_a_failure_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []

    def write(path: Path, content: str) -> None:
        calls.append(path)
        if len(calls) == 3:
            raise UnwritableFile(path, "no space left on device")
        path.parent.mkdir(exist_ok=True)
        path.write_text(content)

    monkeypatch.setattr(folders, "write_atomically", write)
    with pytest.raises(UnwritableFile, match="no space"):
        folders.create(tmp_path / "mine")
    assert list(tmp_path.iterdir()) == []


def test_a_strange_name_stays_a_name(tmp_path: Path) -> None:
    place = tmp_path / 'a "b" \\ $(c)'
    folders.create(place)
    assert kg.open(place).check() == ()
    assert "kg -g 'a \"b\" \\ $(c)' check" in (place / "README.md").read_text()


def test_the_page_explains_every_column_and_list() -> None:
    page = folders.handbook()
    parts = re.split(r"^## ", page, flags=re.MULTILINE)
    for table in COLUMNS.values():
        (part,) = (p for p in parts if p.startswith(table.file))
        explained = re.findall(r"^\| `(\w+)` \| .+ \| .+ \|$", part, re.MULTILINE)
        assert explained == list(table.columns)
    linked = set(re.findall(r"\(#([a-z-]+)\)", page))
    assert linked == set(re.findall(r"^### ([a-z-]+)$", page, re.MULTILINE))
    for scheme in linked:
        assert all(f"- `{slug}`: " in page for slug in vocabulary().codes[scheme])
