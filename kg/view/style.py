"""How relations and actors look: one table for the pyvis network and for the page.

Colour says what a relation is about, never anything about an actor. Status is the dash, known
money is the width, the kind of actor is the shape. What is not in a table falls back to a default,
so that a new status, kind or display group is drawn and shows up in the legend.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from kg.vocabulary.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable

LIGHT = {
    "money": "#008A68",
    "compute": "#15489C",
    "models": "#A87700",
    "joint-work": "#8D6BC4",
    "rivalry-law": "#B3200E",
    "people": "#6E7683",
}
DARK = {
    "money": "#1FC79A",
    "compute": "#4C9BF0",
    "models": "#F2C14E",
    "joint-work": "#D9B8FF",
    "rivalry-law": "#FF6A4D",
    "people": "#98A2B3",
}
OTHER_LIGHT, OTHER_DARK = "#6E7683", "#98A2B3"
CANVAS = {"light": "#FFFFFF", "dark": "#11151C"}
NODE = {"light": "#1D2430", "dark": "#E3E8F0"}

DOTTED = [1, 4]
DASHES: dict[str, list[int]] = {
    "announced": [10, 5],
    "reported": [4, 4],
    "rumoured": [2, 8],
    "paused": [10, 3, 2, 3],
}
PALE = ("rumoured", "ended", "cancelled", "dismissed", "superseded")
DOTTED_GROUPS = ("rivalry-law",)
OFF_GROUPS = ("people",)

SHAPES = {
    "labs-software": "dot",
    "clouds-datacentres": "square",
    "chips-hardware": "diamond",
    "capital": "triangle",
    "state-courts": "hexagon",
    "media": "box",
    "other": "triangleDown",
    "people": "star",
}
OTHER_KIND_GROUP, OTHER_SHAPE = "other", "triangleDown"

WIDTH_MIN, WIDTH_MAX = 1.0, 7.0
AMOUNT_MIN, AMOUNT_MAX = 1e7, 3e11


def kind_group(kinds: Iterable[str]) -> str:
    """Return the kind group that gives an actor its shape: that of its first kind.

    >>> kind_group(["chipmaker"]), kind_group([])
    ('chips-hardware', 'other')
    """
    codes = vocabulary().codes["actor-kind"]
    for kind in kinds:
        if kind in codes:
            return codes[kind].extra.get("kindGroup", OTHER_KIND_GROUP)
    return OTHER_KIND_GROUP


def width(usd: float) -> float:
    """Return the width of a ribbon in pixels: log of the known dollars, 1 when none are known.

    >>> width(0), width(1e7), width(3e11)
    (1.0, 1.0, 7.0)
    """
    if usd <= AMOUNT_MIN:
        return WIDTH_MIN
    share = math.log(usd / AMOUNT_MIN) / math.log(AMOUNT_MAX / AMOUNT_MIN)
    return round(min(WIDTH_MAX, WIDTH_MIN + (WIDTH_MAX - WIDTH_MIN) * share), 2)


def radius(degree: int) -> int:
    """Return the radius of an actor: its area grows with the number of its relations."""
    return round(4.5 + 2.0 * math.sqrt(min(degree, 400)))


def dashes(group: str, statuses: Iterable[str]) -> list[int] | bool:
    """Return the dash of a ribbon: dotted for rivalry, else that of its firmest status."""
    if group in DOTTED_GROUPS:
        return DOTTED
    ranks = vocabulary().codes["status"]
    rank = {status: ranks[status].rank if status in ranks else 0 for status in statuses}
    drawn = sorted(rank, key=lambda s: (s in PALE, s in DASHES, rank[s], s))
    return DASHES.get(drawn[0], False) if drawn else False


def dashes_at(steps: list[int] | bool, width: float) -> list[float] | bool:
    """Return the dash of a line of some width, as `dashAt` of the page does.

    vis-network draws round caps, which lengthen every stroke by the width; what they take from a
    gap is given back.

    >>> dashes_at([10, 5], 1), dashes_at([10, 5], 5), dashes_at(False, 5)
    ([10.0, 5.0], [20.0, 14.0], False)
    """
    if isinstance(steps, bool):
        return steps
    more = max(0.0, width - 1)
    return [round(step * (1 + more / 4) + i % 2 * more, 2) for i, step in enumerate(steps)]


def table() -> dict[str, Any]:
    """Return everything above as one JSON-ready table for the page."""
    groups = vocabulary().codes["display-group"]
    return {
        "groups": {
            slug: {
                "light": LIGHT.get(slug, OTHER_LIGHT),
                "dark": DARK.get(slug, OTHER_DARK),
                "dotted": slug in DOTTED_GROUPS,
                "off": slug in OFF_GROUPS,
            }
            for slug in groups
        },
        "canvas": CANVAS,
        "node": NODE,
        "dotted": DOTTED,
        "dashes": DASHES,
        "pale": list(PALE),
        "shapes": {
            slug: {"shape": SHAPES.get(slug, OTHER_SHAPE), "label": dict(code.labels)}
            for slug, code in vocabulary().codes["kind-group"].items()
        },
        "width": {"min": WIDTH_MIN, "max": WIDTH_MAX, "low": AMOUNT_MIN, "high": AMOUNT_MAX},
    }
