"""How much actors depend on another through others: an estimate.

Chained exposure multiplies shares along a path: if a third of the sales of A is with B and half
of those of B with C, a sixth of A's is taken to hang on C. It is an estimate in proportion, never
disclosed. The sum over all paths of two steps or more is W² + W³ + … = (I - W)⁻¹ - I - W if the
spectral radius of W is below 1; else circles do not die out and there is no sum. W holds the shares
of `kg.measures.supply.reliance` that rest on revenue or backlog, no equal shares.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from kg.measures.question import ActorName, Question, Rows
from kg.measures.supply.reliance import KNOWN, dependences, shares, worded

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kg.measures.question import Reply
    from kg.measures.supply.reliance import Dependence
    from kg.measures.words import Words
    from kg.relations.selection import Selection
    from kg.vocabulary.names import ActorId

_NEGLIGIBLE = 1e-12


@dataclass(frozen=True, slots=True)
class Indirect:
    """Exposures through others.

    Attributes
    ----------
    exposures : dict or None
        By who depends and on whom, above 0; None when the sum has no limit.
    radius : float
        Spectral radius of W.
    """

    exposures: Mapping[tuple[str, str], float] | None
    radius: float

    @property
    def reason(self) -> str | None:
        """Why there is no sum, in words; None when there is one."""
        if self.exposures is not None:
            return None
        return f"circles do not die out: the spectral radius is {self.radius:.3f}, not below 1"


@dataclass(frozen=True, slots=True)
class ChainedExposure:
    """How much an actor depends on another directly and, by an estimate, through others.

    Attributes
    ----------
    actor, on : str
        Who depends, and on whom.
    direct : float
        Share of its revenue or backlog; 0 when it has no such share on record.
    indirect : float or None
        Sum over all paths of two steps or more; None when that has no limit.
    through : tuple of Dependence
        The first steps of such paths, the largest share first.
    """

    actor: ActorId
    on: ActorId
    direct: float
    indirect: float | None
    through: tuple[Dependence, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        return {
            "actor": self.actor,
            "on": self.on,
            "label": "estimate",
            "direct": self.direct,
            "indirect": self.indirect,
            "through": [step.to_dict() for step in self.through],
            "relations": sorted({id_ for step in self.through for id_ in step.relations}),
        }


def chained_exposure(selection: Selection, actor: ActorName) -> Rows[ChainedExposure]:
    """Return who depends on an actor through others, the most first.

    Parameters
    ----------
    selection
        The relations in scope; its level decides whether units stand for their group.
    actor
        On whom they depend.
    """
    entries = [entry for entry in dependences(selection) if entry.source in KNOWN]
    links = shares(entries)
    series = indirect(links)
    sums = series.exposures
    reached = links if sums is None else {**links, **sums}
    steps: dict[str, list[Dependence]] = {}
    for entry in sorted(entries, key=lambda entry: (-entry.share, entry.on)):
        if (entry.on, actor) in reached or entry.on == actor:
            steps.setdefault(entry.actor, []).append(entry)
    rows = [
        ChainedExposure(
            actor=dependant,
            on=actor,
            direct=links.get((dependant, actor), 0.0),
            indirect=None if sums is None else sums.get((dependant, actor), 0.0),
            through=tuple(steps[dependant]),
        )
        for dependant in steps
        if dependant != actor
    ]
    rows.sort(key=lambda row: (-row.direct - (row.indirect or 0), row.actor))
    return Rows(rows, actor=actor, radius=series.radius, reason=series.reason)


def indirect(links: Mapping[tuple[str, str], float]) -> Indirect:
    """Return the sum of products along all paths of two steps or more.

    Parameters
    ----------
    links
        W: shares by who depends and on whom.

    Notes
    -----
    O(n³) for n actors with a share.

    Examples
    --------
    >>> series = indirect({("a", "b"): 1 / 3, ("b", "c"): 0.5})
    >>> {pair: round(share, 4) for pair, share in series.exposures.items()}
    {('a', 'c'): 0.1667}
    >>> indirect({("a", "b"): 1.0, ("b", "a"): 1.0}).reason
    'circles do not die out: the spectral radius is 1.000, not below 1'
    """
    names = sorted({end for link in links for end in link})
    index_of = {name: index for index, name in enumerate(names)}
    matrix = np.zeros((len(names), len(names)))
    for (dependant, on), share in links.items():
        matrix[index_of[dependant], index_of[on]] = share
    radius = float(np.max(np.abs(np.linalg.eigvals(matrix)), initial=0.0))
    if radius >= 1 - _NEGLIGIBLE:
        return Indirect(None, radius)
    unit = np.eye(len(names))
    sums = np.linalg.solve(unit - matrix, unit) - unit - matrix
    places = np.argwhere(sums > _NEGLIGIBLE).tolist()
    return Indirect({(names[i], names[j]): float(sums[i, j]) for i, j in places}, radius)


def _through(row: ChainedExposure, words: Words) -> str:
    if row.indirect is None:
        return words("word.no-limit")
    return words.percent(row.indirect, 1) if row.indirect else "–"


def _notes(reply: Reply, words: Words) -> list[str]:
    """Return what an estimate this is, and why there is no sum, if there is none."""
    note = words("exposure.note-chained")
    if reply.about["reason"] is None:
        return [note]
    radius = words.figure(f"{reply.about['radius']:.3f}")
    return [f"{note} {words('exposure.endless', r=radius)}"]


QUESTION = Question(
    chained_exposure,
    """Indirect dependence on an actor, estimated.

    Estimate who depends on an actor through others.
    """,
    {
        "heading.dependents-list": lambda row, words: words.name(row.actor),
        "heading.directly": lambda row, words: words.percent(row.direct, 1) if row.direct else "–",
        "heading.through-others": _through,
        "heading.first-steps": lambda row, words: "\n".join(
            worded(step, words) for step in row.through
        ),
    },
    notes=_notes,
    examples=("openai",),
)
