"""Sole sources: who has a single supplier on record, or one that no chain of supply gets round.

Definition
----------
For a customer i and a capability c, S are the suppliers of c to i on record. i is sole-sourced when
|S| = 1, and near-sole-sourced when the largest share of its known spending, max s_ik, is at least
theta, a parameter without a canonical value. Shares need the stated total in USD of every supplier:
one unknown amount leaves them unknown, and with them the verdict. Chokepoints and the smallest cut
are those of `kg.networks.dominators` in the depends-on graph of c, or of all supply types
at once.

That no second supplier is on record is no proof that there is none, and what a customer makes for
itself is in no relation: one that supplies the capability to others may well supply itself too, and
is marked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal

from kg.base.checks import Bounds
from kg.measures.question import ActorName, CapabilityName, Part, Progress, Question
from kg.measures.supply import asymmetry, chokepoints
from kg.measures.supply.capabilities import scopes
from kg.measures.supply.supply import shares, spending, supply
from kg.networks.dominators import dominators, smallest_cuts
from kg.relations.money import plain

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from kg.measures.supply.supply import Supply
    from kg.measures.words import Words
    from kg.relations.selection import Selection
    from kg.vocabulary.names import ActorId

Theta = Annotated[float, Bounds(above=0, most=1)]
Watch = Annotated[Callable[[Iterable[str]], Iterable[str]], Progress("progress.chains")]
Verdict = Literal["sole", "near-sole", "unknown", "several"]
_ORDER: dict[Verdict, int] = {"sole": 0, "near-sole": 1, "unknown": 2, "several": 3}


@dataclass(frozen=True, slots=True)
class Supplier:
    """A supplier of an actor, with what is known of the spending.

    Attributes
    ----------
    actor : str
    known_usd : Decimal or None
        Stated totals in USD, of each deal once; None when none is stated.
    share : float or None
        Part of the customer's known spending; None when an amount is missing.
    relations : tuple of str
        Ids of the supply relations, sorted.
    """

    actor: ActorId
    known_usd: Decimal | None
    share: float | None
    relations: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        return {
            "actor": self.actor,
            "known_usd": None if self.known_usd is None else plain(self.known_usd),
            "share": self.share,
            "relations": list(self.relations),
        }


@dataclass(frozen=True, slots=True)
class Sourcing:
    """From whom an actor has a capability, and whom it cannot do without.

    Attributes
    ----------
    actor : str
    capability : str or None
        None for all supply types at once.
    verdict : {"sole", "near-sole", "unknown", "several"}
        One supplier on record; one with a share of at least theta; several with shares unknown;
        several, none of them that large.
    suppliers : tuple of Supplier
        Largest share first, then by known amount and id.
    chokepoints : tuple of str
        Actors that every chain of supply to the end passes, nearest first.
    cut : tuple of str or None
        A smallest set of actors whose loss cuts off every chain, sorted; None where nothing does.
    supplies_others : bool
        Whether the actor supplies the same capability to others, so that it may supply itself.
    """

    actor: ActorId
    capability: str | None
    verdict: Verdict
    suppliers: tuple[Supplier, ...]
    chokepoints: tuple[ActorId, ...]
    cut: tuple[ActorId, ...] | None
    supplies_others: bool

    @property
    def largest_share(self) -> float | None:
        """Largest share of the known spending; None when shares are unknown."""
        return max((s.share for s in self.suppliers if s.share is not None), default=None)

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        return {
            "actor": self.actor,
            "capability": self.capability,
            "verdict": self.verdict,
            "suppliers": [supplier.to_dict() for supplier in self.suppliers],
            "largest_share": self.largest_share,
            "chokepoints": list(self.chokepoints),
            "cut": None if self.cut is None else list(self.cut),
            "kappa": None if self.cut is None else len(self.cut),
            "supplies_others": self.supplies_others,
            "relations": sorted(r for s in self.suppliers for r in s.relations),
        }


def dependence(
    selection: Selection,
    actor: ActorName | None = None,
    *,
    capability: CapabilityName | None = None,
    theta: Theta = 0.8,
    watch: Watch = iter,
) -> tuple[Sourcing, ...]:
    """Return from whom customers have what: sole sources first, then by capability and customer.

    Parameters
    ----------
    selection
        The relations in scope; its level decides whether units stand for their group.
    actor
        Only this customer.
    capability
        Only this one, such as cloud, chips or energy. Default: each of them and, besides, all at
        once, in rows without a capability.
    theta
        Share of the known spending from which one of several suppliers is a near-sole one.
    watch
        Passes on the customers, and may show progress.

    Notes
    -----
    O(n log n) for the suppliers of n relations; the dominator tree is close to linear, a cut costs
    O(kappa · m) for each customer and m arcs.
    """
    order = scopes(capability)
    rows = [
        row
        for scoped in order
        for row in _rows(supply(selection, scoped), scoped, actor=actor, theta=theta, watch=watch)
    ]
    return tuple(sorted(rows, key=lambda row: (_ORDER[row.verdict], order.index(row.capability))))


def verdict(spent: Mapping[str, Decimal | float | None], theta: float) -> Verdict:
    """Return whether a customer has one supplier, nearly one, or several.

    Parameters
    ----------
    spent
        Amounts by supplier, in one unit; None for unknown.
    theta
        See `dependence`.

    Examples
    --------
    >>> verdict({"a": None}, 0.8), verdict({"a": 9, "b": 1}, 0.8), verdict({"a": 9, "b": None}, 0.8)
    ('sole', 'near-sole', 'unknown')
    """
    if len(spent) == 1:
        return "sole"
    parts = [share for share in shares(spent).values() if share is not None]
    if not parts:
        return "unknown"
    return "near-sole" if max(parts) >= theta else "several"


def _rows(
    bought: Supply, capability: str | None, *, actor: str | None, theta: float, watch: Watch
) -> list[Sourcing]:
    """Return the rows of one capability, by actor."""
    customers = [customer for customer in bought if actor in {None, customer}]
    passed, cuts = dominators(bought), smallest_cuts(bought, customers, watch=watch)
    sellers = {supplier for by in bought.values() for supplier in by}
    return [
        Sourcing(
            actor=customer,
            capability=capability,
            verdict=verdict(spending(bought[customer]), theta),
            suppliers=_suppliers(bought, customer),
            chokepoints=passed[customer],
            cut=cuts[customer],
            supplies_others=customer in sellers,
        )
        for customer in customers
    ]


def _suppliers(bought: Supply, customer: str) -> tuple[Supplier, ...]:
    spent = spending(bought[customer])
    part = shares(spent)
    suppliers = [
        Supplier(name, spent[name], part[name], tuple(r.id for r in relations))
        for name, relations in bought[customer].items()
    ]
    return tuple(sorted(suppliers, key=lambda s: (-(s.share or 0), -(s.known_usd or 0), s.actor)))


def _customer(row: Sourcing, words: Words) -> str:
    return words.name(row.actor) + ("*" if row.supplies_others else "")


def _verdict(row: Sourcing, words: Words) -> str:
    if row.verdict == "sole":
        return words("supply.sole")
    if row.verdict == "unknown":
        return words("supply.shares-unknown")
    largest = words("supply.largest", share=words.share(row.largest_share))
    return words("supply.near-sole", largest=largest) if row.verdict == "near-sole" else largest


QUESTION = Question(
    dependence,
    """Sole suppliers, chokepoints and mutual dependence.

    Say who depends on whom: sole and near-sole suppliers, chokepoints, asymmetry.
    """,
    {
        "heading.customer": _customer,
        "heading.for": lambda row, words: row.capability or words("supply.all"),
        "heading.verdict": _verdict,
        "heading.suppliers": lambda row, words: words.names(s.actor for s in row.suppliers),
        "heading.chokepoints": lambda row, words: (
            words.names(row.chokepoints) or words("word.none")
        ),
        "heading.kappa": lambda row, _: "–" if row.cut is None else f"{len(row.cut)}",
    },
    notes="dependence.note-suppliers",
    examples=(
        "openai",
        "--capability chips --part chokepoints",
        "microsoft --part asymmetry --format json",
    ),
    parts=(
        Part("suppliers", "how many a customer has"),
        Part("chokepoints", "who cannot be got round", chokepoints.QUESTION),
        Part("asymmetry", "what customer and supplier are to each other", asymmetry.QUESTION),
    ),
)
