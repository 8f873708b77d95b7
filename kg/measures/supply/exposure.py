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
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from kg.measures.question import ActorName, Part, Question, Rows
from kg.measures.supply import chained_exposure
from kg.measures.supply.denominators import COST, REVENUE, denominators
from kg.measures.supply.purchases import purchases

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kg.measures.question import Reply, Table
    from kg.measures.supply.denominators import Denominator
    from kg.measures.supply.purchases import Purchases
    from kg.measures.words import Words
    from kg.relations.selection import Selection
    from kg.vocabulary.names import ActorId

Role = Literal["supplier", "customer"]
Order = Literal["company", "relationship"]


@dataclass(frozen=True, slots=True)
class Weight:
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

    owner: ActorId
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
    company : Weight
        How much the counterparty depends on the actor.
    relationship : Weight
        How much the actor depends on the counterparty.
    purchases : Purchases
        What both rest on.
    """

    actor: ActorId
    counterparty: ActorId
    role: Role
    company: Weight
    relationship: Weight
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


def exposure(selection: Selection, actor: ActorName, *, by: Order = "company") -> Rows[Exposure]:
    """Return the exposures between an actor and its suppliers and customers.

    Known shares come first, then known years, the largest first.

    Parameters
    ----------
    selection
        The relations in scope; its level decides whether units stand for their group.
    actor
        Whose suppliers and customers these are.
    by
        Rank by how much they depend on the actor, or the actor on them.

    Notes
    -----
    O(n log n) for n relations.
    """
    revenue = denominators(selection, REVENUE)
    cost = revenue | denominators(selection, COST)
    rows = []
    for trade in purchases(selection, of=actor):
        sales = weight(trade, trade.supplier, revenue)
        costs = weight(trade, trade.customer, cost)
        if actor == trade.customer:
            rows.append(Exposure(actor, trade.supplier, "supplier", sales, costs, trade))
        else:
            rows.append(Exposure(actor, trade.customer, "customer", costs, sales, trade))
    return Rows(sorted(rows, key=lambda row: _place(row, by)), actor=actor, by=by)


def weight(trade: Purchases, owner: str, figures: Mapping[str, Denominator]) -> Weight:
    """Return what purchases are of a figure of their supplier or customer."""
    figure = figures.get(owner)
    share = years = None
    if figure is not None and trade.annual_usd is not None:
        share = float(trade.annual_usd / figure.value_usd)
    elif figure is not None and trade.stated_usd is not None:
        years = float(trade.stated_usd / figure.value_usd)
    return Weight(owner, figure, share, years)


def _place(row: Exposure, by: Order) -> tuple[bool, float, float, str, str]:
    """Return where a row stands."""
    ranked = row.company if by == "company" else row.relationship
    unknown = ranked.share is None and ranked.years is None
    return unknown, -(ranked.share or 0), -(ranked.years or 0), row.role, row.counterparty


def _table(reply: Reply, words: Words) -> Table:
    """Return the rows of known purchases, then how many others there are."""
    name = words.name(reply.about["actor"])
    columns = ("counterparty", "purchases-usd", "they-depend")
    header = [words(f"heading.{column}") for column in columns]
    rows = [_line(row, words) for row in reply.rows if row.purchases.is_known]
    others = len(reply.rows) - len(rows)
    if others:
        rows.append((words("count.other", n=others), *[words("word.unknown")] * 3))
    return [*header, words("heading.depends-of", name=name)], rows


def _line(row: Exposure, words: Words) -> tuple[str, ...]:
    return (
        f"{words.name(row.counterparty)}\n{words(f'role.{row.role}')}",
        _bought(row.purchases, words),
        _weighed(row.company, words),
        _weighed(row.relationship, words),
    )


def _bought(trade: Purchases, words: Words) -> str:
    """Return what is bought: the pace of a year, else the stated total."""
    if trade.annual_usd is not None:
        text = words("sum.a-year", sum=words.number(trade.annual_usd))
    elif trade.stated_usd is not None:
        text = words("sum.in-all", sum=words.number(trade.stated_usd))
    else:
        return words("word.unknown")
    return f"{text}\n{words.labels('qualifier', trade.qualifiers)}".rstrip()


def _weighed(weight: Weight, words: Words) -> str:
    """Return a share or a number of years with the figure it is of."""
    base = weight.denominator
    if base is None or (weight.share is None and weight.years is None):
        return words("word.unknown")
    years = words.figure(f"{weight.years or 0:.2g}")
    is_year = base.months in {None, 12}
    return words(
        "exposure.share",
        value=words("count.year", n=years)
        if weight.share is None
        else words.percent(weight.share, 1),
        what=words.label("metric", base.metric),
        owner=words.name(weight.owner),
        amount=words.number(base.value_usd),
        month=f"{base.as_of:%Y-%m}",
        months="" if is_year else words("share.annualised", n=base.months),
    )


def _notes(reply: Reply, words: Words) -> list[str]:
    rows = (row for row in reply.rows if row.purchases.is_known)
    ids = ", ".join(_figures(rows)) or words("word.none")
    return [
        words("exposure.note", actor=words.name(reply.about["actor"])),
        words("exposure.observations", ids=ids),
    ]


def _figures(rows: Iterable[Exposure]) -> list[str]:
    """Return the ids of the observations that the weights shown are of."""
    weights = [weight for row in rows for weight in (row.company, row.relationship)]
    return sorted({w.denominator.observation for w in weights if w.denominator})


QUESTION = Question(
    exposure,
    """How much an actor and its trading partners depend on each other.

    Show how much an actor and its suppliers and customers depend on each other.
    """,
    _table,
    notes=_notes,
    examples=("openai", "coreweave --by relationship", "openai --chained"),
    parts=(
        Part(
            "chained",
            "Who depends on the actor through others; estimates.",
            chained_exposure.QUESTION,
        ),
    ),
)
