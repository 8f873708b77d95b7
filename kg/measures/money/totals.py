"""Totals: amounts by kind of money, currency, status and direction, never mixed.

Equity is no debt, a contract is no cash, a rumour is no signature, and dollars are no euros: sums
over different kinds, statuses, currencies or directions are refused. "up to" bounds from above,
"at least" from below, "about" counts as stated; an unknown amount is no zero and is counted apart.

`total_columns` sums by columns, in floats, whatever the size of the graph; `totals` sums the same
relations exactly and names them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal

import numpy as np

from kg.base.errors import UsageError
from kg.measures.question import ActorName, Named, Part, Question, Rows, View
from kg.relations.money import KnownAmount, plain, sum_of
from kg.relations.pairs import groups, in_order, pack
from kg.relations.sums import by_group, counted, kind_names, kinds
from kg.vocabulary.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from decimal import Decimal

    from kg.measures.question import Reply
    from kg.measures.words import Words
    from kg.relations.encoding import Amounts, Codes, Indices, Mask
    from kg.relations.pairs import Keys
    from kg.relations.table import Selection

Direction = Literal["pays", "receives", "party", ""]
Way = Literal["pays", "receives", "party"]
Kinds = Annotated["Iterable[str]", Named("money-kind")]
DIRECTIONS: tuple[Direction, ...] = ("", "pays", "receives", "party")


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


@dataclass(frozen=True, eq=False)
class TotalColumns:
    """Sums as columns; row i of every column is sum i.

    Attributes
    ----------
    kind, currency, status, direction : uint8 array
        Places in `kg.relations.sums.kind_names`, in the currencies of the table, in the list of
        statuses and in ``DIRECTIONS``.
    low, high : float64 array
        Bounds of the sum; NaN for no upper bound.
    row : int32 array
        Rows of the relations with an amount, sum by sum, ascending within a sum.
    start : int64 array, shape (sums + 1,)
        Sum i is that of ``row[start[i]:start[i + 1]]``.
    counts : bool array
        Whether each of ``row`` counts; of a deal between two parties only one side does.
    """

    kind: Codes
    currency: Codes
    status: Codes
    direction: Codes
    low: Amounts
    high: Amounts
    row: Indices
    start: Keys
    counts: Mask

    def __len__(self) -> int:
        """Return the number of sums."""
        return len(self.kind)


def total_columns(selection: Selection, actor: str | None = None) -> TotalColumns:
    """Return the sums of the known amounts as columns; no record is read.

    Parameters
    ----------
    selection, actor
        As for `totals`.

    Notes
    -----
    O(n + d log d) for n relations, d of them part of a deal.
    """
    table, rows = selection.table, selection.rows
    rows, direction = _directed(selection, rows[~np.isnan(table.amount[rows])], actor)
    parts = (kinds(table, rows), table.currency[rows], table.status[rows], direction)
    sizes = (len(kind_names()), len(table.currencies) or 1, len(_statuses()), len(DIRECTIONS))
    key = np.ravel_multi_index(parts, sizes).astype(np.int64)
    key, row = in_order(key, rows, math.prod(sizes), len(table))
    start = groups(key)
    first, group = start[:-1], np.repeat(np.arange(len(start) - 1), np.diff(start))
    pair = pack(*table.ends(row, selection.scope), len(table.person))
    counts = counted(table, row, group, pair)
    words = vocabulary().slugs("qualifier")
    amount, qualifier = np.where(counts, table.amount[row], 0.0), table.qualifier[row]
    no_most = counts & (qualifier == words.index("at-least"))
    low = np.where(qualifier == words.index("up-to"), 0.0, amount)
    is_open = by_group(group, no_most, len(first)) > 0
    high = by_group(group, amount, len(first))
    kind, currency, status, way = (
        part.astype(np.uint8) for part in np.unravel_index(key[first], sizes)
    )
    return TotalColumns(
        kind=kind,
        currency=currency,
        status=status,
        direction=way,
        low=by_group(group, low, len(first)),
        high=np.where(is_open, np.nan, high),
        row=row,
        start=start,
        counts=counts,
    )


def totals(
    selection: Selection,
    *,
    actor: ActorName | None = None,
    kinds: Kinds | None = None,
    direction: Way | None = None,
) -> Rows[Total]:
    """Return the sums of the known amounts, by kind, direction, currency and status.

    Parameters
    ----------
    selection
        The relations in scope; its level decides whether units stand for their group.
    actor
        Only money this actor pays or receives.
    kinds
        Only this kind of money; may be repeated.
    direction
        Only what the actor pays, what it receives, or where the money goes to third parties.

    Notes
    -----
    The cost of `total_columns`; only relations with an amount are read.
    """
    columns = total_columns(selection, actor)
    rows = (_total(selection, columns, index) for index in range(len(columns)))
    chosen = (
        row
        for row in rows
        if (kinds is None or row.kind.split()[0] in kinds) and direction in {None, row.direction}
    )
    return Rows(sorted(chosen, key=_place), amount_unknown=unknown(selection, actor))


def unknown(selection: Selection, actor: str | None = None) -> dict[str, int]:
    """Return how many relations state no amount, by the kind of money they would be; O(n).

    Parameters
    ----------
    selection, actor
        As for `totals`.
    """
    table, rows = selection.table, selection.rows
    rows, _ = _directed(selection, rows[np.isnan(table.amount[rows])], actor)
    total = vocabulary().slugs("period").index("total")
    counts = np.bincount(kinds(table, rows, period=total), minlength=len(kind_names())).tolist()
    silent = {name: count for name, count in zip(kind_names(), counts, strict=True) if count}
    silent.pop("none", None)
    ranks = vocabulary().codes["money-kind"]
    return {kind: silent[kind] for kind in sorted(silent, key=lambda k: ranks[k].rank)}


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


def _total(selection: Selection, columns: TotalColumns, index: int) -> Total:
    """Return a sum with its relations, exactly."""
    table = selection.table
    span = slice(columns.start[index], columns.start[index + 1])
    relations = [table.records.relations[row] for row in columns.row[span].tolist()]
    counts = columns.counts[span].tolist()
    amounts = [r.amount for r, is_in in zip(relations, counts, strict=True) if is_in and r.amount]
    kind, currency = kind_names()[columns.kind[index]], table.currencies[columns.currency[index]]
    total = sum_of(currency, kind, amounts)
    return Total(
        kind=kind,
        currency=currency,
        status=_statuses()[columns.status[index]],
        direction=DIRECTIONS[columns.direction[index]],
        low=total.low,
        high=total.high,
        relations=tuple(relation.id for relation in relations),
    )


def _directed(selection: Selection, rows: Indices, actor: str | None) -> tuple[Indices, Codes]:
    """Return the relations an actor is a party of, and where the money goes, seen from it."""
    if actor is None:
        return rows, np.zeros(len(rows), dtype=np.uint8)
    table, place = selection.table, selection.table.place(actor)
    subject, object_ = (end == place for end in table.ends(rows, selection.scope))
    rows, subject = rows[subject != object_], subject[subject != object_]
    ways = {"subject-to-object": "pays", "object-to-subject": "receives", "none": "party"}
    seen = [ways[kind.money_direction] for kind in table.types]
    back = {"pays": "receives", "receives": "pays", "party": "party"}
    of_subject, of_object = (
        np.array([DIRECTIONS.index(way) for way in named], dtype=np.uint8)
        for named in (seen, [back[way] for way in seen])
    )
    type_ = table.type[rows]
    return rows, np.where(subject, of_subject[type_], of_object[type_])


def _statuses() -> tuple[str, ...]:
    return vocabulary().slugs("status")


def _place(row: Total) -> tuple[int, str, str, str, int]:
    """Return where a row stands: by kind, direction, currency, status."""
    kinds, statuses = vocabulary().codes["money-kind"], vocabulary().codes["status"]
    rank = kinds[row.kind.split()[0]].rank if row.kind.split()[0] in kinds else 99
    return rank, row.kind, row.direction, row.currency, statuses[row.status].rank


def _sum(row: Total, words: Words) -> str:
    return words.bounded(KnownAmount(row.currency, row.kind, row.low, row.high))


def _direction(row: Total, words: Words) -> str:
    return words(f"direction.{row.direction}") if row.direction else ""


def _silent(reply: Reply, words: Words) -> list[str]:
    """Return how many relations state no amount."""
    counts = reply.about["amount_unknown"].items()
    text = ", ".join(f"{words.kind(slug)} {number}" for slug, number in counts)
    return [words("totals.unknown", counts=text)] if text else []


QUESTION = Question(
    totals,
    """Totals by type of money and status.

    Sum up known amounts by kind of money, direction, currency and status; nothing is mixed.

    Amounts are bounds: "up to" is an upper one, "at least" a lower one; unknown is not 0.
    """,
    {
        "heading.kind-of-money": lambda row, words: words.kind(row.kind),
        "heading.direction": _direction,
        "heading.status": lambda row, words: words.label("status", row.status),
        "heading.sum": _sum,
        "heading.relations": lambda row, _: f"{len(row.relations)}",
    },
    notes=_silent,
    examples=(
        "--actor openai",
        "--actor openai --kind commitment --direction pays --status signed --one-sum",
    ),
    parts=(
        Part(
            "one-sum",
            "Print a single sum; refused where it would mix.",
            View(
                lambda reply: reply.rows,
                text=lambda reply, words: [words.known(one_sum(reply.rows))],
            ),
        ),
    ),
)
