"""Facts about the shipped data: the one home of every count of it that tests and pages state.

``facts.json`` holds them as the program answers; ``make release-data`` writes it anew after a
change of the data, and the difference is to be read. `QUOTED` lists the sentences of README,
documentation and notebooks that state a fact, with its name in braces.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kg.graph.graph import Graph

ROOT = Path(__file__).parent.parent
FILE = Path(__file__).with_name("facts.json")
FACTS: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8")) if FILE.is_file() else {}

# The article from which the project started.
FIRST_ARTICLE = "channelnews-2025-06-openai-10-milliards"

QUOTED = {
    "README.md": ("compiled up to {cutoff}, mostly",),
    "docs/reference/overview.md": ("cut-off, {cutoff}, so that",),
    "data/dataset.ttl": (
        "al:Actor ; void:entities {actors} .",
        "al:Source ; void:entities {sources} .",
        "al:Deal ; void:entities {deals} .",
        "al:Relation ; void:entities {relations} .",
        "al:Observation ; void:entities {observations} .",
    ),
    "CITATION.cff": ('compiled up to {cutoff}"',),
    "data/README.md": (
        "roll up to groups | {actors:,} |",
        "supports claims | {sources:,} |",
        "carries the totals | {deals:,} |",
        "claim between two actors | {relations:,} |",
        "over a period | {observations:,} |",
        "at how much a year | {terms:,} |",
        "made a relation public | {disclosures:,} |",
        "**Cut-off: {cutoff}**",
        "- {undated} relations have no date; {single_source} rest on one source; ",
        "{undated_sources} sources show no publication date",
        "from: {first_article_relations} relations and {first_article_observations} observations",
        "a selection of {persons} persons",
    ),
    "docs/explanation/questions.md": ("cut-off of the data, {cutoff}, so",),
    "docs/reference/measures.md": (
        "at its cut-off, {cutoff}.",
        "finds {group_overlaps} pairs at group level and {actor_overlaps} at actor level;",
        "finds {loops_of_2}, {loops_of_3} and {loops_of_4} loops of 2, 3 and 4 groups;",
        "boards: {persons} persons are",
    ),
}
_PLACEHOLDER = re.compile(r"\\\{\w+(?::,)?\\\}")  # as `re.escape` leaves a name in braces


def measured(graph: Graph) -> dict[str, Any]:
    """Return the facts of a graph, by name."""
    records = graph.records
    lengths = [len(loop.actors) for loop in graph.loops(max_length=4)]
    first = [
        sum(FIRST_ARTICLE in claim.sources for claim in claims)
        for claims in (records.relations, records.observations)
    ]
    return {
        "cutoff": str(graph.cutoff),
        "actors": len(records.actors),
        "persons": sum(actor.is_person for actor in records.actors),
        "sources": len(records.sources),
        "undated_sources": sum(source.published is None for source in records.sources),
        "deals": len(records.deals),
        "relations": len(records.relations),
        "undated": sum(not (r.announced or r.valid_from) for r in records.relations),
        "single_source": sum(len(r.sources) == 1 for r in records.relations),
        "observations": len(records.observations),
        "terms": len(records.terms),
        "disclosures": len(records.disclosed_by),
        "first_article_relations": first[0],
        "first_article_observations": first[1],
        "group_overlaps": len(graph.overlaps()),
        "actor_overlaps": len(graph.overlaps(level="actor")),
        **{f"loops_of_{length}": lengths.count(length) for length in (2, 3, 4)},
    }


def quoting(text: str, quotes: tuple[str, ...], facts: dict[str, Any]) -> str:
    """Return a text with the facts that its sentences state.

    A sentence that the text no longer has is an error: take it from `QUOTED` or bring it back.
    """
    for quote in quotes:
        pattern = _PLACEHOLDER.sub(r"[\\d.,-]*\\d", re.escape(quote))
        text, count = re.subn(pattern, lambda _, q=quote: q.format(**facts), text)
        if not count:
            message = f"no sentence of the page is like {quote!r}"
            raise LookupError(message)
    return text


def missing(name: str, facts: dict[str, Any]) -> list[str]:
    """Return the sentences of a page, with their facts, that it does not have."""
    text = (ROOT / name).read_text(encoding="utf-8")
    stated = (quote.format(**facts) for quote in QUOTED[name])
    return [sentence for sentence in stated if sentence not in text]
