"""Who depends on whom, and by how much: the matrix that shocks run along.

Λ_ij is the share of what i lives on that comes from j, 0 to 1, on one of two bases.

Revenue: i a supplier, j its customer. The share of j in the sales of i is, in this order,

1. ``revenue``: purchases of a year over the revenue of a year;
2. ``backlog``: the stated total, where its term is unknown, over the contracted backlog of i, which
   is a sum of such totals. A total over the revenue of one year would be no share;
3. ``stated`` and ``equal``: the customers that i supplies without such a share divide what the
   others leave, but get no more each than the average of those. One whose total is stated counts
   by it, one whose amount is unknown as the average: n customers of unknown amount get 1/n each.

Shares 1 that add up to more than 1 with 2 are scaled down to 1 (``is_scaled``). Shares 2 and 3 of a
stated total are at most that total over the revenue of a year, where it is known: no contract of a
year or more can be a larger part. Licences and resale have shares 1 and 2 only, for nobody would
say that a newspaper lives on the one model maker that is on record as its licensee.

Supply: i a customer, j its supplier. The share of j is that of i's spend on a capability, by stated
totals (``stated``), unknown ones again as the average supplier (``equal``). What i sells itself it
is taken to make for itself, too: then it counts as one more supplier of unknown amount. Of several
capabilities the one counts in which j weighs most, since an actor with chips but no cloud stands
still.

``stated`` and ``equal`` take the record for complete, which it is not: a single supplier on record
has the share 1. ``equal`` knows no amount at all and is the fallback, labelled in every answer.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

from kg.measures.supply.capabilities import capabilities
from kg.measures.supply.concentration import concentration
from kg.measures.supply.denominators import BACKLOG, REVENUE, denominators
from kg.measures.supply.purchases import purchases

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kg.measures.supply.denominators import Denominator
    from kg.measures.supply.purchases import Purchases
    from kg.measures.words import Words
    from kg.relations.selection import Selection
    from kg.vocabulary.names import ActorId

Basis = Literal["revenue", "supply"]
Source = Literal["revenue", "backlog", "stated", "equal"]
KNOWN: frozenset[Source] = frozenset({"revenue", "backlog"})


@dataclass(frozen=True, slots=True)
class Dependence:
    """How much an actor depends on another: an entry of Λ.

    Attributes
    ----------
    actor, on : str
        Who depends, and on whom.
    share : float
        Λ, 0 to 1.
    source : {"revenue", "backlog", "stated", "equal"}
        Where the share comes from.
    is_scaled : bool
        Whether known shares added up to more than 1 and were scaled down.
    capability : str or None
        On the basis of supply: in which the share is largest.
    observation : str or None
        Id of the observation that is the denominator.
    relations : tuple of str
        Ids, sorted.
    """

    actor: ActorId
    on: ActorId
    share: float
    source: Source
    is_scaled: bool
    capability: str | None
    observation: str | None
    relations: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        return {
            "actor": self.actor,
            "on": self.on,
            "share": self.share,
            "source": self.source,
            "is_scaled": self.is_scaled,
            "capability": self.capability,
            "observation": self.observation,
            "relations": list(self.relations),
        }


def worded(entry: Dependence, words: Words) -> str:
    """Return whom an entry depends on, with the share and what it is of."""
    of = words("share.of-capability", capability=entry.capability) if entry.capability else ""
    scaled = words("share.scaled") if entry.is_scaled else ""
    share = f"{words.percent(entry.share)} {words(f'share.{entry.source}')}"
    return f"{words.name(entry.on)} {share}{of}{scaled}"


def dependences(selection: Selection, *, basis: Basis = "revenue") -> tuple[Dependence, ...]:
    """Return the entries of Λ above 0, by who depends and on whom; O(n log n).

    Parameters
    ----------
    selection
        The relations in scope.
    basis
        ``revenue``: suppliers depend on customers; ``supply``: customers on suppliers.
    """
    entries = _on_customers(selection) if basis == "revenue" else _on_suppliers(selection)
    return tuple(sorted(entries, key=lambda entry: (entry.actor, entry.on)))


def leftover(rest: float, totals: Sequence[Decimal | None]) -> list[float]:
    """Return how a rest is divided: by stated totals, unknown ones counting as their average.

    Examples
    --------
    >>> leftover(1, [None, None]), leftover(0.5, [Decimal(3), Decimal(1), None, None])
    ([0.5, 0.5], [0.1875, 0.0625, 0.125, 0.125])
    """
    stated = [total for total in totals if total is not None]
    whole = sum(stated, Decimal(0))
    head = rest / len(totals) if totals else 0.0
    return [
        head if total is None or not whole else head * len(stated) * float(total / whole)
        for total in totals
    ]


def _on_customers(selection: Selection) -> list[Dependence]:
    revenue, backlog = denominators(selection, REVENUE), denominators(selection, BACKLOG)
    sales: dict[str, list[Purchases]] = defaultdict(list)
    for trade in purchases(selection):
        sales[trade.supplier].append(trade)
    return [
        entry
        for supplier, sold in sales.items()
        for entry in _of_supplier(sold, revenue.get(supplier), backlog.get(supplier))
        if entry.share > 0
    ]


def _of_supplier(
    sold: Sequence[Purchases], revenue: Denominator | None, backlog: Denominator | None
) -> list[Dependence]:
    """Return how a supplier depends on its customers."""
    shares: list[tuple[Purchases, float, Source, Denominator]] = []
    others = []
    supplies = set(capabilities().values())
    for trade in sold:
        if revenue and trade.annual_usd is not None:
            shares.append((trade, float(trade.annual_usd / revenue.value_usd), "revenue", revenue))
        elif backlog and trade.stated_usd is not None:
            share = _at_most(float(trade.stated_usd / backlog.value_usd), trade, revenue)
            shares.append((trade, share, "backlog", backlog))
        elif any(relation.type in supplies for relation in trade.relations):
            others.append(trade)
    whole = sum(share for _, share, _, _ in shares)
    most = len(others) * whole / len(shares) if shares else 1.0
    rest = leftover(min(max(0.0, 1 - whole), most), [trade.stated_usd for trade in others])
    return [
        _entry(trade, share / max(whole, 1.0), source, figure.observation, is_scaled=whole > 1)
        for trade, share, source, figure in shares
    ] + [
        _entry(
            trade,
            _at_most(share, trade, revenue),
            "equal" if trade.stated_usd is None else "stated",
        )
        for trade, share in zip(others, rest, strict=True)
    ]


def _at_most(share: float, trade: Purchases, revenue: Denominator | None) -> float:
    """Return a share, cut to a stated total over a year's revenue."""
    if revenue is None or trade.stated_usd is None:
        return share
    return min(share, float(trade.stated_usd / revenue.value_usd))


