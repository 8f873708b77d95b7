"""Hypothesis strategies for records and scopes.

A relation is drawn as two integers and taken apart by mixed radix: a thousand multigraphs cost a
few seconds, and an example still shrinks towards the first choice of every list. Two, because
Hypothesis draws evenly from small ranges only. `tests/project/test_strategies.py` holds that what
is drawn is dense enough for the answers not to be empty.
"""

from __future__ import annotations

import dataclasses
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

import builders
from kg.records.model import (
    Actor,
    Amount,
    Deal,
    Disclosure,
    Observation,
    Records,
    Relation,
    Source,
    Term,
)
from kg.relations.scope import Scope
from kg.vocabulary.dates import PartialDate
from kg.vocabulary.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Sequence

# A group of three (a, with unit au, with unit auu), two companies on their own, and a person.
ACTORS = (
    builders.actor("a"),
    builders.actor("au", "a"),
    builders.actor("auu", "au", part_of_from=PartialDate(2021, 3)),
    builders.actor("b"),
    builders.actor("c"),
    builders.person("p"),
)
SOURCES = (
    builders.source("none"),
    builders.source("y2020", "2020"),
    builders.source("m2021", "2021-03", publisher="Paper", kind="filing"),
    builders.source("d2022", "2022-01-01", publisher="Paper (Publisher)"),
)
_TYPES = (
    "competes-with",
    "invests-in",
    "supplies-cloud-to",
    "partners-with",
    "lends-to",
    "distributes",
    "competes-with",
    "supplies-chips-to",
    "litigates-against",
    "in-talks-with",
    "owns",
)
# Both ends of an arc are drawn from here; people rarely, one group often.
_ENDPOINTS = ("a", "b", "c", "a", "b", "au", "c", "auu", "b", "p")
_STATUSES = ("active",) * 4 + ("completed", "superseded", "superseded", "ended", "rumoured")
_STARTS = (None, "2020", "2021-03", "2021-03-15", "2022-01-01")
_ENDS = (None, None, None, None, "2021", "2021-03", "2021-03-15", "2022-01-01", "2023")
_AMOUNTS = (None, builders.money(5), builders.money(7, qualifier="up-to"), builders.money(2, "EUR"))
_DEALS = (None, None, "deal")
_CONFIDENCES = ("medium", "high", "medium", "low")
_MARKETS = ((), ("memory",), ("memory", "search"))
_MOST = 2**22
_DAYS = [date(2020, 1, 1) + timedelta(days=step) for step in (-1, 0, 365, 425, 438, 439, 440, 455)]
_DAYS += [date(2021, 12, 31), date(2022, 1, 1), date(2022, 1, 2)] + [date(2024, 1, 1)] * 10


def _relation(codes: tuple[int, int], index: int) -> Relation:
    """Return the relation that two numbers stand for."""
    first, second = _Digits(codes[0]), _Digits(codes[1])
    type_ = first.pick(_TYPES)
    parties = [first.pick(_ENDPOINTS), first.pick(_ENDPOINTS)]
    if parties[0] == parties[1]:
        parties[1] = "c" if parties[0] == "a" else "a"
    if vocabulary().relation_types[type_].symmetric:
        parties.sort()
    return builders.relation(
        parties[0],
        type_,
        parties[1],
        str(index),
        status=first.pick(_STATUSES),
        valid_from=first.pick(_STARTS),
        valid_to=first.pick(_ENDS),
        announced=second.pick(_STARTS),
        sources=tuple(sorted({second.pick(SOURCES).id, second.pick(SOURCES).id})),
        confidence=second.pick(_CONFIDENCES),
        amount=second.pick(_AMOUNTS),
        deal=second.pick(_DEALS),
        market=second.pick(_MARKETS),
    )


class _Digits:
    """A number, taken apart choice by choice."""

    def __init__(self, number: int) -> None:
        self.rest = number

    def pick(self, choices: Sequence[Any]) -> Any:
        """Return the choice that the next digit names."""
        self.rest, digit = divmod(self.rest, len(choices))
        return choices[digit]


