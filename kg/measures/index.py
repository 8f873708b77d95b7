"""Every question by its name; ``python docs/generate.py`` writes this from the measures."""

from __future__ import annotations

from typing import NamedTuple


class Entry(NamedTuple):
    """Where a question stands, what it asks, and the command that it is a part of, if any."""

    module: str
    summary: str
    command: str = ""


QUESTIONS = {
    "conduits": Entry(
        "coopetition.conduits",
        "Third parties that two rivals share.",
        "overlaps --via",
    ),
    "overlaps": Entry(
        "coopetition.overlaps",
        "Partners who are also rivals, with the evidence.",
    ),
    "portfolios": Entry(
        "coopetition.portfolios",
        "Share of partners who are also rivals.",
        "overlaps --portfolio",
    ),
    "successions": Entry(
        "coopetition.successions",
        "Partners who became rivals, or the reverse.",
        "overlaps --in-sequence",
    ),
    "circularity": Entry(
        "money.circularity",
        "Share of the announced money that could flow in circles.",
    ),
    "knots": Entry(
        "money.knots",
        "Groups in which money can flow from any actor to any other.",
        "circularity --part knot",
    ),
    "loops": Entry(
        "money.loops",
        "Circular flows of money.",
    ),
    "round-trips": Entry(
        "money.round_trips",
        "Money that finances a customer and returns as purchases.",
        "circularity --part round-trips",
    ),
    "totals": Entry(
        "money.totals",
        "Totals by type of money and stage.",
    ),
    "asymmetry": Entry(
        "supply.asymmetry",
        "How much customer and supplier depend on each other.",
        "dependence --part asymmetry",
    ),
    "chained-exposure": Entry(
        "supply.chained_exposure",
        "Indirect dependence on an actor, estimated.",
        "exposure --chained",
    ),
    "chokepoints": Entry(
        "supply.chokepoints",
        "Actors on every supply chain of a buyer.",
        "dependence --part chokepoints",
    ),
    "concentration": Entry(
        "supply.concentration",
        "How concentrated suppliers or customers are.",
    ),
    "dependence": Entry(
        "supply.dependence",
        "Sole suppliers, chokepoints and mutual dependence.",
    ),
    "exclusive": Entry(
        "supply.exclusive",
        "Exclusive relations, and when they end.",
    ),
    "exposure": Entry(
        "supply.exposure",
        "How much an actor and its trading partners depend on each other.",
    ),
    "shock": Entry(
        "supply.shock",
        "Scenario: how one actor's failure would spread.",
    ),
    "balance": Entry(
        "structure.balance",
        "How cleanly partners and rivals split into two camps.",
    ),
    "blocs": Entry(
        "structure.blocs",
        "Groups of close partners.",
    ),
    "central": Entry(
        "structure.central",
        "Best-connected actors.",
    ),
    "path": Entry(
        "structure.path",
        "How two actors are connected.",
    ),
    "actors": Entry(
        "record.actors",
        "Who is in the graph.",
    ),
    "coverage": Entry(
        "record.coverage",
        "Research coverage by actor and relation family.",
    ),
    "diff": Entry(
        "record.diff",
        "What changed between two dates.",
    ),
    "evidence": Entry(
        "record.evidence",
        "One claim, or all between two actors, with sources.",
    ),
    "gaps": Entry(
        "record.gaps",
        "Gaps and contradictions in the data.",
    ),
    "info": Entry(
        "record.info",
        "The graph: day, size, licence, digest.",
    ),
    "pair": Entry(
        "record.pair",
        "Everything between two actors.",
    ),
    "people": Entry(
        "record.people",
        "People with posts at two organisations.",
    ),
    "relations": Entry(
        "record.relations",
        "Which relations are in the graph.",
    ),
    "terms": Entry(
        "record.terms",
        "The closed lists, with definitions.",
    ),
    "timeline": Entry(
        "record.timeline",
        "What was announced, month by month.",
    ),
    "who": Entry(
        "record.who",
        "Profile of one actor.",
    ),
}