def _entry(
    trade: Purchases,
    share: float,
    source: Source,
    observation: str | None = None,
    *,
    is_scaled: bool = False,
) -> Dependence:
    """Return how a supplier depends on a customer."""
    return Dependence(
        actor=trade.supplier,
        on=trade.customer,
        share=min(share, 1.0),
        source=source,
        is_scaled=is_scaled,
        capability=None,
        observation=observation,
        relations=trade.ids,
    )


def _on_suppliers(selection: Selection) -> list[Dependence]:
    largest: dict[tuple[str, str], Dependence] = {}
    makers = {(row.actor, row.capability) for row in concentration(selection, side="customer")}
    for row in concentration(selection):
        own = [None] if (row.actor, row.capability) in makers else []
        parts = leftover(1.0, [*(share.spend_usd for share in row.shares), *own])
        for supplier, part in zip(row.shares, parts, strict=False):  # without its own part
            key = (row.actor, supplier.actor)
            if part > 0 and (key not in largest or part > largest[key].share):
                largest[key] = Dependence(
                    *key,
                    share=part,
                    source="equal" if supplier.spend_usd is None else "stated",
                    is_scaled=False,
                    capability=row.capability,
                    observation=None,
                    relations=supplier.relations,
                )
    return list(largest.values())


def shares(entries: Sequence[Dependence]) -> Mapping[tuple[str, str], float]:
    """Return entries of Λ by who depends and on whom."""
    return {(entry.actor, entry.on): entry.share for entry in entries}
