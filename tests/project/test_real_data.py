"""The shipped data obeys its own rules."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from builders import TABLES
from facts import FACTS, FIRST_ARTICLE
from kg.records import tables
from kg.vocabulary.bundled import folder

if TYPE_CHECKING:
    from kg.graph.graph import Graph

DATA = folder("data")


def test_no_findings(shipped: Graph) -> None:
    assert shipped.check() == ()


@pytest.mark.parametrize("name", TABLES)
def test_tables_are_sorted_and_canonical(shipped: Graph, name: str) -> None:
    """Byte for byte what `kg fmt` would write."""
    assert (DATA / name).read_bytes() == tables.write(shipped.records)[name].encode()


@pytest.mark.parametrize("name", TABLES)
def test_ids_are_sorted(name: str) -> None:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        ids = [row["id"] for row in csv.DictReader(file)]
    assert ids == sorted(ids)
    assert len(ids) == len(set(ids))


def test_the_cutoff_is_no_earlier_than_what_is_told(shipped: Graph) -> None:
    found = shipped.records
    assert all(s.published.first <= found.cutoff for s in found.sources if s.published)
    assert all(r.announced.first <= found.cutoff for r in found.relations if r.announced)


def test_what_one_page_supports(shipped: Graph) -> None:
    rows = shipped.query(
        "SELECT DISTINCT ?what WHERE { ?what al:evidence/prov:hadPrimarySource"
        f" <https://w3id.org/ai-alliances/source/{FIRST_ARTICLE}>"
        " { ?what a al:Relation } UNION { ?what a al:Observation } }"
    )
    supported = FACTS["first_article_relations"] + FACTS["first_article_observations"]
    assert len(list(rows)) == supported > 0


def test_every_page_has_an_address_of_its_own(shipped: Graph) -> None:
    counts = Counter(source.url for source in shipped.records.sources)
    assert not [url for url, number in counts.items() if number > 1]


def test_every_actor_takes_part_in_something(shipped: Graph) -> None:
    found = shipped.records
    named = {p for r in found.relations for p in (r.subject, r.object, *r.beneficiary)}
    named |= {o.actor for o in found.observations}
    named |= {a.part_of for a in found.actors if a.part_of}
    assert not [a.id for a in found.actors if a.id not in named]


def test_every_deal_has_parts(shipped: Graph) -> None:
    used = {r.deal for r in shipped.records.relations if r.deal}
    assert not [d.id for d in shipped.records.deals if d.id not in used]


def test_succession_is_a_chain_without_circles(shipped: Graph) -> None:
    older = {r.id: r.supersedes for r in shipped.records.relations if r.supersedes}
    for start in older:
        seen, at = set(), start
        while at in older:
            assert at not in seen
            seen.add(at)
            at = older[at]


def test_a_state_does_not_end_after_its_successor_began(shipped: Graph) -> None:
    """As far as the sources tell: both may be said to fall in one month."""
    found = shipped.records
    for new in found.relations:
        older = found.relation_by_id[new.supersedes] if new.supersedes else None
        began = new.valid_from or new.announced
        if older and older.valid_to and began:
            assert older.valid_to.first <= began.last, new.id


def test_evidence_is_a_sentence(shipped: Graph) -> None:
    for claim in (*shipped.records.relations, *shipped.records.observations):
        assert claim.evidence.endswith((".", "!", "?", '"')), claim.id
        assert 10 <= len(claim.evidence) <= 600, claim.id


def test_no_two_actors_share_a_name(shipped: Graph) -> None:
    shared = {name: ids for name, ids in shipped._names.items() if len(ids) > 1}
    names = {actor.name.casefold() for actor in shipped.records.actors}
    assert not set(shared) & names


def test_line_ends_and_encoding() -> None:
    for path in sorted(Path(DATA).iterdir()):
        raw = path.read_bytes()
        assert b"\r" not in raw
        assert not raw.startswith(b"\xef\xbb\xbf")
        assert raw.endswith(b"\n")
        raw.decode("utf-8")
