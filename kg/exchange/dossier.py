"""The dossier of an actor as a Markdown document, with every source linked.

It says what ``kg who`` says, under the same scope, and for every relation its evidence.
"""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING

from kg.base.errors import NotExportable
from kg.base.text import encoded, markdown_text
from kg.measures.record.who import who
from kg.vocabulary.catalogue import catalogue
from kg.vocabulary.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from decimal import Decimal

    from kg.exchange.graphs.property_graph import PropertyGraph
    from kg.measures.record.who import Dossier, Tie
    from kg.records.model import Amount, Observation, Records, Source
    from kg.relations.scope import Scope
    from kg.vocabulary.catalogue import Catalogue

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
    profile = who(graph.selection, graph.actor)
    words = catalogue(graph.language)
    yield encoded("\n\n".join(_profile(profile, graph.records, words)) + "\n\n")
    yield f"{_asked(graph.selection.scope, words)}\n".encode()
    families = vocabulary().codes["family"]
    ordered = sorted(profile.rows, key=lambda tie: families[_family(tie)].rank)
    for family, ties in groupby(ordered, _family):
        yield encoded(f"\n## {_label(words, 'family', family).capitalize()}\n\n")
        yield encoded("".join(_tie(tie, graph.actor, graph.records, words) for tie in ties))
    if not profile.rows:
        yield f"\n{words('dossier.nothing')}\n".encode()
    if profile.observations:
        yield f"\n## {words('dossier.figures')}\n\n".encode()
        yield encoded("".join(_figure(f, graph.records, words) for f in profile.observations))
    absence = words("summary.absence")
    yield f"\n{absence}\n".encode()


def _asked(scope: Scope, words: Catalogue) -> str:
    """Return the sentence that states the scope."""
    clocks = "known-at" if scope.known_at else "as-of"
    return words(f"dossier.{clocks}-{scope.level}", day=scope.as_of, known=scope.known_at)


def _profile(profile: Dossier, records: Records, words: Catalogue) -> Iterator[str]:
    """Yield the paragraphs that say what the actor is."""
    actor = profile.actor
    yield f"# {markdown_text(actor.name)}"
    kinds = ", ".join(_label(words, "actor-kind", kind) for kind in actor.kinds)
    founded = words("dossier.founded", day=actor.founded) if actor.founded else None
    facts = (kinds, actor.country, founded, actor.ticker)
    yield " · ".join(markdown_text(fact) for fact in facts if fact)
    if actor.alt_names:
        yield words("dossier.also", names=markdown_text(", ".join(actor.alt_names)))
    if actor.part_of:
        yield words("dossier.part-of", name=_name(actor.part_of, records))
    if profile.units:
        yield words(
            "dossier.units", names=", ".join(_name(unit, records) for unit in profile.units)
        )
    if actor.website:
        yield _link(actor.website, actor.website)
    if actor.note:
        yield markdown_text(actor.note)


def _figure(figure: Observation, records: Records, words: Catalogue) -> str:
    """Return a line about a figure."""
    value = _number(words, figure.value)
    if figure.value_high is not None:
        value = words("range.from-to", low=value, high=_number(words, figure.value_high))
    unit = figure.unit
    value = words.money(unit, value) if unit.isupper() else f"{value} {_label(words, 'unit', unit)}"
    value = f"{_qualifier(figure.qualifier, words)}{value}"
    actual = figure.status == "actual"
    status = "" if actual else f", {_label(words, 'observation-status', figure.status)}"
    amount = f"{value} ({figure.as_of}{status})"
    sentence = words("dossier.line", what=_label(words, "metric", figure.metric), value=amount)
    support = _support(figure.evidence, figure.sources, records, words)
    return f"- {markdown_text(sentence)} {support}\n"


def _tie(tie: Tie, owner: str, records: Records, words: Catalogue) -> str:
    """Return a line about a relation: type, counterparty, dates, amount and evidence."""
    relation = tie.relation
    kind = vocabulary().relation_types[relation.type]
    label = (kind.inverse_labels if tie.direction == "in" else kind.labels)[words.language]
    through = ""
    if tie.through != owner:
        through = words("dossier.through", name=_name(tie.through, records))
    what = f"{markdown_text(label)} **{_name(tie.other, records)}**{through}"
    state = markdown_text(", ".join(_state(tie, words)))
    head = words("dossier.line", what=what, value=state)
    return f"- {head} {_support(relation.evidence, relation.sources, records, words)}\n"


def _state(tie: Tie, words: Catalogue) -> Iterator[str]:
    """Yield status, dates, amount and confidence of a relation, as on record then."""
    relation = tie.relation
    yield _label(words, "status", relation.status)
    if tie.state != "on record":
        yield words(f"word.{tie.state.replace(' ', '-')}")
    if relation.announced:
        yield words("relation.announced", day=relation.announced)
    if relation.valid_from and relation.valid_from != relation.announced:
        yield words("relation.from", day=relation.valid_from)
    if relation.valid_to:
        yield words("relation.to", day=relation.valid_to)
    if relation.start is None:
        yield words("word.undated")
    if relation.amount:
        yield _money(relation.amount, words)
    yield words("dossier.confidence", level=_label(words, "confidence", relation.confidence))


def _money(amount: Amount, words: Catalogue) -> str:
    period = "" if amount.period == "total" else f" {_label(words, 'period', amount.period)}"
    value = words.money(amount.currency, _number(words, amount.value))
    return f"{_qualifier(amount.qualifier, words)}{value}{period}"


def _number(words: Catalogue, value: Decimal) -> str:
    """Return a number in full."""
    return words.marked(f"{value:,f}")


def _label(words: Catalogue, scheme: str, slug: str) -> str:
    """Return the label of an entry of a closed list."""
    return vocabulary().codes[scheme][slug].labels[words.language]


def _qualifier(slug: str | None, words: Catalogue) -> str:
    """Return the word before a number that is not exact."""
    return "" if slug in {None, "exact"} else f"{_label(words, 'qualifier', str(slug))} "


def _support(evidence: str, sources: Iterable[str], records: Records, words: Catalogue) -> str:
    """Return the sentence that states the evidence, and its sources as links."""
    links = [_source(records.source_by_id[source], words) for source in sources]
    return f"{markdown_text(evidence)} ({'; '.join(links)})".lstrip()


def _source(source: Source, words: Catalogue) -> str:
    day = source.published or words("word.undated")
    return f"{_link(source.publisher, source.url)}, {day}"


def _link(text: str, address: str) -> str:
    """Return a link; an address that could be anything else stays text."""
    if _ADDRESS.fullmatch(address):
        return f"[{markdown_text(text)}](<{address}>)"
    return markdown_text(f"{text}: {address}")


def _name(actor: str, records: Records) -> str:
    return markdown_text(records.actor_by_id[actor].name)


def _family(tie: Tie) -> str:
    return vocabulary().relation_types[tie.relation.type].family
