"""How much an actor and those it deals with depend on each other.

Definitions
-----------
For supplier s and customer b, with the purchases of b from s as the pace of a year:

- RevExp(s→b) = purchases / revenue of s: the part of the supplier's sales that is with b;
- CostExp(b→s) = purchases / cost of b: the part of the customer's cost that is with s.

*Company exposure* ranks counterparties by how much they depend on the actor asked about (RevExp of
its suppliers, CostExp of its customers), *relationship exposure* by how much that actor depends on
them (CostExp on its suppliers, RevExp on its customers). The terms are those of Bloomberg's supply
chain data. A share always names the owner of its denominator: the same contract is a large part of
one side's figure and a small part of the other's.

The cost of an actor is not on record; its capital spending stands in, for want of it its revenue,
and the row says which. Where the term of a contract is unknown there is no pace of a year, and so
no share: instead ``years`` says how many years of the denominator the stated total makes up.

Both may exceed 1: contracts reach into years in which the denominator will be another.
Without amount or denominator an exposure is unknown (None), never 0.

*Chained exposure* multiplies shares along a path: if a third of the sales of A is with B and half
of those of B with C, a sixth of A's is taken to hang on C. It is an estimate in proportion, never
disclosed. The sum over all paths of two steps or more is W² + W³ + … = (I - W)⁻¹ - I - W if the
spectral radius of W is below 1; else circles do not die out and there is no sum. W holds the shares
of `kg.measures.supply.reliance` that rest on revenue or backlog, no equal shares.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np

from kg.base.checks import one_of
from kg.measures.supply.denominators import COST, REVENUE, denominators
from kg.measures.supply.purchases import purchases
from kg.measures.supply.reliance import KNOWN, dependences, shares

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kg.measures.supply.denominators import Denominator
    from kg.measures.supply.purchases import Purchases
    from kg.measures.supply.reliance import Dependence
    from kg.relations.table import Selection

Role = Literal["supplier", "customer"]
Order = Literal["company", "relationship"]
_NEGLIGIBLE = 1e-12


@dataclass(frozen=True, slots=True)
class Part:
    """What purchases are of a figure of one of the two sides.

    Attributes
    ----------
    owner : str
        The actor that depends, whose figure the denominator is.
    denominator : Denominator or None
        None when no figure of the owner is on record.
    share : float or None
        Purchases of a year over the figure of a year.
    years : float or None
        Stated total over the figure of a year, when there is no pace of a year.
    """

    owner: str
    denominator: Denominator | None
    share: float | None
    years: float | None

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        return {
            "owner": self.owner,
            "share": self.share,
            "years": self.years,
            "denominator": self.denominator.to_dict() if self.denominator else None,
        }


@dataclass(frozen=True, slots=True)
class Exposure:
    """How two actors that deal with each other depend on each other.

    Attributes
    ----------
    actor, counterparty : str
        Who was asked about, and the other one.
    role : {"supplier", "customer"}
        What the counterparty is to the actor.
    company : Part
        How much the counterparty depends on the actor.
    relationship : Part
        How much the actor depends on the counterparty.
    purchases : Purchases
        What both rest on.
    """

    actor: str
    counterparty: str
    role: Role
    company: Part
    relationship: Part
    purchases: Purchases

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        return {
            "actor": self.actor,
            "counterparty": self.counterparty,
            "role": self.role,
            "company_exposure": self.company.to_dict(),
            "relationship_exposure": self.relationship.to_dict(),
            **self.purchases.to_dict(),
        }


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

    actor: str
    on: str
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


def exposures(selection: Selection, actor: str, *, by: Order = "company") -> tuple[Exposure, ...]:
    """Return the exposures between an actor and its suppliers and customers.

    Parameters
    ----------
    selection
        The relations in scope.
    actor
        Whose counterparties these are, at the selection's level.
    by
        Which exposure ranks them: known shares first, then known years, the largest first.

    Notes
    -----
    O(n log n) for n relations.
    """
    one_of("by", by, get_args(Order))
    revenue = denominators(selection, REVENUE)
    cost = revenue | denominators(selection, COST)
    found = []
    for one in purchases(selection, of=actor):
        sales = part(one, one.supplier, revenue)
        costs = part(one, one.customer, cost)
        if actor == one.customer:
            found.append(Exposure(actor, one.supplier, "supplier", sales, costs, one))
        else:
            found.append(Exposure(actor, one.customer, "customer", costs, sales, one))
    return tuple(sorted(found, key=lambda row: _place(row, by)))


def chained(selection: Selection, actor: str) -> tuple[tuple[ChainedExposure, ...], Indirect]:
    """Return who depends on an actor through others, the most first, and the sum it is part of.

    Parameters
    ----------
    selection
        The relations in scope.
    actor
        On whom they depend, at the selection's level.
    """
    known = [one for one in dependences(selection) if one.source in KNOWN]
    links = shares(known)
    found = indirect(links)
    sums = found.exposures
    reached = links if sums is None else {**links, **sums}
    steps: dict[str, list[Dependence]] = {}
    for one in sorted(known, key=lambda one: (-one.share, one.on)):
        if (one.on, actor) in reached or one.on == actor:
            steps.setdefault(one.actor, []).append(one)
    rows = [
        ChainedExposure(
            actor=other,
            on=actor,
            direct=links.get((other, actor), 0.0),
            indirect=None if sums is None else sums.get((other, actor), 0.0),
            through=tuple(steps[other]),
        )
        for other in steps
        if other != actor
    ]
    return tuple(
        sorted(rows, key=lambda row: (-row.direct - (row.indirect or 0), row.actor))
    ), found


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
    >>> found = indirect({("a", "b"): 1 / 3, ("b", "c"): 0.5})
    >>> {pair: round(share, 4) for pair, share in found.exposures.items()}
    {('a', 'c'): 0.1667}
    >>> indirect({("a", "b"): 1.0, ("b", "a"): 1.0}).reason
    'circles do not die out: the spectral radius is 1.000, not below 1'
    """
    names = sorted({end for link in links for end in link})
    place = {name: index for index, name in enumerate(names)}
    matrix = np.zeros((len(names), len(names)))
    for (actor, other), share in links.items():
        matrix[place[actor], place[other]] = share
    radius = float(np.max(np.abs(np.linalg.eigvals(matrix)), initial=0.0))
    if radius >= 1 - _NEGLIGIBLE:
        return Indirect(None, radius)
    unit = np.eye(len(names))
    sums = np.linalg.solve(unit - matrix, unit) - unit - matrix
    places = np.argwhere(sums > _NEGLIGIBLE).tolist()
    return Indirect({(names[i], names[j]): float(sums[i, j]) for i, j in places}, radius)


def part(one: Purchases, owner: str, figures: Mapping[str, Denominator]) -> Part:
    """Return what purchases are of a figure of their supplier or customer."""
    figure = figures.get(owner)
    share = years = None
    if figure is not None and one.annual_usd is not None:
        share = float(one.annual_usd / figure.value_usd)
    elif figure is not None and one.stated_usd is not None:
        years = float(one.stated_usd / figure.value_usd)
    return Part(owner, figure, share, years)


def _place(row: Exposure, by: Order) -> tuple[bool, float, float, str, str]:
    """Return where a row stands."""
    ranked = row.company if by == "company" else row.relationship
    unknown = ranked.share is None and ranked.years is None
    return unknown, -(ranked.share or 0), -(ranked.years or 0), row.role, row.counterparty
