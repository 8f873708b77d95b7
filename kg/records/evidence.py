"""What a claim rests on: its tier of evidence and the day it is known from, by stated rules.

The tier is computed from the sources and stands beside the confidence, which is given by hand:

rumour
    the relation is rumoured or no more than talks, whatever its sources;
primary
    else, at least one source is an announcement of a party, a filing or a court document;
corroborated
    else, two pages that do not go back to the same original report say so;
single
    else.
"""

from __future__ import annotations

import re
from itertools import combinations
from typing import TYPE_CHECKING

from kg.vocabulary.vocabulary import vocabulary

if TYPE_CHECKING:
    from datetime import date

    from kg.records.model import Deal, Observation, Records, Relation, Source

_ORIGINALS = re.compile(r"\(([^()]+)\)\s*$")


def tier(relation: Relation, records: Records) -> str:
    """Return the tier of evidence of a relation: an entry of the list ``tier``.

    Parameters
    ----------
    relation
        The relation.
    records
        Hold its sources.
    """
    words = vocabulary()
    if words.is_hearsay(relation.type, relation.status):
        return "rumour"
    sources = [records.source_by_id[source] for source in relation.sources]
    kinds = words.codes["source-kind"]
    if any(source.kind in kinds and kinds[source.kind].is_true("primary") for source in sources):
        return "primary"
    reporters = [origins(source) for source in sources]
    independent = any(a.isdisjoint(b) for a, b in combinations(reporters, 2))
    return "corroborated" if independent else "single"


def origins(source: Source) -> frozenset[str]:
    """Return who reported first what a page says, in lower case.

    A publisher written ``Site (Original)`` republishes or sums up the original; several originals
    stand with commas between them.

    Examples
    --------
    >>> from kg.records.model import Source
    >>> page = Source("x", "X", "AllMind (FT, Reuters)", "https://example.org", "news")
    >>> sorted(origins(page))
    ['ft', 'reuters']
    """
    match = _ORIGINALS.search(source.publisher)
    names = match[1].split(",") if match else [source.publisher]
    return frozenset(name.strip().casefold() for name in names)


def known_since(claim: Relation | Observation | Deal, records: Records) -> date | None:
    """Return the day from which a claim is on record; None when nothing shows a date.

    The earliest day that one of its sources or its own announcement shows; a month or a year
    means its last day.
    """
    published = (records.source_by_id[source].published for source in claim.sources)
    days = [day.last for day in (*published, claim.announced) if day is not None]
    return min(days, default=None)


def latest_source(claim: Relation | Observation | Deal, records: Records) -> date | None:
    """Return the day of the latest source of a claim; None when none shows a date."""
    published = (records.source_by_id[source].published for source in claim.sources)
    return max((day.last for day in published if day), default=None)