@st.composite
def multigraphs(draw: st.DrawFn, most: int = 30) -> Records:
    """Return records of parallel, dated and succeeding relations, at most ``most``."""
    code = st.integers(0, _MOST - 1)
    codes = draw(st.lists(st.tuples(code, code), min_size=most // 3, max_size=most))
    relations = [_relation(pair, index) for index, pair in enumerate(codes)]
    followed = draw(st.lists(st.integers(0, most * most - 1), max_size=3))
    for pair in followed:
        new, old = (place % len(relations) for place in divmod(pair, most))
        if new != old:
            relations[new] = dataclasses.replace(relations[new], supersedes=relations[old].id)
    return builders.records(relations, ACTORS, SOURCES)


def days() -> st.SearchStrategy[date]:
    """Return days on, before and after the bounds of the relations."""
    return st.sampled_from(_DAYS)  # late ones often: most relations have begun by then


@st.composite
def scopes(draw: st.DrawFn) -> Scope:
    """Return scopes with every option."""
    return Scope(
        as_of=draw(days()),
        known_at=draw(st.none() | st.none() | days()),
        basis=draw(st.sampled_from(["announced", "in-force"])),
        statuses=draw(st.sampled_from([None, None, None, frozenset({"active", "superseded"})])),
        min_confidence=draw(st.sampled_from([None, None, None, None, "medium", "high"])),
        min_tier=draw(st.sampled_from([None, None, None, "single", "corroborated", "primary"])),
        level=draw(st.sampled_from(["group", "actor"])),
        rumours=draw(st.booleans()),
        undated=draw(st.sampled_from([True, True, False])),
    )


# What stands in cells: hostile text, but nothing a table refuses.
_HOSTILE = (
    "<script>alert(1)</script>",
    "</title><img src=x onerror=alert(1)>",
    "\"quoted\", 'single'; comma",
    "=1+1",
    "right \u202eto\u202c left \u200f",
    "שלום עולם",
    "back\\slash \\u0041 \\n",
    "line\nbreak",
    "tab\there",
    "a {brace} [link](javascript:x) `code` *bold* ~~gone~~",
    "\U0001f916 emoji",
    "\u2028separator\u2029",
    "combining e\u0301",
    "?variable . } # comment",
    "@en",
    "^^xsd:string",
    "zero\u200bwidth",
    "next\x85line",
    "delete\x9bme",
)


def labels() -> st.SearchStrategy[str]:
    """Return texts of one cell, free of what the tables refuse: controls and outer spaces."""
    alphabet = st.characters(
        codec="utf-8", exclude_categories=("Cs", "Cc"), exclude_characters="|\ufffe\uffff"
    )
    words = st.text(alphabet, min_size=1, max_size=12).filter(lambda t: t == t.strip())
    return st.sampled_from(_HOSTILE).map(lambda t: t.strip()) | words


def slugs() -> st.SearchStrategy[str]:
    """Return ids."""
    return st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._~-]{0,6}", fullmatch=True)


def partial_dates() -> st.SearchStrategy[PartialDate]:
    """Return dates of every precision."""
    every = st.dates(date(1, 1, 1), date(9998, 12, 31))
    return st.builds(_cut, every, st.integers(0, 2))


def decimals(low: str = "0", high: str = "1e15") -> st.SearchStrategy[Decimal]:
    """Return numbers as the tables hold them: without exponent and trailing zeros."""
    from kg.records.cells import canonical

    return st.decimals(Decimal(low), Decimal(high), places=4).map(canonical)


def _cut(day: date, precision: int) -> PartialDate:
    return PartialDate(day.year, day.month * (precision > 0), day.day * (precision > 1))


def _maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | strategy


def _code(scheme: str) -> st.SearchStrategy[str]:
    return st.sampled_from(vocabulary().slugs(scheme))


def _set(strategy: st.SearchStrategy[str], most: int = 3) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(strategy, max_size=most, unique=True).map(lambda found: tuple(sorted(found)))


def _amounts(*, period: bool) -> st.SearchStrategy[Amount | None]:
    return _maybe(
        st.builds(
            Amount,
            decimals(),
            st.sampled_from(["USD", "EUR"]),
            _maybe(_code("qualifier")),
            _code("period") if period else st.just("total"),
        )
    )


@st.composite
def _actor(draw: st.DrawFn, id_: str, above: Sequence[str]) -> Actor:
    others = draw(_set(labels()))
    kinds = draw(st.lists(_code("actor-kind"), min_size=1, max_size=3, unique=True))
    parent = draw(_maybe(st.sampled_from(above))) if above else None
    first, last = sorted((draw(st.integers(1, 9999)), draw(st.integers(1, 9999))))
    return Actor(
        id_,
        draw(labels()),
        others,
        (kinds[0], *sorted(kinds[1:])),
        part_of=parent,
        part_of_from=draw(_maybe(st.just(PartialDate(first)))) if parent else None,
        part_of_to=draw(_maybe(st.just(PartialDate(last)))) if parent else None,
        country=draw(_maybe(st.sampled_from(["US", "FR"]))),
        founded=draw(_maybe(st.integers(1, 9999).map(PartialDate))),
        ticker=draw(_maybe(st.sampled_from(["NASDAQ:ABC", "TWSE:2330"]))),
        wikidata=draw(_maybe(st.integers(1, 10**9).map(lambda n: f"Q{n}"))),
        cik=draw(_maybe(st.sampled_from(["0001045810", "1018724"]))),
        lei=draw(_maybe(st.just("549300S4KLFTLO7GSQ80"))),
        website=draw(_maybe(st.just("https://example.org/?a=1&b=%22"))),
        note=draw(_maybe(labels())),
    )


@st.composite
def _source(draw: st.DrawFn, id_: str) -> Source:
    return Source(
        id_,
        draw(labels()),
        draw(labels()),
        f"https://example.org/{id_}",
        draw(_code("source-kind")),
        draw(_maybe(partial_dates())),
        draw(_maybe(st.sampled_from(["en", "fr"]))),
    )


@st.composite
def _deal(draw: st.DrawFn, id_: str, sources: Sequence[str]) -> Deal:
    amount = draw(_amounts(period=False))
    currency = amount.currency if amount else "GBP"
    value = draw(_maybe(decimals()))
    return Deal(
        id_,
        draw(labels()),
        draw(_code("deal-kind")),
        draw(_code("status")),
        tuple(sources),
        announced=draw(_maybe(partial_dates())),
        closed=draw(_maybe(partial_dates())),
        amount=amount,
        valuation=None if value is None else Amount(value, currency),
        note=draw(_maybe(labels())),
    )


@st.composite
def _full_relation(draw: st.DrawFn, id_: str, known: dict[str, list[str]]) -> Relation:
    has_capacity = draw(st.booleans())
    return Relation(
        id_,
        draw(_code("relation-type")),
        draw(st.sampled_from(known["actors"])),
        draw(st.sampled_from(known["actors"])),
        draw(_code("status")),
        tuple(known["sources"]),
        draw(_code("confidence")),
        draw(labels()),
        announced=draw(_maybe(partial_dates())),
        valid_from=draw(_maybe(partial_dates())),
        valid_to=draw(_maybe(partial_dates())),
        amount=draw(_amounts(period=True)),
        stake_percent=draw(_maybe(decimals("0", "100"))),
        instrument=draw(_maybe(_code("instrument"))),
        capacity=draw(decimals()) if has_capacity else None,
        capacity_unit=draw(_code("capacity-unit")) if has_capacity else None,
        market=draw(_set(_code("market"))),
        exclusive=draw(_maybe(st.booleans())),
        beneficiary=draw(_set(st.sampled_from(known["actors"]), 2)),
        deal=draw(_maybe(st.sampled_from(known["deals"]))) if known["deals"] else None,
        supersedes=draw(_maybe(st.sampled_from(known["relations"]))),
        note=draw(_maybe(labels())),
    )


@st.composite
def _observation(draw: st.DrawFn, id_: str, known: dict[str, list[str]]) -> Observation:
    return Observation(
        id_,
        draw(st.sampled_from(known["actors"])),
        draw(_code("metric")),
        draw(decimals("-1e9")),
        draw(_code("unit")),
        draw(partial_dates()),
        draw(_code("observation-status")),
        tuple(known["sources"]),
        draw(labels()),
        value_high=draw(_maybe(decimals())),
        qualifier=draw(_maybe(_code("qualifier"))),
        period_start=draw(_maybe(partial_dates())),
        announced=draw(_maybe(partial_dates())),
    )


def _ids(least: int, most: int) -> st.SearchStrategy[list[str]]:
    return st.lists(slugs(), min_size=least, max_size=most, unique=True).map(sorted)


@st.composite
def _term(draw: st.DrawFn, relation: str, sources: Sequence[str]) -> Term:
    first, last = sorted((draw(st.integers(1, 9999)), draw(st.integers(1, 9999))))
    rate = draw(_maybe(decimals()))
    return Term(
        relation,
        draw(_code("term-kind")),
        tuple(sources),
        draw(labels()),
        starts=draw(_maybe(st.just(PartialDate(first)))),
        ends=draw(_maybe(st.just(PartialDate(last)))),
        years=draw(_maybe(decimals())),
        amount=None if rate is None else Amount(rate, "EUR", period="per-year"),
        notice_days=draw(_maybe(decimals())),
    )


@st.composite
def _disclosure(draw: st.DrawFn, relation: str, sources: Sequence[str]) -> Disclosure:
    return Disclosure(relation, draw(_code("disclosed-by")), tuple(sources))


@st.composite
def any_records(draw: st.DrawFn) -> Records:
    """Return records with every field filled or not, and hostile texts."""
    known = {
        "actors": draw(_ids(1, 3)),
        "sources": draw(_ids(1, 2)),
        "deals": draw(_ids(0, 1)),
        "relations": draw(_ids(1, 3)),
    }
    actors = [draw(_actor(id_, known["actors"][:n])) for n, id_ in enumerate(known["actors"])]
    return Records(
        tuple(actors),
        tuple(draw(_source(id_)) for id_ in known["sources"]),
        tuple(draw(_deal(id_, known["sources"])) for id_ in known["deals"]),
        tuple(draw(_full_relation(id_, known)) for id_ in known["relations"]),
        tuple(draw(_observation(id_, known)) for id_ in draw(_ids(0, 1))),
        tuple(draw(_term(id_, known["sources"])) for id_ in known["relations"][1:]),
        tuple(draw(_disclosure(id_, known["sources"])) for id_ in known["relations"][1:]),
        cutoff=date(2025, 12, 31),
    )
