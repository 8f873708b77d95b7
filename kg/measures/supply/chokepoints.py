"""Chokepoints: actors that every chain of supply of others passes through.

Definition
----------
Those of `kg.networks.dominators`, in the depends-on graph of a capability or of all supply types at
once. An actor that no chain gets round on record may still have a supplier that is not on it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kg.measures.question import ActorName, CapabilityName, Question
from kg.measures.supply.capabilities import scopes
from kg.measures.supply.supply import supply
from kg.networks.dominators import dominators

if TYPE_CHECKING:
    from kg.measures.supply.supply import Supply
    from kg.relations.selection import Selection
    from kg.vocabulary.names import ActorId


@dataclass(frozen=True, slots=True)
class Chokepoint:
    """An actor that others cannot get round.

    Attributes
    ----------
    actor : str
    capability : str or None
        None for all supply types at once.
    dependants : tuple of str
        Actors whose every chain of supply passes it, sorted.
    direct : tuple of str
        Those of them that it supplies itself.
    relations : tuple of str
        Ids of the relations through which it supplies anybody, sorted.
    """

    actor: ActorId
    capability: str | None
    dependants: tuple[ActorId, ...]
    direct: tuple[ActorId, ...]
    relations: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        return {
            "actor": self.actor,
            "capability": self.capability,
            "dependants": list(self.dependants),
            "direct": list(self.direct),
            "relations": list(self.relations),
        }


def chokepoints(
    selection: Selection,
    actor: ActorName | None = None,
    *,
    capability: CapabilityName | None = None,
) -> tuple[Chokepoint, ...]:
    """Return the chokepoints of the supply graph, those with most dependants first; O(n · m).

    Parameters
    ----------
    selection
        The relations in scope; its level decides whether units stand for their group.
    actor
        Only this chokepoint, or those it depends on.
    capability
        Only this one, such as cloud, chips or energy. Default: each of them and, besides, all at
        once, in rows without a capability.
    """
    rows = [
        row
        for scoped in scopes(capability)
        for row in _chokepoints(supply(selection, scoped), scoped)
    ]
    rows = [row for row in rows if actor is None or actor in {row.actor, *row.dependants}]
    return tuple(sorted(rows, key=lambda row: -len(row.dependants)))


def _chokepoints(bought: Supply, capability: str | None) -> list[Chokepoint]:
    """Return the chokepoints of one capability, by id."""
    dependants: dict[str, list[str]] = {}
    for customer, passed in sorted(dominators(bought).items()):
        for at in passed:
            dependants.setdefault(at, []).append(customer)
    return [
        Chokepoint(
            actor=at,
            capability=capability,
            dependants=tuple(customers),
            direct=tuple(customer for customer in customers if at in bought.get(customer, ())),
            relations=tuple(sorted(r.id for by in bought.values() for r in by.get(at, ()))),
        )
        for at, customers in sorted(dependants.items())
    ]


QUESTION = Question(
    chokepoints,
    """Actors on every supply chain of a buyer.

    List the actors that cannot be got round: every chain of supply on record of others passes them.
    """,
    {
        "heading.chokepoint": lambda row, words: words.name(row.actor),
        "heading.for": lambda row, words: row.capability or words("supply.all"),
        "heading.of": lambda row, _: f"{len(row.dependants)}",
        "heading.dependants": lambda row, words: words.names(row.dependants),
    },
    notes="dependence.note-chokepoints",
    examples=("--capability chips", "tsmc --format json"),
)
