"""What the page needs of the records and the vocabulary, as JSON-ready values.

Dates stay as the source said them; the page works out the bounds by the same rules as the rest of
the package. Amounts are strings, so that no digit is lost. Empty values are left out.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from kg.relations.sums import strengths
from kg.relations.table import table
from kg.view import style
from kg.vocabulary.vocabulary import vocabulary

if TYPE_CHECKING:
    from decimal import Decimal

    from kg.records.model import Actor, Amount, Deal, Observation, Records, Relation, Source
    from kg.vocabulary.vocabulary import Code

Row = dict[str, Any]

# Lists of the vocabulary that the page shows, by the name it knows them under.
LISTS = {
    "groups": "display-group",
    "families": "family",
    "statuses": "status",
    "confidence": "confidence",
    "kinds": "actor-kind",
    "markets": "market",
    "metrics": "metric",
    "qualifiers": "qualifier",
    "periods": "period",
    "source_kinds": "source-kind",
    "observation_statuses": "observation-status",
    "instruments": "instrument",
    "deal_kinds": "deal-kind",
    "money_kinds": "money-kind",
    "stages": "stage",
    "capacity_units": "capacity-unit",
    "units": "unit",
}


def tables(records: Records) -> dict[str, list[Row]]:
    """Return the five collections as lists of rows, each in the order of its ids."""
    return {
        "actors": [_actor(actor, records.root[actor.id]) for actor in records.actors],
        "relations": _relations(records),
        "sources": [_source(source) for source in records.sources],
        "deals": [_deal(deal) for deal in records.deals],
        "observations": [_observation(observation) for observation in records.observations],
    }


def words() -> Row:
    """Return the relation types and closed lists with their labels."""
    spoken = vocabulary()
    lists = {
        name: {slug: _code(code) for slug, code in spoken.codes.get(scheme, {}).items()}
        for name, scheme in LISTS.items()
    }
    types = {
        slug: {
            "label": dict(kind.labels),
            "inverse": dict(kind.inverse_labels),
            "family": kind.family,
            "group": kind.group,
            "sign": kind.sign,
            "symmetric": kind.symmetric,
            "hearsay": kind.hearsay,
            "money": kind.money_direction,
            "money_kind": kind.money_kind,
            "rank": kind.rank,
            "itself": kind.object_stands_for_itself,
        }
        for slug, kind in spoken.relation_types.items()
    }
    return {"types": types, **lists}


def _code(code: Code) -> Row:
    row: Row = {"label": dict(code.labels), "rank": code.rank}
    if code.scheme in {"status", "confidence"}:
        row["definition"] = dict(code.definitions)
    if code.scheme == "status":
        row |= {name: code.is_true(name) for name in ("terminal", "hearsay")}
        row["stage"] = code.extra.get("stage")
    if code.scheme == "instrument":
        row["money_kind"] = code.extra.get("moneyKind")
    if code.scheme == "deal-kind":
        row["class"] = code.extra["class"].rpartition("/")[2].rpartition("#")[2]
    if code.scheme == "actor-kind":
        row["group"] = style.kind_group([code.slug])
    return row


def _actor(actor: Actor, root: str) -> Row:
    return {
        "id": actor.id,
        "name": actor.name,
        "alt": actor.alt_names,
        "kinds": actor.kinds,
        "part_of": actor.part_of,
        "part_of_from": _text(actor.part_of_from),
        "part_of_to": _text(actor.part_of_to),
        "group": root,
        "country": actor.country,
        "founded": _text(actor.founded),
        "ticker": actor.ticker,
        "wikidata": actor.wikidata,
        "cik": actor.cik,
        "lei": actor.lei,
        "website": actor.website,
        "note": actor.note,
        "person": actor.is_person or None,
    }


def _relations(records: Records) -> list[Row]:
    """Return the relations, with what the page needs to judge those in doubt."""
    strength = _strengths(records)
    rows = []
    for relation in records.relations:
        row = _relation(relation) | {"strength": strength.get(relation.id)}
        if relation.start is None:
            row |= possible_start(relation, records)
        rows.append(row)
    return rows


def possible_start(relation: Relation, records: Records) -> dict[str, str | None]:
    """Return the first and the last day on which an undated relation may have begun.

    Not before both its actors were founded, not after its earliest source. Without both founding
    dates it counts from that source; without a dated source from the date that is known, if any.
    """
    ends = (records.actor_by_id[actor] for actor in (relation.subject, relation.object))
    founded = [actor.founded.first for actor in ends if actor.founded]
    dates = (records.source_by_id[source].published for source in relation.sources)
    published = [day for day in dates if day]
    seen = min((day.first for day in published), default=None)
    earliest = seen if seen and len(founded) < 2 else max(founded, default=None)
    latest = max(min(day.last for day in published), earliest or date.min) if published else None
    return {"earliest": _text(earliest), "latest": _text(latest)}


def _strengths(records: Records) -> dict[str, int]:
    """Return the rank of relations that contradict each other about a payment; 0 counts."""
    stated = [r for r in records.relations if r.deal and r.amount and _is_known(r)]
    sizes = Counter(relation.deal for relation in stated)
    several = tuple(replace(r, supersedes=None) for r in stated if sizes[r.deal] > 1)
    rows = np.arange(len(several), dtype=np.int32)
    rank = strengths(table(replace(records, relations=several)), rows)
    return {r.id: place for r, place in zip(several, rank.tolist(), strict=True) if place >= 0}


def _is_known(relation: Relation) -> bool:
    """Return whether our lists have the words of a relation: a page shows any, and sums these."""
    codes, amount = vocabulary().codes, relation.amount
    words = {
        "status": relation.status,
        "confidence": relation.confidence,
        "instrument": relation.instrument,
        "qualifier": amount and amount.qualifier,
        "period": amount and amount.period,
    }
    known = all(word is None or word in codes[name] for name, word in words.items())
    return known and relation.type in vocabulary().relation_types


def _relation(relation: Relation) -> Row:
    return {
        "id": _short(relation),
        "type": relation.type,
        "subject": relation.subject,
        "object": relation.object,
        "announced": _text(relation.announced),
        "valid_from": _text(relation.valid_from),
        "valid_to": _text(relation.valid_to),
        "status": relation.status,
        "amount": _amount(relation.amount),
        "stake": _number(relation.stake_percent),
        "instrument": relation.instrument,
        "capacity": _number(relation.capacity),
        "capacity_unit": relation.capacity_unit,
        "market": relation.market,
        "exclusive": relation.exclusive,
        "beneficiary": relation.beneficiary,
        "deal": relation.deal,
        "supersedes": relation.supersedes,
        "sources": relation.sources,
        "confidence": relation.confidence,
        "evidence": relation.evidence,
        "note": relation.note,
    }


def _short(relation: Relation) -> str:
    """Return an id without what stands in the row anyway: most are subject--type--object--year.

    An id that starts with ``--`` or is empty is the end of such an id; the page puts it together.
    """
    usual = f"{relation.subject}--{relation.type}--{relation.object}"
    rest = relation.id.removeprefix(usual)
    return rest if rest != relation.id and (not rest or rest.startswith("--")) else relation.id


def _source(source: Source) -> Row:
    return {
        "id": source.id,
        "title": source.title,
        "publisher": source.publisher,
        "published": _text(source.published),
        "url": source.url,
        "language": None if source.language == "en" else source.language,
        "kind": source.kind,
    }


def _deal(deal: Deal) -> Row:
    return {
        "id": deal.id,
        "name": deal.name,
        "kind": deal.kind,
        "announced": _text(deal.announced),
        "closed": _text(deal.closed),
        "status": deal.status,
        "amount": _amount(deal.amount),
        "valuation": _amount(deal.valuation),
        "note": deal.note,
        "sources": deal.sources,
    }


def _observation(observation: Observation) -> Row:
    return {
        "id": observation.id,
        "actor": observation.actor,
        "metric": observation.metric,
        "value": _number(observation.value),
        "value_high": _number(observation.value_high),
        "unit": observation.unit,
        "qualifier": observation.qualifier,
        "as_of": str(observation.as_of),
        "announced": _text(observation.announced),
        "period_start": _text(observation.period_start),
        "status": observation.status,
        "sources": observation.sources,
        "evidence": observation.evidence,
    }


def _amount(amount: Amount | None) -> Row | None:
    if amount is None:
        return None
    row = {"value": _number(amount.value), "currency": amount.currency}
    if amount.qualifier:
        row["qualifier"] = amount.qualifier
    if amount.period != "total":
        row["period"] = amount.period
    return row


def _number(value: Decimal | None) -> str | None:
    """Return a number in plain digits, without exponent or trailing zeros."""
    if value is None:
        return None
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _text(value: object | None) -> str | None:
    return None if value is None else str(value)
