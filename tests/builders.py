"""Small records for tests: name what matters, the rest is filled in."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.records.model import Actor, Amount, Deal, Records, Relation, Source
from kg.relations.scope import Scope
from kg.vocabulary.dates import PartialDate

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

TINY = Path(__file__).parent / "tiny"
TABLES = ("actors.csv", "deals.csv", "observations.csv", "relations.csv", "sources.csv")
CUTOFF = date(2025, 12, 31)


def when(text: str | None) -> PartialDate | None:
    """Return a partial date for its text; None for none."""
    return PartialDate.parse(text) if text else None


def actor(
    id_: str,
    part_of: str | None = None,
    *,
    kinds: tuple[str, ...] = ("ai-lab",),
    alt_names: tuple[str, ...] = (),
    **more: Any,
) -> Actor:
    """Return an actor whose name is its id unless said otherwise."""
    return Actor(id_, more.pop("name", id_), alt_names, kinds, part_of, **more)


def person(id_: str) -> Actor:
    """Return a human being."""
    return actor(id_, kinds=("person",))


def source(
    id_: str, published: str | None = None, *, publisher: str = "Publisher", kind: str = "news"
) -> Source:
    """Return a source."""
    url = f"https://{id_}.example/"
    return Source(id_, f"Title of {id_}", publisher, url, kind, when(published))


def money(value: float | str, currency: str = "USD", **more: Any) -> Amount:
    """Return an amount."""
    return Amount(Decimal(str(value)), currency, **more)


def relation(subject: str, type_: str, object_: str, tail: str = "", **more: Any) -> Relation:
    """Return a relation; dates are given as text, everything else as it is.

    Its id is made of the parties, the type and a tail that tells parallel relations apart.
    """
    for name in ("announced", "valid_from", "valid_to"):
        more[name] = when(more.get(name))
    values = {
        "status": "active",
        "sources": ("s",),
        "confidence": "medium",
        "evidence": "It is said.",
        **more,
    }
    stem = f"{subject}--{type_}--{object_}"
    return Relation(f"{stem}--{tail}" if tail else stem, type_, subject, object_, **values)


def records(
    relations: Iterable[Relation],
    actors: Iterable[Actor] = (),
    sources: Iterable[Source] = (),
    cutoff: date = CUTOFF,
) -> Records:
    """Return records with the parties, sources and deals that are named but not given."""
    relations = sorted(relations, key=lambda r: r.id)
    known = {a.id: a for a in actors}
    cited = {s.id: s for s in sources}
    for r in relations:
        for party in (r.subject, r.object):
            known.setdefault(party, actor(party))
        for id_ in r.sources:
            cited.setdefault(id_, source(id_))
    deals = [
        Deal(id_, id_, "funding-round", "active", (next(iter(cited)),))
        for id_ in sorted({r.deal for r in relations if r.deal})
    ]
    return Records(
        _by_id(known.values()),
        _by_id(cited.values()),
        tuple(deals),
        tuple(relations),
        (),
        cutoff=cutoff,
    )


def on(day: str = "2025-12-31", **more: Any) -> Scope:
    """Return the scope of a day."""
    known_at = more.pop("known_at", None)
    return Scope(
        date.fromisoformat(day),
        known_at=date.fromisoformat(known_at) if known_at else None,
        **more,
    )


def _by_id(things: Iterable[Any]) -> tuple[Any, ...]:
    found: Sequence[Any] = sorted(things, key=lambda thing: thing.id)
    return tuple(found)
