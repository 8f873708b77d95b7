"""Totals: amounts by kind of money, currency, direction and stage, never mixed.

Equity is not debt, a promise is not cash and dollars are not euros: sums over different kinds,
currencies, directions or stages are refused, and what begins later stands on a line of its own.
"up to" bounds from above, "at least" from below, "about" counts as stated; an unknown amount is
not zero and is counted apart. Two rows that contradict each other count once.

"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal

import numpy as np

from kg.base.errors import UsageError
from kg.measures.question import ActorName, Named, Part, Question, Rows, View
from kg.relations.sums import contradicted, kind_names, sums
from kg.relations.sums import kinds as kinds_of_money
from kg.vocabulary.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kg.measures.question import Reply
    from kg.measures.words import Words
    from kg.relations.encoding import Codes, Indices
    from kg.relations.money import KnownAmount
    from kg.relations.selection import Selection
    from kg.relations.sums import Sum

Direction = Literal["pays", "receives", "party", ""]
Way = Literal["pays", "receives", "party"]
Kinds = Annotated["Iterable[str]", Named("money-kind")]
DIRECTIONS: tuple[Direction, ...] = ("", "pays", "receives", "party")


@dataclass(frozen=True, slots=True)
class Total:
    """A sum of amounts of one kind of money, currency, direction and stage.

    Attributes
    ----------
    known : KnownAmount
        The sum, with its bounds.
    direction : {"pays", "receives", "party", ""}
        Seen from the actor asked about; ``party`` where the money goes to third parties, empty
        when no actor was asked about.
    statuses : tuple of str
        Statuses of the relations, in their order.
    relations : tuple of str
        Ids of the relations with an amount, sorted.
    beside : tuple of str
        Ids of those that contradict another one, which counts in their stead.
    """

    known: KnownAmount
    direction: Direction
    statuses: tuple[str, ...]
    relations: tuple[str, ...]
    beside: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        """Kind of money; a rate names its period."""
        return self.known.kind

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        return {
            **self.known.to_dict(),
            "direction": self.direction or None,
            "statuses": list(self.statuses),
            "relations": list(self.relations),
            "beside": list(self.beside),
        }


def totals(
    selection: Selection,
    actor: ActorName | None = None,
    *,
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
    O(n log n) for n relations; only those with an amount are read.
    """
    of_actor, ways = _directed(selection, selection.rows, actor)
    found = sums(selection.table, of_actor, selection.scope, group=ways)
    rows = (_total(selection, each) for each in found)
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
    codes = kinds_of_money(table, rows, period=total)
    counts = np.bincount(codes, minlength=len(kind_names())).tolist()
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
    for name, reason in _REASONS.items():
        values = sorted({str(row.to_dict()[name]) for row in rows})
        if len(values) > 1:
            raise UsageError(
                f"amounts of different {name} are not added ({', '.join(values)}): {reason}; "
                f"narrow the question to one {name}"
            )
    if len(rows) > 1:
        raise UsageError(
            "some of the money begins later and is not added to the rest; ask with --basis in-force"
        )
    (row,) = rows
    return row.known


_REASONS = {
    "kind": "a stake, a loan, a guarantee and a contract are not the same money",
    "currency": "nothing is converted here",
    "stage": "what is promised, agreed or dead does not add up to an amount paid",
    "direction": "what an actor pays and what it receives is not one sum",
}


def _total(selection: Selection, each: Sum) -> Total:
    """Return a sum with its relations."""
    relations = [selection.table.records.relations[row] for row in each.rows.tolist()]
    ranks = vocabulary().codes["status"]
    beside = contradicted(selection.table, each.rows)
    return Total(
        known=each.known,
        direction=DIRECTIONS[each.group],
        statuses=tuple(sorted({r.status for r in relations}, key=lambda slug: ranks[slug].rank)),
        relations=tuple(relation.id for relation in relations),
        beside=tuple(r.id for r, is_out in zip(relations, beside, strict=True) if is_out),
    )


def _directed(selection: Selection, rows: Indices, actor: str | None) -> tuple[Indices, Codes]:
    """Return the relations an actor is a party of, and where the money goes, seen from it."""
    if actor is None:
        return rows, np.zeros(len(rows), dtype=np.uint8)
    table, place = selection.table, selection.table.place(actor)
    subject, object_ = (end == place for end in table.ends(rows, selection.scope))
    rows, subject = rows[subject != object_], subject[subject != object_]
    ways = {"subject-to-object": "pays", "object-to-subject": "receives", "none": "party"}
    back = {"pays": "receives", "receives": "pays", "party": "party"}
    of_subject, of_object = (
        np.array([DIRECTIONS.index(way) for way in named], dtype=np.uint8)
        for named in (
            ["pays" if kind.subject_pays else ways[kind.money_direction] for kind in table.types],
            [back[ways[kind.money_direction]] for kind in table.types],
        )
    )
    type_ = table.type[rows]
    return rows, np.where(subject, of_subject[type_], of_object[type_])


def _place(row: Total) -> tuple[int, str, str, str, int, bool]:
    """Return where a row stands: by kind, direction, currency, stage."""
    kinds, stages = vocabulary().codes["money-kind"], vocabulary().codes["stage"]
    name, known = row.kind.split()[0], row.known
    rank = kinds[name].rank if name in kinds else 99
    stage = stages[known.stage].rank
    return rank, row.kind, row.direction, known.currency, stage, known.begins_later


def _direction(row: Total, words: Words) -> str:
    return words(f"direction.{row.direction}") if row.direction else ""


def _silent(reply: Reply, words: Words) -> list[str]:
    """Return how many relations state no amount."""
    counts = reply.about["amount_unknown"].items()
    text = ", ".join(f"{words.kind(slug)} {number}" for slug, number in counts)
    return [words("totals.unknown", counts=text)] if text else []


QUESTION = Question(
    totals,
    """Totals by type of money and stage.

    Sum up known amounts by kind of money, direction, currency and stage; nothing is mixed. Stages
    are promised (reported, announced), agreed (signed, active, paused), paid and dead.

    Amounts are bounds: "up to" is an upper one, "at least" a lower one; unknown is not 0.
    """,
    {
        "heading.kind-of-money": lambda row, words: words.kind(row.kind),
        "heading.direction": _direction,
        "heading.stage": lambda row, words: words.stage(row.known),
        "heading.sum": lambda row, words: words.bounded(row.known),
        "heading.relations": lambda row, _: f"{len(row.relations)}",
    },
    notes=_silent,
    examples=(
        "openai",
        "openai --kind equity --direction receives --status completed --one-sum",
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
