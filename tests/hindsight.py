"""What came later than a day, read from the records without the code under test."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from kg.graph.graph import Graph
    from kg.records.model import Deal, Observation, Records, Relation

    Claim = Relation | Observation | Deal

_SHORT = 40  # what is no longer may stand in an output by chance


def assert_tight(text: str, graph: Graph, day: date) -> None:
    """Hold an output to the record of a day."""
    ids, texts = later(graph, day)
    assert not ids.intersection(re.findall(r"[\w.~-]+", text))
    assert not [sentence for sentence in texts if sentence in text]


@lru_cache(maxsize=4)
def later(graph: Graph, day: date) -> tuple[set[str], set[str]]:
    """Return the ids, and the sentences, notes and titles, that were not known on a day."""
    records = graph.records
    out = {source.id for source in records.sources if day_of(source.published, records) <= day}
    ids = {source.id for source in records.sources} - out
    texts: dict[bool, set[str]] = {True: set(), False: set()}
    for source in records.sources:
        texts[source.id in out].add(source.title)
    for claim in (*records.relations, *records.observations, *records.deals):
        is_known = any(day_of(each, records) <= day for each in days(claim, records))
        ids |= set() if is_known else {claim.id}
        texts[is_known and out.issuperset(claim.sources)].update(words(claim))
    for term in records.terms:
        texts[out.issuperset(term.source)].add(term.evidence)
    hidden = texts[False] - texts[True] - {actor.name for actor in records.actors}
    return ids - set(records.actor_by_id), {text for text in hidden if len(text) > _SHORT}


def day_of(published: object, records: Records) -> date:
    """Return the last day on which something may have been published."""
    last: date = getattr(published, "last", records.cutoff)
    return last


def days(claim: Claim, records: Records) -> Iterator[object]:
    """Yield the dates that show a claim."""
    sources = (records.source_by_id[source].published for source in claim.sources)
    yield from (day for day in (*sources, claim.announced) if day)


def words(claim: Claim) -> Iterator[str]:
    """Yield the sentence and the note of a claim."""
    yield from filter(None, (getattr(claim, name, None) for name in ("evidence", "note")))
