"""The dossier of an actor as a Markdown document, with every source linked.

It says what ``kg who`` says, under the same scope, and for every relation its evidence.
"""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING

from kg.analysis import dossier
from kg.errors import NotExportable
from kg.text import encoded, markdown_text
from kg.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kg.analysis.dossier import Dossier, Tie
    from kg.exchange.property_graph import PropertyGraph
    from kg.model import Amount, Observation, Records, Source

_QUALIFIERS = {"up-to": "up to ", "about": "about ", "at-least": "at least "}
_ADDRESS = re.compile(r"https?://[^\s<>\\\x00-\x1f]+")


def text(graph: PropertyGraph) -> Iterator[bytes]:
    """Yield the dossier of the graph's actor.

    Raises
    ------
    NotExportable
        When no actor is named.
    """
    if graph.actor is None or graph.selection is None:
        raise NotExportable("md", "is about one actor; name it with --actor (in Python: actor=)")
    found = dossier.dossier(graph.selection, graph.actor)
    scope = graph.selection.scope
    yield encoded("\n\n".join(_profile(found, graph.records)) + "\n\n")
    known = f", as known on {scope.known_at}" if scope.known_at else ""
    yield f"As of {scope.as_of}{known}, at {scope.level} level.\n".encode()
    families = vocabulary().codes["family"]
    ordered = sorted(found.ties, key=lambda tie: families[_family(tie)].rank)
    for family, ties in groupby(ordered, _family):
        yield encoded(f"\n## {families[family].labels['en'].capitalize()}\n\n")
        yield encoded("".join(_tie(tie, graph.actor, graph.records) for tie in ties))
    if not found.ties:
        yield b"\nNo relation in scope.\n"
    if found.observations:
        yield b"\n## Figures\n\n"
        yield encoded("".join(_figure(figure, graph.records) for figure in found.observations))
    yield b"\nWhat is not listed may still exist: absence is no evidence.\n"


def _profile(found: Dossier, records: Records) -> Iterator[str]:
    """Yield the paragraphs that say what the actor is."""
    actor = found.actor
    yield f"# {markdown_text(actor.name)}"
    founded = f"founded {actor.founded}" if actor.founded else None
    facts = (", ".join(actor.kinds), actor.country, founded, actor.ticker)
    yield " · ".join(markdown_text(fact) for fact in facts if fact)
    if actor.alt_names:
        yield f"Also: {markdown_text(', '.join(actor.alt_names))}"
    if actor.part_of:
        yield f"Part of {_name(actor.part_of, records)}"
    if found.units:
        yield f"Units: {', '.join(_name(unit, records) for unit in found.units)}"
    if actor.website:
        yield _link(actor.website, actor.website)
    if actor.note:
        yield markdown_text(actor.note)


def _figure(figure: Observation, records: Records) -> str:
    """Return a line about a figure."""
    value = f"{figure.value:,f}"
    if figure.value_high is not None:
        value += f" to {figure.value_high:,f}"
    is_currency = figure.unit.isupper()
    value = f"{figure.unit} {value}" if is_currency else f"{value} {figure.unit}"
    label = vocabulary().codes["metric"][figure.metric].labels["en"]
    qualifier = _QUALIFIERS.get(figure.qualifier or "", "")
    status = "" if figure.status == "actual" else f", {figure.status}"
    said = f"{label}: {qualifier}{value} ({figure.as_of}{status})."
    return f"- {markdown_text(said)} {_support(figure.evidence, figure.sources, records)}\n"


def _tie(tie: Tie, owner: str, records: Records) -> str:
    """Return a line about a relation: what, with whom, when, how much, and on what evidence."""
    relation = tie.relation
    kind = vocabulary().relation_types[relation.type]
    label = (kind.inverse_labels if tie.direction == "in" else kind.labels)["en"]
    through = f" (through {_name(tie.through, records)})" if tie.through != owner else ""
    state = markdown_text(", ".join(_state(tie)))
    head = f"{markdown_text(label)} **{_name(tie.other, records)}**{through}: {state}."
    return f"- {head} {_support(relation.evidence, relation.sources, records)}\n"


def _state(tie: Tie) -> Iterator[str]:
    """Yield status, dates, amount and confidence of a relation, as on record then."""
    relation = tie.relation
    yield "in force then" if tie.ended_later else relation.status
    if relation.announced:
        yield f"announced {relation.announced}"
    if relation.valid_from and relation.valid_from != relation.announced:
        yield f"from {relation.valid_from}"
    if tie.end:
        yield f"to {tie.end}"
    if relation.start is None:
        yield "undated"
    if relation.amount:
        yield _money(relation.amount)
    yield f"{relation.confidence} confidence"


def _money(amount: Amount) -> str:
    period = "" if amount.period == "total" else f" {amount.period.replace('-', ' ')}"
    qualifier = _QUALIFIERS.get(amount.qualifier or "", "")
    return f"{qualifier}{amount.currency} {amount.value:,f}{period}"


def _support(evidence: str, sources: Iterable[str], records: Records) -> str:
    """Return the sentence that states the evidence, and its sources as links."""
    links = [_source(records.source_by_id[source]) for source in sources]
    return f"{markdown_text(evidence)} ({'; '.join(links)})"


def _source(source: Source) -> str:
    return f"{_link(source.publisher, source.url)}, {source.published or 'undated'}"


def _link(text: str, address: str) -> str:
    """Return a link; an address that could be anything else stays text."""
    if _ADDRESS.fullmatch(address):
        return f"[{markdown_text(text)}](<{address}>)"
    return markdown_text(f"{text}: {address}")


def _name(actor: str, records: Records) -> str:
    return markdown_text(records.actor_by_id[actor].name)


def _family(tie: Tie) -> str:
    return vocabulary().relation_types[tie.relation.type].family
