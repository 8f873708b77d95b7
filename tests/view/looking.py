"""What the browser tests share: answers made in Python, and ways to look at the page."""

from __future__ import annotations

import time
from collections import defaultdict
from dataclasses import fields, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from kg.model import Records
from kg.scope import Scope, judge
from kg.vocabulary import vocabulary

if TYPE_CHECKING:
    from kg.model import Relation

CUTOFF = date(2026, 7, 2)
PEOPLE = vocabulary().types_with(group="people")
HOSTILE = (
    "</script><img src=x onerror=alert(1)>\u2028\u202e\"'onmouseover=alert(2) "
    "javascript:alert(3) {{7*7}} __proto__"
)


def active(records: Records, **scope: Any) -> list[Relation]:
    asked = Scope(**{"as_of": CUTOFF, **scope})
    return [r for r in records.relations if judge(r, asked, records) == "in"]


def visible(records: Records, **scope: Any) -> list[Relation]:
    return [r for r in active(records, **scope) if r.type not in PEOPLE]


def announced_between(records: Records, first: date, last: date) -> list[Relation]:
    """Return what the page shows between two days, with those undated and without rumours."""
    words = vocabulary()
    found = []
    for relation in records.relations:
        said = relation.announced or relation.valid_from
        status = words.codes["status"][relation.status]
        hearsay = status.is_true("hearsay") or words.relation_types[relation.type].hearsay
        inside = said is None or (said.first <= last and said.last >= first)
        if inside and not hearsay and relation.type not in PEOPLE:
            found.append(relation)
    return found


def pairs(records: Records, level: str, as_of: date = CUTOFF) -> set[str]:
    types, sides = vocabulary().relation_types, defaultdict(set)
    for relation in active(records, as_of=as_of):
        ends = (relation.subject, relation.object)
        if any(records.actor_by_id[id_].is_person for id_ in ends):
            continue
        a, b = sorted(records.root[id_] if level == "group" else id_ for id_ in ends)
        if a != b:
            sides[f"{a}|{b}"].add(types[relation.type].sign)
    return {pair for pair, signs in sides.items() if {"cooperative", "competitive"} <= signs}


def wait(view: Any, expression: str, seconds: float = 8) -> None:
    """Poll: the page's policy forbids the evaluated waits of the driver."""
    end = time.monotonic() + seconds
    while not view.ask(expression):
        assert time.monotonic() < end, f"never true: {expression}"
        time.sleep(0.05)


def screen(view: Any, id_: str) -> dict[str, float]:
    """Return where an actor is on the screen."""
    place: dict[str, float] = view.ask(
        f"(() => {{ const v = explorer.map.view(); const r = explorer.map.container"
        f".getBoundingClientRect(); const p = v.toScreen(explorer.scene.actors.get('{id_}'));"
        f"return {{x: p.x + r.left, y: p.y + r.top}} }})()"
    )
    return place


def hostile(record: Any) -> Any:
    """Return a record with a hostile text in every field that is free text."""
    fixed = {"id", "actor", "subject", "object", "type", "status", "confidence", "kind", "metric"}
    texts = {
        f.name: HOSTILE
        for f in fields(record)
        if isinstance(getattr(record, f.name), str) and f.name not in fixed
    }
    return replace(record, **texts)


def hostile_records(small: Records) -> Records:
    return Records(
        tuple(
            replace(hostile(a), alt_names=(HOSTILE,), note=HOSTILE, website="javascript:alert(3)")
            for a in small.actors
        ),
        tuple(replace(hostile(s), url="javascript:alert(4)") for s in small.sources),
        (),
        tuple(replace(hostile(r), note=HOSTILE) for r in small.relations),
        (),
        cutoff=CUTOFF,
    )
