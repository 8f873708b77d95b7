"""What purchases are measured against: the newest revenue, capital spending or backlog of an actor.

A figure counts when it is of the actor itself, in USD, actual or reported (no target, no estimate),
and dated on or before the as-of day; under ``known_at`` it must have been published by then. Of
several, the one that ends last is taken; of those, the one over the longest period.

A figure over a period is brought to a year: value × 12 / months, where months is the length of the
period in days divided by 30.4375 and rounded, so that a fiscal year of 52 or 53 weeks counts as a
year and 13 weeks as a quarter. Seasons are not corrected for. A run rate is a year's figure as it
is; a backlog is none and stays the sum it is. The middle is taken of a range.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from kg.relations.money import plain
from kg.vocabulary.vocabulary import vocabulary

if TYPE_CHECKING:
    from datetime import date

    from kg.records.model import Observation
    from kg.relations.selection import Selection
    from kg.vocabulary.names import ActorId

REVENUE = ("revenue", "annualized-revenue")
COST = ("capex",)
BACKLOG = ("contracted-backlog",)
CURRENCY = "USD"
STATUSES = frozenset({"actual", "reported"})
DAYS_OF_MONTH = Decimal("30.4375")


@dataclass(frozen=True, slots=True)
class Denominator:
    """What an exposure is a share of.

    Attributes
    ----------
    actor : str
        Whose figure it is: the owner of the denominator.
    metric, observation : str
        What it measures, and the id of the observation it was taken from.
    value_usd : Decimal
        For a flow the pace of a year, for a stock the figure itself.
    months : int or None
        Length of the period it was observed over; None for a stock or run rate.
    as_of : date
        Last day it describes.
    qualifier : str or None
        As the source says: ``about``, ``at-least``, ``up-to``, ``exact``.
    """

    actor: ActorId
    metric: str
    observation: str
    value_usd: Decimal
    months: int | None
    as_of: date
    qualifier: str | None

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        return {
            "actor": self.actor,
            "metric": self.metric,
            "observation": self.observation,
            "value_usd": plain(self.value_usd),
            "months": self.months,
            "as_of": self.as_of.isoformat(),
            "qualifier": self.qualifier,
        }


def denominators(selection: Selection, metrics: tuple[str, ...]) -> dict[str, Denominator]:
    """Return the newest figure of every actor among some metrics, by actor; O(n log n).

    Parameters
    ----------
    selection
        Its scope says by what day, and by whose knowledge.
    metrics
        Names of metrics that measure the same thing.
    """
    records, scope = selection.table.records, selection.scope
    figures: dict[str, Denominator] = {}
    for observation in sorted(records.observations, key=_age):
        if observation.metric in metrics and observation.as_of.last <= scope.as_of:
            denominator = _denominator(observation)
            if denominator is not None:
                figures[observation.actor] = denominator
    return figures


def _age(observation: Observation) -> tuple[date, int, str]:
    """Return where an observation stands: the newest, longest last."""
    return observation.as_of.last, _months(observation) or 0, observation.id


def _denominator(observation: Observation) -> Denominator | None:
    """Return the figure of an observation, of a year if it is a flow; None if it is no use."""
    months = _months(observation)
    is_flow = vocabulary().code("metric", observation.metric).extra.get("temporality") == "flow"
    high = observation.value if observation.value_high is None else observation.value_high
    value = (observation.value + high) / 2
    usable = observation.unit == CURRENCY and observation.status in STATUSES and value > 0
    if not usable or (is_flow and not months):
        return None
    return Denominator(
        actor=observation.actor,
        metric=observation.metric,
        observation=observation.id,
        value_usd=value * 12 / months if is_flow and months else value,
        months=months if is_flow else None,
        as_of=observation.as_of.last,
        qualifier=observation.qualifier,
    )


def _months(observation: Observation) -> int | None:
    """Return the length of the period of an observation in months; None without a period."""
    if observation.period_start is None:
        return None
    days = (observation.as_of.last - observation.period_start.first).days + 1
    return round(days / DAYS_OF_MONTH)
