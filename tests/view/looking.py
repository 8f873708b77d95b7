"""What the browser tests share: answers made in Python, and ways to look at the page."""

from __future__ import annotations

import os
import time
from collections import defaultdict
from dataclasses import fields, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from facts import FACTS
from kg.records.model import Amount, Deal, Observation, Records
from kg.relations.scope import Scope
from kg.vocabulary.dates import PartialDate
from kg.vocabulary.vocabulary import vocabulary
from oracle import judge

if TYPE_CHECKING:
    from kg.records.model import Relation

CUTOFF = date.fromisoformat(FACTS["cutoff"])
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


def visible_or_over(records: Records) -> list[Relation]:
    """Return what the page shows with those that are over: all begun by the day, no rumours."""
    words = vocabulary()
    return [
        r
        for r in records.relations
        if r.type not in PEOPLE
        and not (r.start and r.start > CUTOFF)
        and not words.is_hearsay(r.type, r.status)
    ]


def day_text(day: PartialDate) -> str:
    """Return a day, month or year as the English page writes it."""
    if not day.month:
        return str(day.year)
    month = day.first.strftime("%b").replace("Sep", "Sept")
    return f"{day.day} {month} {day.year}" if day.day else f"{month} {day.year}"


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


def is_calm() -> bool:
    """Say whether the machine has a core to spare; else speeds are held to less than the budget."""
    return os.getloadavg()[0] <= 1.5 * (os.cpu_count() or 1)


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


NAMES = ("a|b~</script>", "__proto__", "c\"'><img src=x onerror=alert(5)>", "constructor")


def hostile(record: Any, **more: Any) -> Any:
    """Return a record with a hostile text in every field of text, but for what is given."""
    texts = {f.name: HOSTILE for f in fields(record) if isinstance(getattr(record, f.name), str)}
    return replace(record, **{**texts, **more})


def hostile_records(small: Records) -> Records:
    """Return records whose ids, names, types, kinds, statuses and texts are all hostile."""
    ids = dict(zip((actor.id for actor in small.actors), NAMES, strict=True))
    source = hostile(small.sources[0], id=HOSTILE, url="javascript:alert(4)")
    deal = Deal(HOSTILE, HOSTILE, HOSTILE, HOSTILE, (HOSTILE,), note=HOSTILE)
    amount = Amount(Decimal(5), HOSTILE, HOSTILE, HOSTILE)
    given: dict[str, Any] = {
        "sources": (HOSTILE,),
        "deal": HOSTILE,
        "market": (HOSTILE,),
        "amount": amount,
    }
    relations = tuple(
        hostile(
            row,
            id=f"{HOSTILE} {place}",
            # The known types keep the modes of the page alive; the last ones are unknown to it.
            type=row.type if place < 3 else ("__proto__", HOSTILE)[place - 3],
            subject=ids[row.subject],
            object=ids[row.object],
            status="active" if place < 2 else HOSTILE,
            confidence=HOSTILE,
            note=HOSTILE,
            **given,
        )
        for place, row in enumerate(small.relations)
    )
    invests = replace(relations[1], id=f"{HOSTILE} loop", type="invests-in")
    actors = tuple(
        hostile(
            actor,
            id=ids[actor.id],
            alt_names=(HOSTILE,),
            kinds=("ai-lab", HOSTILE) if place else (HOSTILE,),
            website="javascript:alert(3)",
            note=HOSTILE,
            part_of=None,
        )
        for place, actor in enumerate(small.actors)
    )
    observations = (
        Observation(
            id=HOSTILE, actor=ids["ann"], metric=HOSTILE, value=Decimal(5), unit=HOSTILE,
            as_of=PartialDate.parse("2025"), status=HOSTILE, sources=(HOSTILE,), evidence=HOSTILE,
            qualifier=HOSTILE,
        ),
    )  # fmt: skip
    return Records(actors, (source,), (deal,), (*relations, invests), observations, cutoff=CUTOFF)


def address(*ids: str) -> str:
    """Return some ids as they stand in the address of the page, whatever is in them."""
    return "|".join(quote(id_.replace("%", "%25").replace("|", "%7C"), safe="") for id_ in ids)


def step(id_: str, what: str) -> str:
    """Return a step of growth as it stands in a list of the address."""
    name = id_.replace("%", "%25").replace("~", "%7E")
    return f"{name}~{what}" if what else name
