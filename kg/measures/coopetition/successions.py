"""Partners that were rivals before, or rivals that were partners: coopetition in sequence.

Definition
----------
K^seq_ij(w) = 1 if an active cooperative and an active competitive relation between i and j both
occur up to the as-of day, never on the same day, and no more than w days lie between the end of the
one and the beginning of the other. The dyadic form, where both hold at once, is
`kg.measures.coopetition.overlaps`; studies use both notions, so the window must be declared.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal

import numpy as np

from kg.base.checks import Bounds
from kg.measures.question import ActorName, Question
from kg.relations.encoding import NEVER, UNDATED, day
from kg.relations.selection import ends, history, starts

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from kg.relations.selection import Selection

    Span = tuple[int, int, str]
    from kg.vocabulary.names import ActorId

Window = Annotated[int, Bounds(0, 36_500)]


@dataclass(frozen=True, slots=True)
class Succession:
    """A pair whose co-operation and rivalry followed each other.

    Attributes
    ----------
    a, b : str
        Actor ids, a < b.
    first : {"cooperative", "competitive"}
        Which side came first.
    ended, began : date
        End of the earlier side, beginning of the later one.
    gap_days : int
        Days between the two.
    cooperative, competitive : tuple of str
        Ids of the dated relations of both sides.
    """

    a: ActorId
    b: ActorId
    first: Literal["cooperative", "competitive"]
    ended: date
    began: date
    gap_days: int
    cooperative: tuple[str, ...]
    competitive: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        return {
            "a": self.a,
            "b": self.b,
            "first": self.first,
            "ended": self.ended.isoformat(),
            "began": self.began.isoformat(),
            "gap_days": self.gap_days,
            "cooperative": list(self.cooperative),
            "competitive": list(self.competitive),
        }


def successions(
    selection: Selection, actor: ActorName | None = None, *, window: Window = 730
) -> tuple[Succession, ...]:
    """Return the pairs whose two sides followed each other within a window, smallest gap first.

    Parameters
    ----------
    selection
        Its scope says what counts and up to which day; undated relations are passed over.
    actor
        Only pairs with this actor.
    window
        Greatest number of days between the end of one side and the beginning of the other.

    Notes
    -----
    O(n log n) for n relations.
    """
    past = history(selection)
    rows = []
    for key, (plus, minus) in _spans(past).items():
        pair = _closest(plus, minus)
        if pair is not None and pair[1][0] - pair[0][1] <= window:
            rows.append(_row(past, key, (plus, minus), pair))
    rows = [row for row in rows if actor in {None, row.a, row.b}]
    return tuple(sorted(rows, key=lambda row: (row.gap_days, row.a, row.b)))


def _spans(past: Selection) -> dict[int, tuple[list[Span], list[Span]]]:
    """Return the dated spans of both sides, for the pairs that have both, by pair key."""
    table, paired = past.table, past.paired
    start, end = starts(table, past.scope), ends(table)
    signs = np.array([kind.sign for kind in table.types])[table.type[paired.rows]]
    sides: dict[int, tuple[list[Span], list[Span]]] = {}
    for index in np.flatnonzero((signs == "cooperative") | (signs == "competitive")).tolist():
        row = int(paired.rows[index])
        if start[row] != UNDATED and start[row] < end[row]:
            span = (int(start[row]), int(end[row]), table.records.relations[row].id)
            pair = sides.setdefault(int(paired.key[index]), ([], []))
            pair[signs[index] == "competitive"].append(span)
    return {key: pair for key, pair in sides.items() if all(pair)}


def _closest(plus: Sequence[Span], minus: Sequence[Span]) -> tuple[Span, Span] | None:
    """Return the earlier and the later span with the smallest gap; None when any two meet."""
    merged = sorted((*plus, *minus))
    competitive = {span[2] for span in minus}
    best: tuple[Span, Span] | None = None
    last: dict[bool, Span] = {}
    for span in merged:
        side = span[2] in competitive
        latest = last.get(not side)
        if latest is not None:
            if span[0] < latest[1]:
                return None
            if best is None or span[0] - latest[1] < best[1][0] - best[0][1]:
                best = (latest, span)
        if side not in last or span[1] > last[side][1]:
            last[side] = span
    return best


def _row(
    past: Selection, key: int, sides: tuple[list[Span], list[Span]], pair: tuple[Span, Span]
) -> Succession:
    actors = past.table.records.actors
    a, b = sorted(actors[index].id for index in divmod(key, len(actors)))
    earlier, later = pair
    assert earlier[1] < NEVER, "a side that another one follows has ended"
    plus, minus = (tuple(sorted(span[2] for span in side)) for side in sides)
    return Succession(
        a=a,
        b=b,
        first="competitive" if earlier[2] in minus else "cooperative",
        ended=day(earlier[1]),
        began=day(later[0]),
        gap_days=later[0] - earlier[1],
        cooperative=plus,
        competitive=minus,
    )


QUESTION = Question(
    successions,
    """Partners who became rivals, or the reverse.

    List the pairs that were partners before they were rivals, or the reverse.
    """,
    {
        "heading.pair": lambda row, words: words.pair(row.a, row.b),
        "heading.first": lambda row, words: words.label("sign", row.first),
        "heading.until": lambda row, _: str(row.ended),
        "heading.other-from": lambda row, _: str(row.began),
        "heading.gap-days": lambda row, words: words("count.day", n=row.gap_days),
    },
    examples=("", "openai --window 365"),
)
