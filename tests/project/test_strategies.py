"""What the strategies draw is dense enough to prove something."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from hypothesis import given, settings

import strategies
from kg.measures.coopetition.overlaps import overlaps
from kg.measures.money.loops import loops
from kg.relations import table as relations
from kg.relations.selection import select

if TYPE_CHECKING:
    from kg.records.model import Records
    from kg.relations.scope import Scope


def test_many_random_multigraphs_have_answers() -> None:
    seen: Counter[str] = Counter()

    @settings(max_examples=300)
    @given(strategies.multigraphs(), strategies.scopes())
    def look(found: Records, scope: Scope) -> None:
        selection = select(relations.table(found), scope)
        pairs, circles = overlaps(selection), loops(selection)
        seen["overlaps"] += bool(pairs)
        seen["overlaps as known then"] += bool(pairs and scope.known_at)
        seen["dated overlaps"] += any(row.since for row in pairs)
        seen["loops"] += bool(circles)
        seen["longer loops"] += any(len(row.arcs) > 2 for row in circles)

    look()  # what is drawn depends on the modules loaded, hence the wide margins
    assert seen["overlaps"] > 40, seen
    assert seen["dated overlaps"] > 30, seen
    assert seen["overlaps as known then"] > 3, seen
    assert seen["loops"] > 15, seen
    assert seen["longer loops"] > 0, seen
