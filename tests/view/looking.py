"""What the browser tests share: answers made in Python, and ways to look at the page."""

from __future__ import annotations

import time
from collections import defaultdict
from dataclasses import fields, replace
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from facts import FACTS
from kg.records.model import Actor, Amount, Deal, Observation, Records, Relation
from kg.view.payload import possible_start
from kg.vocabulary.dates import PartialDate
from kg.vocabulary.vocabulary import vocabulary

CUTOFF = date.fromisoformat(FACTS["cutoff"])
PEOPLE = vocabulary().types_with(group="people")
HOSTILE = (
    "</script><img src=x onerror=alert(1)>\u2028\u202e\"'onmouseover=alert(2) "
    "javascript:alert(3) {{7*7}} __proto__"
)


def actor(id_: str, *kinds: str, **more: Any) -> Actor:
    """Return an actor named after its id, a laboratory unless kinds are named."""
    return Actor(id_, id_.title(), (), kinds or ("ai-lab",), **more)


def relation(subject: str, type_: str, object_: str, **more: Any) -> Relation:
    """Return a claim that is active and sourced, with other fields where they are named."""
    values: dict[str, Any] = {
        "status": "active",
        "sources": ("s",),
        "confidence": "high",
        "evidence": "Said so.",
    }
    values |= {"id": f"{subject}--{type_}--{object_}"} | more
    return Relation(type=type_, subject=subject, object=object_, **values)


def standing(relation: Relation, records: Records, day: date, *, measured: bool = False) -> str:
    """Return how a relation stands on a day: ahead, on-record, later or over.

    The measures count what has no day on every day, the page shows it from the first possible one.
    """
    dates = [date_.first for date_ in (relation.announced, relation.valid_from) if date_]
    recorded = min(dates) if dates else None if measured else earliest(relation, records)
    terminal = vocabulary().codes["status"][relation.status].is_true("terminal")
    if recorded is not None and recorded > day:
        return "ahead"
    if day >= relation.end if relation.end else terminal:
        return "over"
    return "later" if relation.valid_from and relation.valid_from.first > day else "on-record"


def earliest(relation: Relation, records: Records) -> date | None:
    """Return the first day on which an undated relation may have begun."""
    text = possible_start(relation, records)["earliest"]
    return date.fromisoformat(text) if text else None


def active(
    records: Records,
    *,
    as_of: date = CUTOFF,
    stands: tuple[str, ...] = ("on-record", "later"),
    rumours: bool = False,
    undated: bool = True,
    measured: bool = False,
) -> list[Relation]:
    """Return what the page shows as of a day, people and all."""
    words = vocabulary()
    return [
        relation
        for relation in records.relations
        if standing(relation, records, as_of, measured=measured) in stands
        and (rumours or not words.is_hearsay(relation.type, relation.status))
        and (undated or relation.start is not None)
    ]


def visible(records: Records, **scope: Any) -> list[Relation]:
    """Return what the page shows as of a day, without people."""
    return [relation for relation in active(records, **scope) if relation.type not in PEOPLE]


def day_text(day: PartialDate) -> str:
    """Return a day, month or year as the English page writes it."""
    if not day.month:
        return str(day.year)
    month = day.first.strftime("%b").replace("Sep", "Sept")
    return f"{day.day} {month} {day.year}" if day.day else f"{month} {day.year}"


def announced_between(records: Records, first: date, last: date) -> list[Relation]:
    """Return what the page shows between two days, without those undated and without rumours."""
    words = vocabulary()
    rows = []
    for relation in records.relations:
        day = relation.announced or relation.valid_from
        hearsay = words.is_hearsay(relation.type, relation.status)
        inside = day is not None and day.first <= last and day.last >= first
        if inside and not hearsay and relation.type not in PEOPLE:
            rows.append(relation)
    return rows


def pairs(records: Records, level: str, **scope: Any) -> set[str]:
    """Return the pairs that are partners and compete, as the page names them."""
    types, sides = vocabulary().relation_types, defaultdict(set)
    root = records.root_on(scope.get("as_of", CUTOFF))
    for relation in active(records, measured=True, **scope):
        ends = (relation.subject, relation.object)
        if any(records.actor_by_id[id_].is_person for id_ in ends):
            continue
        a, b = (root[id_] for id_ in ends) if level == "group" else ends
        if a != b and types[relation.type].object_stands_for_itself:
            b = relation.object
        a, b = sorted((a, b))
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
