"""Honest sums: amounts by kind of money, currency, status and direction, never mixed.

Equity is no debt, a contract is no cash, a rumour is no signature, and dollars are no euros: sums
over different kinds, statuses, currencies or directions are refused. "up to" bounds from above,
"at least" from below, "about" counts as stated; an unknown amount is no zero and is counted apart.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from kg.errors import UsageError
from kg.money import KnownAmount, kind_of, largest_per_deal, plain, sum_of
from kg.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from decimal import Decimal

    from kg.model import Relation
    from kg.relations import Selection

Direction = Literal["pays", "receives", "party", ""]


@dataclass(frozen=True, slots=True)
class Total:
    """A sum of amounts that are of one kind of money, currency, status and direction.

    Attributes
    ----------
    kind, currency, status : str
        What the amounts have in common; a rate names its period.
    direction : {"pays", "receives", "party", ""}
        Seen from the actor asked about; ``party`` where the money goes to third parties, empty
        when no actor was asked about.
    low, high : Decimal, Decimal or None
        Bounds of the sum; ``high`` is None when a part is only a lower bound.
    relations : tuple of str
        Ids of the relations with an amount, sorted.
    """

    kind: str
    currency: str
    status: str
    direction: Direction
    low: Decimal
    high: Decimal | None
    relations: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        return {
            "kind": self.kind,
            "currency": self.currency,
            "status": self.status,
            "direction": self.direction or None,
            "low": plain(self.low),
            "high": None if self.high is None else plain(self.high),
            "relations": list(self.relations),
        }


def totals(selection: Selection, actor: str | None = None) -> tuple[Total, ...]:
    """Return the sums of the known amounts, by kind, direction, currency and status; O(n log n).

    Parameters
    ----------
    selection
        The relations in scope.
    actor
        Only relations of this actor, at the selection's level, with the direction of the money.
    """
    groups: dict[tuple[str, str, str, Direction], list[Relation]] = {}
    for relation in selection.relations:
        direction = _direction(relation, selection, actor)
        if relation.amount is None or direction is None:
            continue
        key = (kind_of(relation), relation.amount.currency, relation.status, direction)
        groups.setdefault(key, []).append(relation)
    found = [_total(key, relations, selection) for key, relations in groups.items()]
    return tuple(sorted(found, key=_place))


def unknown(selection: Selection, actor: str | None = None) -> dict[str, int]:
    """Return how many relations state no amount, by the kind of money they would be; O(n).

    Parameters
    ----------
    selection, actor
        As for `totals`.
    """
    counts: Counter[str] = Counter()
    for relation in selection.relations:
        kind = vocabulary().money_kind(relation.type, relation.instrument, "total")
        is_silent = relation.amount is None and kind is not None
        if is_silent and _direction(relation, selection, actor) is not None:
            counts[str(kind)] += 1
    ranks = vocabulary().codes["money-kind"]
    return {kind: counts[kind] for kind in sorted(counts, key=lambda k: ranks[k].rank)}


def one_sum(rows: Sequence[Total]) -> KnownAmount:
    """Return a single sum over totals, if they may be added.

    Raises
    ------
    UsageError
        When they differ in kind of money, currency, status or direction: it says in what.
    """
    if not rows:
        raise UsageError("there is no known amount in scope, so there is no sum; unknown is not 0")
    for name in ("kind", "currency", "status", "direction"):
        values = sorted({getattr(row, name) for row in rows})
        if len(values) > 1:
            reason = _REASONS[name]
            raise UsageError(
                f"amounts of different {name} are not added ({', '.join(values)}): {reason}; "
                f"narrow the question to one {name}"
            )
    (row,) = rows
    return KnownAmount(row.currency, row.kind, row.low, row.high)


_REASONS = {
    "kind": "a stake, a loan, a guarantee and a contract are not the same money",
    "currency": "nothing is converted here",
    "status": "what is announced, signed or cancelled does not add up to an amount paid",
    "direction": "what an actor pays and what it receives is not one sum",
}


def _total(
    key: tuple[str, str, str, Direction], relations: list[Relation], selection: Selection
) -> Total:
    amounts = [a for pair in _pairs(relations, selection) for a in largest_per_deal(pair)]
    known = sum_of(key[1], key[0], amounts)
    ids = tuple(sorted(relation.id for relation in relations))
    return Total(*key, low=known.low, high=known.high, relations=ids)


def _pairs(relations: Iterable[Relation], selection: Selection) -> list[list[Relation]]:
    """Return relations by unordered pair: rows of one deal count once between two parties."""
    found: dict[tuple[str, ...], list[Relation]] = {}
    for relation in relations:
        ends = sorted(map(selection.stands_for, (relation.subject, relation.object)))
        found.setdefault(tuple(ends), []).append(relation)
    return list(found.values())


def _direction(relation: Relation, selection: Selection, actor: str | None) -> Direction | None:
    """Return where the money goes, seen from an actor; None when it is no party."""
    if actor is None:
        return ""
    subject = selection.stands_for(relation.subject) == actor
    object_ = selection.stands_for(relation.object) == actor
    if subject == object_:
        return None
    way = vocabulary().relation_types[relation.type].money_direction
    if way == "none":
        return "party"
    return "pays" if (way == "subject-to-object") == subject else "receives"


def _place(row: Total) -> tuple[int, str, str, str, int]:
    """Return where a row stands: by kind, direction, currency, status."""
    kinds, statuses = vocabulary().codes["money-kind"], vocabulary().codes["status"]
    rank = kinds[row.kind.split()[0]].rank if row.kind.split()[0] in kinds else 99
    return rank, row.kind, row.direction, row.currency, statuses[row.status].rank
