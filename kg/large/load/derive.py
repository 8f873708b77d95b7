"""Columns that follow from the text of relations: indices, days, amounts, tiers of evidence.

The rules are those of `kg.records.model`, `kg.relations.scope` and `kg.records.evidence`, applied
to the distinct values of a column where these are few, else to arrays; a test holds both equal.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from kg.large.load.arrow import pa, pc
from kg.records.evidence import origins
from kg.records.model import Source
from kg.relations.encoding import NEVER, UNDATED, number
from kg.relations.groups import roots
from kg.vocabulary.dates import PartialDate
from kg.vocabulary.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from numpy.typing import NDArray

    Ints = NDArray[np.int32]
    Mask = NDArray[np.bool_]

DERIVED = pa.schema(
    [
        ("subject_index", pa.int32()),
        ("object_index", pa.int32()),
        ("subject_root", pa.int32()),
        ("object_root", pa.int32()),
        ("subject_person", pa.bool_()),
        ("object_person", pa.bool_()),
        ("announced_day", pa.date32()),
        ("begin_day", pa.date32()),
        ("end_day", pa.date32()),
        ("known_day", pa.date32()),
        ("newest_day", pa.date32()),
        ("replaced_known_day", pa.date32()),
        ("amount_value", pa.float64()),
        ("deal_index", pa.int32()),
        ("tier", pa.string()),
    ]
)

LATE = 2_932_896  # 9999-12-31: when the successor of a relation is never on record


@dataclass(frozen=True, eq=False)
class Context:
    """The rows that relations refer to.

    Attributes
    ----------
    actors, deals, sources : string arrays
        Their ids, sorted.
    root : int32 array
        Row of the group of every actor; its own where it belongs to none.
    person : bool array
        Whether an actor is a person.
    published : int32 array
        Last day of the publication of every source; ``NEVER`` for unknown.
    primary : bool array
        Whether a source is an announcement of a party, a filing or a court document.
    origin : int32 array
        Who first reported what a source says, as a place in ``originals``.
    originals : list of frozenset
        The distinct sets of `kg.records.evidence.origins`.
    replaced : string array
        Ids of superseded relations, sorted.
    replaced_known : int32 array
        Day from which a successor of each is on record; ``NEVER`` when nothing shows one.
    """

    actors: pa.Array
    deals: pa.Array
    sources: pa.Array
    root: Ints
    person: Mask
    published: Ints
    primary: Mask
    origin: Ints
    originals: list[frozenset[str]]
    replaced: pa.Array = field(default_factory=lambda: pa.array([], pa.string()))
    replaced_known: Ints = field(default_factory=lambda: np.array([], np.int32))


def context(small: dict[str, pa.Table]) -> Context:
    """Return what relations refer to, from the small tables sorted by id."""
    sources = small["sources"]
    kinds = vocabulary().codes["source-kind"]
    primary = each(sources["kind"], lambda kind: kinds[kind].is_true("primary"), False)
    names = sources["publisher"].combine_chunks().dictionary_encode()
    origins_of_names = [origins(_published_by(name)) for name in names.dictionary.to_pylist()]
    places = {
        each_origin: place for place, each_origin in enumerate(dict.fromkeys(origins_of_names))
    }
    code = np.array([places[each_origin] for each_origin in origins_of_names], np.int32)
    root, person = groups(small["actors"])
    return Context(
        actors=small["actors"]["id"].combine_chunks(),
        deals=small["deals"]["id"].combine_chunks(),
        sources=sources["id"].combine_chunks(),
        root=root,
        person=person,
        published=days(sources["published"], lambda date: date.last, NEVER),
        primary=primary.astype(np.bool_),
        origin=code[np.asarray(names.indices)] if origins_of_names else np.array([], np.int32),
        originals=list(places),
    )


def groups(actors: pa.Table) -> tuple[Ints, Mask]:
    """Return the row of every actor's group, its own for none, and whether it is a person; O(n).

    Parameters
    ----------
    actors
        Actors sorted by id, none of them part of itself.
    """
    kinds = pc.split_pattern(actors["kinds"].combine_chunks(), "|")
    person = np.zeros(actors.num_rows, np.bool_)
    is_person = np.asarray(pc.equal(kinds.flatten(), "person"))
    person[np.asarray(pc.list_parent_indices(kinds))[is_person]] = True
    return roots(parents(actors)), person


def parents(actors: pa.Table) -> Ints:
    """Return the row of the bigger actor that every actor is part of; -1 for none."""
    above = pc.index_in(actors["part_of"].combine_chunks(), actors["id"].combine_chunks())
    stated = pc.if_else(pc.is_valid(actors["part_of"]), above, None)
    return np.asarray(stated.fill_null(-1)).astype(np.int32)


def with_groups(actors: pa.Table) -> pa.Table:
    """Return actors, sorted by id, with row number, group and whether they are persons; O(n)."""
    root, person = groups(actors)
    named = {"index": np.arange(actors.num_rows, dtype=np.int32), "root": root, "person": person}
    for name, column in named.items():
        actors = actors.append_column(name, pa.array(column))
    return actors


def derive(block: pa.Table, sources: Context) -> pa.Table:
    """Return relations with the columns that follow from their text.

    Parameters
    ----------
    block
        Sound relations as text; unknown cells null.
    sources
        What they refer to.
    """
    starts = days(block["valid_from"], lambda date: date.first, UNDATED)
    announced = days(block["announced"], lambda date: date.first, UNDATED)
    cited = Citations.of(block, sources)
    replaced = _lookup(block["id"], sources.replaced)
    successors = np.append(sources.replaced_known, UNDATED)[replaced]
    amounts = pc.cast(block["amount"].combine_chunks(), pa.float64())
    subject, object_ = (_reference(block[end], sources.actors) for end in ("subject", "object"))
    columns = {
        "subject_index": subject,
        "object_index": object_,
        "subject_root": pc.take(pa.array(sources.root), subject),
        "object_root": pc.take(pa.array(sources.root), object_),
        "subject_person": pc.take(pa.array(sources.person), subject),
        "object_person": pc.take(pa.array(sources.person), object_),
        "announced_day": _dates(announced, UNDATED),
        "begin_day": _dates(starts, UNDATED),
        "end_day": _dates(days(block["valid_to"], lambda date: date.end, NEVER), NEVER),
        "known_day": _dates(cited.known(block), NEVER),
        "newest_day": _dates(cited.newest(), UNDATED),
        # A successor that is never on record leaves its predecessor's end unknown for ever.
        "replaced_known_day": _dates(np.where(successors == NEVER, LATE, successors), UNDATED),
        "amount_value": amounts,
        "deal_index": _reference(block["deal"], sources.deals),
        "tier": cited.tiers(block),
    }
    for name, column in columns.items():
        block = block.append_column(DERIVED.field(name), column)
    return block


@dataclass(frozen=True, eq=False)
class Citations:
    """Which sources every relation of a block names: all places in a row, and where each begins."""

    known_sources: Context
    place: Ints
    start: NDArray[np.int64]

    @classmethod
    def of(cls, block: pa.Table, sources: Context) -> Citations:
        """Look the sources of a block up."""
        lists = pc.split_pattern(block["sources"].combine_chunks(), "|")
        place = np.asarray(pc.fill_null(pc.index_in(lists.flatten(), sources.sources), -1))
        offsets = np.asarray(lists.offsets)[:-1].astype(np.int64)
        return cls(sources, place.astype(np.int32), offsets - (offsets[0] if len(offsets) else 0))

    def known(self, block: pa.Table) -> Ints:
        """Return the day each relation is on record from, as `known_since` does."""
        announced = days(block["announced"], lambda date: date.last, NEVER)
        if not len(announced):
            return announced
        earliest = np.minimum.reduceat(self.known_sources.published[self.place], self.start)
        return np.minimum(earliest, announced).astype(np.int32)

    def newest(self) -> Ints:
        """Return the day of the latest source of each relation; ``UNDATED`` for no date."""
        if not len(self.start):
            return np.array([], np.int32)
        published = self.known_sources.published[self.place]
        dated = np.where(published == NEVER, np.int32(UNDATED), published)
        return np.maximum.reduceat(dated, self.start).astype(np.int32)

    def tiers(self, block: pa.Table) -> pa.Array:
        """Return the tier of evidence of each relation; see `kg.records.evidence.tier`."""
        if not block.num_rows:
            return pa.array([], pa.string())
        primary = np.maximum.reduceat(self.known_sources.primary[self.place], self.start)
        tier = np.where(primary, "primary", np.where(self._independent(), "corroborated", "single"))
        return pa.array(np.where(hearsay(block), "rumour", tier), pa.string())

    def _independent(self) -> Mask:
        """Return whether two sources go back to different original reports."""
        origin = self.known_sources.origin[self.place]
        several = np.array(
            [len(originals) > 1 for originals in self.known_sources.originals], np.bool_
        )
        low, high = np.minimum.reduceat(origin, self.start), np.maximum.reduceat(origin, self.start)
        mask: Mask = low != high
        # Sets of several originals may share one: these are compared set by set.
        mixed = np.maximum.reduceat(several[origin], self.start) & mask
        stop = np.append(self.start[1:], len(origin))
        verdicts: dict[tuple[int, ...], bool] = {}
        for row in np.flatnonzero(mixed).tolist():
            codes = tuple(sorted(set(origin[self.start[row] : stop[row]].tolist())))
            if codes not in verdicts:
                verdicts[codes] = self._disjoint(codes)
            mask[row] = verdicts[codes]
        return mask

    def _disjoint(self, codes: tuple[int, ...]) -> bool:
        sets = [self.known_sources.originals[code] for code in codes]
        return any(a.isdisjoint(b) for place, a in enumerate(sets) for b in sets[place + 1 :])


def hearsay(block: pa.Table) -> Mask:
    """Return which relations are rumours or talks."""
    words = vocabulary()
    types, statuses = words.relation_types, words.codes["status"]
    talk = each(block["type"], lambda slug: slug in types and types[slug].hearsay, False)
    codes = each(
        block["status"], lambda slug: slug in statuses and statuses[slug].is_true("hearsay"), False
    )
    return np.asarray(talk | codes, np.bool_)


def days(column: pa.ChunkedArray, bound: Callable[[PartialDate], date], missing: int) -> Ints:
    """Return a bound of partial dates as days since 1970; the dates are few, rows are many."""
    numbers = each(column, lambda text: number(bound(PartialDate.parse(text))), missing)
    return numbers.astype(np.int32)


def each(column: pa.ChunkedArray, value: Callable[[str], int], missing: int) -> NDArray[np.int64]:
    """Return a number for every cell, computed once for each distinct text; O(n).

    Parameters
    ----------
    column
        Text, unknown cells null.
    value
        Gives the number of a text.
    missing
        The number of unknown cells.
    """
    coded = column.combine_chunks().dictionary_encode()
    values = np.array([*map(value, coded.dictionary.to_pylist()), missing], np.int64)
    places = np.asarray(pc.fill_null(coded.indices, len(values) - 1))
    return np.take(values, places)


def _lookup(ids: pa.ChunkedArray, among: pa.Array) -> Ints:
    """Return the place of every id among others; -1 for those that are not there."""
    return np.asarray(pc.fill_null(pc.index_in(ids.combine_chunks(), among), -1))


def _reference(column: pa.ChunkedArray, among: pa.Array) -> pa.Array:
    return pc.index_in(column.combine_chunks(), among, skip_nulls=True)


def _dates(values: NDArray[np.integer], missing: int) -> pa.Array:
    numbers = np.asarray(values, np.int32)
    return pa.array(np.where(numbers == missing, 0, numbers), mask=numbers == missing).cast(
        pa.date32()
    )


def _published_by(publisher: str) -> Source:
    return Source("", "", publisher, "", "")
