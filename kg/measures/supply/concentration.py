"""How concentrated the suppliers of a buyer, or the customers of a supplier, are.

Definition
----------
For buyer i, capability c and day t, x_k is the spend of i with supplier k on c, s_k = x_k / Σ x_k
and the index is H = Σ s_k²; for the customers of a supplier likewise, with its sales. `kg.measures.
hhi` holds the formulas, their bounds and references.

What counts as spend
--------------------
The stated totals in USD of the supply relations between the two that hold on the day, at the
selection's level; each deal once (see `kg.relations.money`). Commitments are no cash paid. Rates
and other currencies are no totals in USD and count as unknown; a supplier of which nothing else is
stated is an unknown one. The shares are of known spend only. Two intervals say what that leaves
open: one over all amounts that "up to" and "at least" allow, of those known; one over every amount
that the unknown suppliers and contracts may have too.

Without any known amount the index falls back on counting: 1/n for n suppliers, labelled so.

No index with common owners (`kg.measures.supply.hhi.mhhi`) is given for these data: it needs all
owners that matter of every supplier, and the record knows at most a few stakes of a company. With a
single known owner, however small the stake, the formula would take that owner for the one in
control.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from math import inf
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from kg.base.errors import UsageError
from kg.measures.money.spans import span
from kg.measures.question import ActorName, CapabilityName, Question, Rows
from kg.measures.supply.capabilities import capabilities
from kg.measures.supply.hhi import (
    POINTS,
    Bounds,
    concentration_ratio,
    effective_number,
    hhi,
    hhi_bounds,
    in_words,
    merger_delta,
    passes_thresholds,
)
from kg.relations.money import plain
from kg.relations.pairs import Pairs

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from kg.measures.money.spans import Span
    from kg.measures.question import Reply, Table
    from kg.measures.words import Words
    from kg.records.model import Relation
    from kg.relations.selection import Selection
    from kg.vocabulary.names import ActorId

Side = Literal["supplier", "customer"]
Basis = Literal["spend", "count"]
_LARGEST = (1, 2, 4)


@dataclass(frozen=True, slots=True)
class Share:
    """What one counterparty stands for.

    Attributes
    ----------
    actor : str
        The supplier, or the customer.
    spend_usd : Decimal or None
        Sum of the stated totals, each deal once; None when none is stated.
    share : float or None
        Of known spend; None when the spend is unknown.
    relations : tuple of str
        Ids, sorted.
    """

    actor: ActorId
    spend_usd: Decimal | None
    share: float | None
    relations: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        return {
            "actor": self.actor,
            "spend_usd": None if self.spend_usd is None else plain(self.spend_usd),
            "share": self.share,
            "relations": list(self.relations),
        }


@dataclass(frozen=True, slots=True)
class Merger:
    """What a merger of two counterparties would do to the index, by their present shares.

    ``delta`` and ``after`` are None when a share is unknown; ``passes_thresholds`` says whether
    both thresholds of the Merger Guidelines 2023 are passed, None also when heads are counted.
    """

    a: ActorId
    b: ActorId
    delta: float | None
    after: float | None
    passes_thresholds: bool | None

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        return {
            "a": self.a,
            "b": self.b,
            "delta": self.delta,
            "after": self.after,
            "passes_thresholds": self.passes_thresholds,
        }


@dataclass(frozen=True, slots=True)
class Concentration:
    """How concentrated the suppliers or customers of an actor are for a capability.

    Attributes
    ----------
    actor : str
        Whose suppliers or customers these are.
    side : {"supplier", "customer"}
        What the counterparties are.
    capability : str
    basis : {"spend", "count"}
        Whether the index is of known spend, or counts heads because no spend is known.
    hhi : float
        Index, 0 to 1.
    stated : Bounds or None
        Over the amounts that the qualifiers of the stated ones allow; None when counted, or when
        they allow no amount but 0.
    possible : Bounds
        Over every amount that unknown suppliers and contracts may have too.
    shares : tuple of Share
        Largest first, the unknown ones last.
    merger : Merger or None
        When one was asked about.
    """

    actor: ActorId
    side: Side
    capability: str
    basis: Basis
    hhi: float
    stated: Bounds | None
    possible: Bounds
    shares: tuple[Share, ...]
    merger: Merger | None

    @property
    def points(self) -> float:
        """The index times 10,000."""
        return self.hhi * POINTS

    @property
    def effective_number(self) -> float:
        """How many equal counterparties would give the same index."""
        return effective_number(self.hhi) or 0.0

    @property
    def words(self) -> str:
        """What the US agencies would call a market of this index."""
        return in_words(self.hhi)

    @property
    def known(self) -> tuple[Share, ...]:
        """The counterparties whose spend is known."""
        return tuple(share for share in self.shares if share.spend_usd is not None)

    @property
    def unknown(self) -> tuple[ActorId, ...]:
        """Ids of the counterparties whose spend is unknown."""
        return tuple(share.actor for share in self.shares if share.spend_usd is None)

    @property
    def largest(self) -> dict[str, float | None]:
        """Concentration ratios: share of the 1, 2 and 4 largest of those the index is made of."""
        amounts = [share.share for share in self.shares if share.share is not None]
        amounts = amounts or [1.0] * len(self.shares)
        return {f"cr{count}": concentration_ratio(amounts, count) for count in _LARGEST}

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        return {
            "actor": self.actor,
            "side": self.side,
            "capability": self.capability,
            "basis": self.basis,
            "hhi": self.hhi,
            "points": self.points,
            "words": self.words,
            "effective_number": self.effective_number,
            "stated": self.stated.to_dict() if self.stated else None,
            "possible": self.possible.to_dict(),
            **self.largest,
            "known": len(self.known),
            "unknown": list(self.unknown),
            "shares": [share.to_dict() for share in self.shares],
            "merger": self.merger.to_dict() if self.merger else None,
            "relations": sorted(id_ for share in self.shares for id_ in share.relations),
        }


def concentration(
    selection: Selection,
    of: ActorName | None = None,
    *,
    capability: CapabilityName | None = None,
    side: Side = "supplier",
    merge: tuple[ActorName, ActorName] | None = None,
) -> Rows[Concentration]:
    """Return the concentration of every actor's suppliers or customers, the highest index first.

    Rows that rest on known spend come before those that only count; among equals, those with more
    counterparties of known spend first.

    Parameters
    ----------
    selection
        The relations in scope.
    of
        Only the suppliers (or customers) of this actor.
    capability
        cloud, chips, hardware … Default: each.
    side
        supplier: suppliers of buyers; customer: customers of suppliers.
    merge
        Take two suppliers (or customers) as one, wherever both are on the list.

    Raises
    ------
    UsageError
        When the two to be merged are one and the same at the selection's level.

    Notes
    -----
    O(n log n) for n relations, and up to 2^14 corners for a row's upper bound.
    """
    if merge and merge[0] == merge[1]:
        raise UsageError(f"{merge[0]} cannot merge with itself; name two different actors")
    names = (capability,) if capability else tuple(capabilities())
    rows = (
        _concentration(actor, side, name, others, merge)
        for (actor, name), others in _by_actor(selection, side, names, of).items()
        if set(merge or ()) <= set(others)
    )
    return Rows(sorted(rows, key=_place), side=side)


def _dealings(
    selection: Selection, side: Side, types: Iterable[str], of: str | None = None
) -> Pairs:
    """Return the supply relations of some types, keyed by actor, type and counterparty.

    The key is (actor · types + type) · actors + counterparty.
    """
    table, paired = selection.table, selection.paired
    type_ = table.type[paired.rows]
    ends = (paired.target, paired.source) if side == "supplier" else (paired.source, paired.target)
    mask = table.type_mask(types)[type_]
    if of is not None:
        mask &= ends[0] == table.place(of)
    actor, counterparty = (end[mask].astype(np.int64) for end in ends)
    key = (actor * len(table.types) + type_[mask]) * len(table.person) + counterparty
    return Pairs(key, paired.rows[mask], len(table.person))


def _by_actor(
    selection: Selection, side: Side, names: Collection[str], of: str | None
) -> dict[tuple[str, str], dict[str, list[Relation]]]:
    """Return supply relations by actor and capability, then by counterparty."""
    table = selection.table
    actors, relations = table.records.actors, table.records.relations
    name_of = {slug: name for name, slug in capabilities().items()}
    deals = _dealings(selection, side, (capabilities()[name] for name in names), of)
    dealings: dict[tuple[str, str], dict[str, list[Relation]]] = {}
    for key, row in zip(deals.key.tolist(), deals.row.tolist(), strict=True):
        head, counterparty = divmod(key, deals.actors)
        actor, type_ = divmod(head, len(table.types))
        of_actor = dealings.setdefault((actors[actor].id, name_of[table.types[type_].slug]), {})
        of_actor.setdefault(actors[counterparty].id, []).append(relations[row])
    return dealings


def _concentration(
    actor: str,
    side: Side,
    capability: str,
    dealings: Mapping[str, Sequence[Relation]],
    merge: tuple[str, str] | None,
) -> Concentration:
    """Return the row of an actor and a capability."""
    spans = {counterparty: span(relations) for counterparty, relations in dealings.items()}
    whole = sum(
        (bounds.stated for bounds in spans.values() if bounds.stated is not None), Decimal(0)
    )
    shares = sorted(
        (
            _share(counterparty, dealings[counterparty], spans[counterparty], whole)
            for counterparty in spans
        ),
        key=lambda share: (-(share.spend_usd if share.spend_usd is not None else -1), share.actor),
    )
    stated = [_stated(dealings[share.actor]) for share in shares if share.spend_usd is not None]
    possible = hhi_bounds([_interval(bounds) for bounds in spans.values()])
    index = hhi([share.share for share in shares if share.share is not None])
    basis: Basis = "count" if index is None else "spend"
    index = 1 / len(shares) if index is None else index
    return Concentration(
        actor=actor,
        side=side,
        capability=capability,
        basis=basis,
        hhi=index,
        stated=hhi_bounds(stated) if basis == "spend" else None,
        possible=possible or Bounds(1 / len(shares), 1.0),
        shares=tuple(shares),
        merger=_merger(shares, index, basis, merge) if merge else None,
    )


def _share(counterparty: str, relations: Sequence[Relation], bounds: Span, whole: Decimal) -> Share:
    share = None if bounds.stated is None or not whole else float(bounds.stated / whole)
    return Share(counterparty, bounds.stated, share, tuple(sorted(r.id for r in relations)))


def _merger(shares: Sequence[Share], index: float, basis: Basis, merge: tuple[str, str]) -> Merger:
    """Return what a merger does; when heads are counted, all shares are alike."""
    counted = basis == "count"
    of = {share.actor: 1 / len(shares) if counted else share.share for share in shares}
    first, second = (of[actor] for actor in merge)
    if first is None or second is None:
        return Merger(*merge, None, None, None)
    delta = merger_delta(first, second)
    passes = None if counted else passes_thresholds(index + delta, delta)
    return Merger(*merge, delta, index + delta, passes)


def _interval(bounds: Span) -> tuple[float, float]:
    return float(bounds.low), inf if bounds.high is None else float(bounds.high)


def _stated(relations: Sequence[Relation]) -> tuple[float, float]:
    """Return the bounds of a spend when contracts without a total are passed over."""
    return _interval(span([r for r in relations if span([r]).stated is not None]))


def _place(row: Concentration) -> tuple[bool, float, int, int, str, str]:
    """Return where a row stands."""
    counted = row.basis == "count"
    return counted, -row.hhi, -len(row.known), -len(row.shares), row.actor, row.capability


_SHOWN = 5
_LEVELS = {
    "highly concentrated": "high",
    "moderately concentrated": "mid",
    "not concentrated": "low",
}


def _table(reply: Reply, words: Words) -> Table:
    """Return the rows; headings depend on the side, and on whether a merger was asked about."""
    is_merger = any(row.merger for row in reply.rows)
    names = ("known-spend-usd", "hhi", "merged" if is_merger else "equal", "stated", "possible")
    side = words(f"heading.{reply.about['side']}s-of")
    header = [side, *(words(f"heading.{name}") for name in names)]
    return header, [_line(row, words) for row in reply.rows]


def _line(row: Concentration, words: Words) -> tuple[str, ...]:
    points = _points(row.hhi, words)
    equal = words.figure(f"{row.effective_number:.3g}")
    return (
        f"{words.name(row.actor)}\n{row.capability}",
        "\n".join(_largest(row, words)),
        f"# {points}" if row.basis == "count" else f"{points} {_level(row, words)}",
        _merged(row.merger, words) if row.merger else equal,
        "–" if row.stated is None else _between(row.stated, words),
        _between(row.possible, words),
    )


def _level(row: Concentration, words: Words) -> str:
    """Return the index in words; with a question mark where unknown amounts could change it."""
    is_sure = in_words(row.possible.low) == in_words(row.possible.high) == row.words
    return words(f"concentration.{_LEVELS[row.words]}") + ("" if is_sure else "?")


def _largest(row: Concentration, words: Words) -> list[str]:
    """Return the largest shares, one a line, then who else is there."""
    more = len(row.known) - _SHOWN
    lines = [_worded(share, words) for share in row.known[:_SHOWN]]
    lines += [words("count.more", n=more)] if more > 0 else []
    if row.unknown:
        silent = len(row.unknown) - _SHOWN
        actors = words.names(row.unknown[:_SHOWN])
        actors += f", {words('count.more', n=silent)}" if silent > 0 else ""
        lines.append(words("merger.unknown-actors", actors=actors))
    return lines


def _worded(share: Share, words: Words) -> str:
    part = "" if share.share is None else f"{words.percent(share.share, 1)}, "
    return f"{words.name(share.actor)} {part}{words.number(share.spend_usd)}"


def _merged(merger: Merger, words: Words) -> str:
    """Return the index after a merger, with its rise and the presumption."""
    if merger.delta is None or merger.after is None:
        return words("merger.share-unknown")
    rise = f"{_points(merger.after, words)} (+{_points(merger.delta, words)})"
    return f"{rise}\n{words('merger.over-limits')}" if merger.passes_thresholds else rise


def _points(index: float, words: Words) -> str:
    return words.figure(f"{index * POINTS:,.0f}")


def _between(bounds: Bounds, words: Words) -> str:
    low, high = _points(bounds.low, words), _points(bounds.high, words)
    return low if low == high else f"{low}–{high}"


def _notes(reply: Reply, words: Words) -> list[str]:
    return [words(f"concentration.note-{reply.about['side']}")]


QUESTION = Question(
    concentration,
    """How concentrated suppliers or customers are.

    Measure how concentrated suppliers or customers are: HHI with bounds for unknown amounts.
    """,
    _table,
    notes=_notes,
    examples=(
        "--capability cloud",
        "openai --capability cloud --as-of 2027-01",
        "coreweave --capability cloud --side customer",
        "--capability cloud --merge coreweave nebius",
        "--capability cloud --plot concentration.png",
    ),
    plot="concentration",
)
