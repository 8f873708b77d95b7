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
        "Partners that compete, with the evidence.",
    ),
    "portfolios": Entry(
        "coopetition.portfolios",
        "Share of partners that are rivals.",
        "overlaps --portfolio",
    ),
    "successions": Entry(
        "coopetition.successions",
        "Partners first, rivals later, or back.",
        "overlaps --in-sequence",
    ),
    "circularity": Entry(
        "money.circularity",
        "What part of the money goes round in circles.",
    ),
    "knots": Entry(
        "money.knots",
        "Actors among whom money can get from each to each.",
        "circularity --part knot",
    ),
    "loops": Entry(
        "money.loops",
        "Circular flows of money.",
    ),
    "round-trips": Entry(
        "money.round_trips",
        "What finances customers and comes back as purchases.",
        "circularity --part round-trips",
    ),
    "totals": Entry(
        "money.totals",
        "Honest sums by kind of money and status.",
    ),
    "asymmetry": Entry(
        "supply.asymmetry",
        "What customer and supplier are to each other.",
        "dependence --part asymmetry",
    ),
    "chained-exposure": Entry(
        "supply.chained_exposure",
        "Who depends on an actor through others: an estimate.",
        "exposure --chained",
    ),
    "chokepoints": Entry(
        "supply.chokepoints",
        "Actors that every chain of supply passes.",
        "dependence --part chokepoints",
    ),
    "concentration": Entry(
        "supply.concentration",
        "How concentrated suppliers or customers are.",
    ),
    "dependence": Entry(
        "supply.dependence",
        "Who cannot do without whom.",
    ),
    "exclusive": Entry(
        "supply.exclusive",
        "Who was bound to whom, and until when.",
    ),
    "exposure": Entry(
        "supply.exposure",
        "How much an actor and its trading partners depend on each other.",
    ),
    "shock": Entry(
        "supply.shock",
        "Who is hit when an actor fails: a scenario.",
    ),
    "balance": Entry(
        "structure.balance",
        "How far partners and rivals fall into two camps.",
    ),
    "blocs": Entry(
        "structure.blocs",
        "Groups of close partners.",
    ),
    "central": Entry(
        "structure.central",
        "The best connected actors.",
    ),
    "path": Entry(
        "structure.path",
        "How two actors are connected.",
    ),
    "coverage": Entry(
        "record.coverage",
        "What was looked at: actor by family.",
    ),
    "diff": Entry(
        "record.diff",
        "What changed between two days.",
    ),
    "evidence": Entry(
        "record.evidence",
        "One claim with its history and sources.",
    ),
    "gaps": Entry(
        "record.gaps",
        "What the record lacks or contradicts.",
    ),
    "people": Entry(
        "record.people",
        "Persons with posts at two organisations.",
    ),
    "timeline": Entry(
        "record.timeline",
        "What was announced, month by month.",
    ),
    "who": Entry(
        "record.who",
        "Dossier of one actor.",
    ),
}
