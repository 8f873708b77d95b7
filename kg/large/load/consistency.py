"""Rules between the cells of a row and between rows, at size: which rows break which rule.

One function for each rule of `kg.records.rules.integrity` and of the SHACL shapes that sound cells
can still break. A function names rows; `kg.large.load.doubts` then holds those rows to the
rules themselves, which word the findings. A test holds both equal, fault by fault.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from kg.large.load.arrow import pa, pc
from kg.large.load.derive import Citations, Context, days, each
from kg.large.load.targets import classes
from kg.records.schema import TABLES
from kg.relations.encoding import NEVER, UNDATED
from kg.vocabulary.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from kg.vocabulary.vocabulary import RelationType

    Mask = NDArray[np.bool_]
    Ints = NDArray[np.int32]

_AUTHORITIES = ("regulator", "government", "court")
_OPEN_TOTALS = ("about", "at-least")


@dataclass(frozen=True, eq=False)
class Succession:
    """Relations that are superseded, sorted by id, and what is known of them.

    Attributes
    ----------
    older : string array
        Their ids.
    final, repeated, circular : bool arrays
        Whether the status is final, several supersede it, it comes round to itself.
    subject, object : int32 arrays
        Parties, as rows of the actors.
    """

    older: pa.Array
    final: Mask
    repeated: Mask
    circular: Mask
    subject: Ints
    object: Ints


def succession(links: pa.Table, older: pa.Table, sources: Context) -> Succession:
    """Return what is known of superseded relations.

    Parameters
    ----------
    links
        The relations that supersede another.
    older
        The relations that are superseded, sorted by id.
    sources
        What relations refer to.
    """
    statuses = vocabulary().codes["status"]
    ids = older["id"].combine_chunks()
    place = np.asarray(pc.index_in(links["supersedes"].combine_chunks(), ids))
    follows = dict(zip(links["id"].to_pylist(), links["supersedes"].to_pylist(), strict=True))
    return Succession(
        older=ids,
        final=each(older["status"], lambda s: statuses[s].is_true("terminal"), False) > 0,
        repeated=np.bincount(place, minlength=len(ids)) > 1,
        circular=np.array([_comes_round(id_, follows) for id_ in ids.to_pylist()], np.bool_),
        subject=_places(older["subject"], sources.actors),
        object=_places(older["object"], sources.actors),
    )


@dataclass(frozen=True, eq=False)
class Small:
    """Columns of the small tables that the rules look at."""

    context: Context
    actors: pa.Table
    sources: pa.Table
    deals: pa.Table

    @cached_property
    def person(self) -> Mask:
        """Whether an actor is a human being."""
        return self._kinds("person")

    @cached_property
    def authority(self) -> Mask:
        """Whether an actor is a regulator, government or court."""
        return self._kinds(*_AUTHORITIES)

    @cached_property
    def analysis(self) -> Mask:
        """Whether a source is an analysis."""
        return np.asarray(pc.equal(self.sources["kind"].combine_chunks(), "analysis"), np.bool_)

    @cached_property
    def total(self) -> NDArray[np.float64]:
        """The total of a deal where it is a bound of its parts, else NaN."""
        amount = _numbers(self.deals, "amount")
        return np.where(_among(self.deals["amount_qualifier"], *_OPEN_TOTALS), np.nan, amount)

    def _kinds(self, *kinds: str) -> Mask:
        chosen = frozenset(kinds)
        return (
            each(self.actors["kinds"], lambda text: not chosen.isdisjoint(text.split("|")), 0) > 0
        )


class Relations:
    """A block of relations with sound cells, and what it refers to.

    Parameters
    ----------
    block
        Relations as canonical text.
    small
        The tables they refer to.
    chains
        The superseded relations.
    """

    def __init__(self, block: pa.Table, small: Small, chains: Succession) -> None:
        self.block, self.small, self.chains = block, small, chains
        self.subject = _places(block["subject"], small.context.actors)
        self.object = _places(block["object"], small.context.actors)
        self.cited = Citations.of(block, small.context)
        self.replaces = _places(block["supersedes"], chains.older)
        self.replaced = _places(block["id"], chains.older)
        self.deal = _places(block["deal"], small.context.deals)

    def type(self, feature: Callable[[RelationType], bool]) -> Mask:
        """Return whether the type of a relation has a feature."""
        types = vocabulary().relation_types
        return each(self.block["type"], lambda slug: feature(types[slug]), 0) > 0

    def family(self, name: str) -> Mask:
        """Return whether the type of a relation is of a family."""
        return self.type(lambda kind: kind.family == name)

    def target_of(self, shape: str) -> Mask:
        """Return whether a shape is about the type of a relation."""
        return self.type(lambda kind: kind.class_iri in classes(shape))

    def has(self, column: str) -> Mask:
        """Return whether a cell is filled."""
        return np.asarray(self.block[column].is_valid(), np.bool_)

    def status(self, flag: str) -> Mask:
        """Return whether a status has a flag."""
        statuses = vocabulary().codes["status"]
        return each(self.block["status"], lambda slug: statuses[slug].is_true(flag), 0) > 0

    @cached_property
    def high(self) -> Mask:
        """Whether the confidence is high."""
        return _among(self.block["confidence"], "high")

    @cached_property
    def same_currency(self) -> Mask:
        """Whether amount and total of the deal are of one currency."""
        currencies = self.small.deals["currency"].combine_chunks()
        of_deal = currencies.take(pa.array(np.maximum(self.deal, 0), mask=self.deal < 0))
        own = self.block["currency"].combine_chunks()
        return np.asarray(pc.equal(own, of_deal).fill_null(False), np.bool_)

    @cached_property
    def total(self) -> NDArray[np.float64]:
        """The total of the deal where it bounds the amount, else NaN."""
        bound = np.append(self.small.total, np.nan)[self.deal]
        return np.where(self.same_currency, bound, np.nan)

    def money(self, kind: str) -> Mask:
        """Return whether the amount is of a kind of money."""
        words = vocabulary()
        parts = [
            self.block[name].combine_chunks() for name in ("type", "instrument", "amount_period")
        ]
        keys = pc.binary_join_element_wise(*(part.fill_null("") for part in parts), "|")

        def is_kind(key: str) -> bool:
            type_, instrument, period = key.split("|")
            return words.money_kind(type_, instrument or None, period or "total") == kind

        return each(pa.chunked_array([keys]), is_kind, 0) > 0


def broken(rows: Relations) -> Iterator[tuple[str, Mask]]:
    """Yield the name of every rule with the relations that break it; O(n)."""
    for rule, test in _RELATION_RULES.items():
        yield rule, test(rows)


def cheques(rows: Relations) -> NDArray[np.float64]:
    """Return for every deal the sum of what investors put in exactly, as ``deal-total`` counts."""
    counts = ~rows.status("terminal") & ~rows.status("hearsay") & rows.same_currency
    counts &= rows.type(lambda kind: kind.slug == "invests-in") & rows.money("equity")
    counts &= _among(rows.block["amount_qualifier"], "exact")
    amount = _numbers(rows.block, "amount")[counts]
    deals = rows.small.deals.num_rows
    return np.asarray(np.bincount(rows.deal[counts], amount, deals), np.float64)


def broken_deals(deals: pa.Table) -> Iterator[tuple[str, Mask]]:
    """Yield the rules between the cells of a deal with the deals that break them."""
    announced, closed = (deals[name].combine_chunks() for name in ("announced", "closed"))
    lengths = pc.utf8_length(closed)
    late = pa.array(np.zeros(deals.num_rows, np.bool_))
    for width in (4, 7, 10):
        before = pc.less(closed, pc.utf8_slice_codeunits(announced, 0, width))
        late = pc.or_(late, pc.and_(before, pc.equal(lengths, width)).fill_null(False))
    yield "closing-order", np.asarray(late)
    yield "valuation-order", _numbers(deals, "valuation") < _numbers(deals, "amount")


def broken_observations(observations: pa.Table) -> Iterator[tuple[str, Mask]]:
    """Yield the rules between the cells of an observation with those that break them."""
    metrics = vocabulary().codes["metric"]
    columns = (observations[name].to_pylist() for name in ("id", "actor", "metric"))
    rows = zip(*columns, strict=True)
    misnamed = [not id_.startswith(f"{actor}--{metric}") for id_, actor, metric in rows]
    yield "observation-id-form", np.array(misnamed, np.bool_)
    began = days(observations["period_start"], lambda date: date.first, UNDATED)
    yield "period-order", began > days(observations["as_of"], lambda date: date.last, NEVER)
    flow = each(observations["metric"], lambda m: metrics[m].extra["temporality"] == "flow", 0) > 0
    yield "period-of-flow", (began != UNDATED) & ~flow
    high, value = _numbers(observations, "value_high"), _numbers(observations, "value")
    yield "value-range", high < value


def broken_sources(sources: pa.Table, used: Mask) -> Iterator[tuple[str, Mask]]:
    """Yield the rules about sources with those that break them."""
    coded = sources["url"].combine_chunks().dictionary_encode()
    places = np.asarray(coded.indices)
    yield "unique-url", np.bincount(places, minlength=len(coded.dictionary))[places] > 1
    yield "orphan-source", ~used


def contents(name: str, block: pa.Table) -> NDArray[np.int64]:
    """Return a hash of every row but for its id, by which copies are suspected; O(cells).

    The hash differs from process to process; rows with the same one are held to the rule itself.
    """
    columns = [column for column in TABLES[name].columns if column != "id"]
    cells = (block[column].combine_chunks().fill_null("") for column in columns)
    lines = pc.binary_join_element_wise(*cells, "\x1f")
    return np.fromiter(map(hash, lines.to_pylist()), np.int64, len(lines))


def _id_form(rows: Relations) -> Mask:
    """Compare the first parts of ids; where they differ, for ids may hold ``--``, compare whole."""
    names = [rows.block[name].combine_chunks() for name in ("subject", "type", "object")]
    ids = rows.block["id"].combine_chunks()
    stem = pc.binary_join_element_wise(*names, "--")
    parts = pc.split_pattern(ids, "--", max_splits=3)
    starts, values = np.asarray(parts.offsets)[:-1], parts.values
    wrong = np.asarray(pc.less(pc.list_value_length(parts), 3)).copy()
    for step, name in enumerate(names):
        place = np.minimum(starts + step, len(values) - 1)
        wrong |= ~np.asarray(pc.equal(values.take(pa.array(place)), name))
    for row in np.flatnonzero(wrong).tolist():
        id_, start = ids[row].as_py(), stem[row].as_py()
        wrong[row] = id_ != start and not id_.startswith(f"{start}--")
    return np.asarray(wrong, np.bool_)


def _date_order(rows: Relations) -> Mask:
    block = rows.block
    began = days(block["valid_from"], lambda date: date.first, UNDATED)
    announced = days(block["announced"], lambda date: date.first, UNDATED)
    over = days(block["valid_to"], lambda date: date.last, NEVER)
    return np.asarray(over < np.where(began == UNDATED, announced, began))


def _successor_related(rows: Relations) -> Mask:
    old = rows.replaces
    chains = rows.chains
    related = np.zeros(len(old), np.bool_)
    for party in (rows.subject, rows.object):
        related |= party == _party(chains.subject, old)
        related |= party == _party(chains.object, old)
    return np.asarray((old >= 0) & ~related)


def _valid_beneficiary(rows: Relations) -> Mask:
    lists = pc.split_pattern(rows.block["beneficiary"].combine_chunks(), "|")
    third = np.asarray(pc.index_in(lists.flatten(), rows.small.context.actors))
    row = np.asarray(pc.list_parent_indices(lists))
    mask = np.zeros(rows.block.num_rows, np.bool_)
    mask[row[(third == rows.subject[row]) | (third == rows.object[row])]] = True
    return mask


def _analysis_confidence(rows: Relations) -> Mask:
    counts = np.diff(np.append(rows.cited.start, len(rows.cited.place)))
    alone = (counts == 1) & rows.small.analysis[rows.cited.place[rows.cited.start]]
    return np.asarray(rows.high & alone)


_RELATION_RULES: dict[str, Callable[[Relations], Mask]] = {
    "two-parties": lambda rows: rows.subject == rows.object,
    "symmetric-order": lambda rows: (
        rows.type(lambda kind: kind.symmetric) & (rows.subject > rows.object)
    ),
    "people-subject": lambda rows: rows.family("people") & ~rows.small.person[rows.subject],
    "people-object": lambda rows: rows.family("people") & rows.small.person[rows.object],
    "organisations-only": lambda rows: (
        rows.target_of("OrganisationsOnly")
        & (rows.small.person[rows.subject] | rows.small.person[rows.object])
    ),
    "authority-subject": lambda rows: (
        rows.target_of("AuthoritySubject") & ~rows.small.authority[rows.subject]
    ),
    "id-form": _id_form,
    "date-order": _date_order,
    "rivalry-market": lambda rows: rows.family("rivalry") & ~rows.has("market"),
    "amount-type": lambda rows: (
        rows.has("amount") & rows.type(lambda kind: kind.money_kind is None)
    ),
    "superseded-status": lambda rows: (rows.replaces >= 0) & ~_at(rows.chains.final, rows.replaces),
    "successor-missing": lambda rows: (
        _among(rows.block["status"], "superseded") & (rows.replaced < 0)
    ),
    "successor-related": _successor_related,
    "one-successor": lambda rows: (rows.replaces >= 0) & _at(rows.chains.repeated, rows.replaces),
    "succession-circle": lambda rows: _at(rows.chains.circular, rows.replaced),
    "guarantee-beneficiary": lambda rows: (
        rows.has("beneficiary") & rows.type(lambda kind: kind.slug != "guarantees")
    ),
    "valid-beneficiary": _valid_beneficiary,
    "rumour-confidence": lambda rows: rows.high & rows.status("hearsay"),
    "analysis-confidence": _analysis_confidence,
    "part-amount": lambda rows: (
        _among(rows.block["amount_qualifier"], "exact")
        & ~rows.money("rate")
        & (_numbers(rows.block, "amount") > rows.total)
    ),
}


def _comes_round(id_: str, follows: dict[str, str]) -> bool:
    seen: set[str] = set()
    at = follows.get(id_)
    while at is not None and at != id_ and at not in seen:
        seen.add(at)
        at = follows.get(at)
    return at == id_


def _at(flags: Mask, places: Ints) -> Mask:
    """Return flags at places; false for those that are nowhere."""
    return np.take(np.append(flags, False), places)


def _party(parties: Ints, places: Ints) -> Ints:
    """Return actors at places; -1 for those that are nowhere."""
    return np.take(np.append(parties, np.int32(-1)), places)


def _places(column: pa.ChunkedArray, among: pa.Array) -> Ints:
    indices = pc.index_in(column.combine_chunks(), among, skip_nulls=True)
    return np.asarray(indices.fill_null(-1))


def _among(column: pa.ChunkedArray, *values: str) -> Mask:
    mask = pc.is_in(column.combine_chunks(), pa.array(values, pa.string()))
    return np.asarray(mask, np.bool_)


def _numbers(block: pa.Table, name: str) -> NDArray[np.float64]:
    numbers = pc.cast(block[name].combine_chunks(), pa.float64())
    return np.asarray(numbers.fill_null(np.nan), np.float64)
