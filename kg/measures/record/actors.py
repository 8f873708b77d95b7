"""Who is in the graph: a list of actors, by name, kind or country."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import numpy as np

from kg.base.checks import Bounds
from kg.base.errors import UnknownName
from kg.measures.question import Named, Question, Rows
from kg.vocabulary.names import fold, nearest, spellings
from kg.vocabulary.standards import codes

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kg.measures.words import Words
    from kg.records.model import Actor
    from kg.relations.selection import Selection
    from kg.vocabulary.names import ActorId

ActorKind = Annotated[str, Named("actor-kind")]
Limit = Annotated[int, Bounds(1)]


@dataclass(frozen=True, slots=True)
class Listing:
    """An actor in a list.

    Attributes
    ----------
    actor : Actor
    group : str
        Id of the group that it belongs to on the as-of day; its own id when it belongs to none.
    relations : int
        Number of its own relations in scope.
    """

    actor: Actor
    group: ActorId
    relations: int

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        actor = self.actor
        return {
            "id": actor.id,
            "name": actor.name,
            "alt_names": list(actor.alt_names),
            "kinds": list(actor.kinds),
            "country": actor.country,
            "ticker": actor.ticker,
            "group": self.group,
            "relations": self.relations,
        }


def actors(
    selection: Selection,
    text: str | None = None,
    *,
    kind: ActorKind | None = None,
    country: str | None = None,
    limit: Limit | None = None,
) -> Rows[Listing]:
    """Return the actors of the graph, those with most relations first; O(n).

    Parameters
    ----------
    selection
        The relations in scope, which are counted.
    text
        Part of an id, a name, another name or a ticker. Actors whose name has a word that begins
        with it come first.
    kind
        Only actors of this line of business or role.
    country
        Only actors of this country, by its code: FR.
    limit
        Only so many.
    """
    records, counts = selection.table.records, _counts(selection)
    code = None if country is None else _country(country)
    ranked = [
        (rank, -int(counts[place]), actor.id, actor)
        for place, actor in enumerate(records.actors)
        if (rank := _rank(actor, text)) is not None
        and (kind is None or kind in actor.kinds)
        and code in {None, actor.country}
    ]
    ranked.sort(key=lambda entry: entry[:3])
    root = records.root_on(selection.scope.group_day)
    about = {"total": len(ranked)} if limit is not None and limit < len(ranked) else {}
    rows = (Listing(actor, root[actor.id], -count) for _, count, _, actor in ranked[:limit])
    return Rows(rows, **about)


def _counts(selection: Selection) -> Any:
    """Return the number of relations in scope of every actor, by its place in the table."""
    table, rows = selection.table, selection.rows
    parties = np.concatenate([table.subject[rows], table.object[rows]])
    return np.bincount(parties, minlength=len(table.records.actors))


def _country(country: str) -> str:
    """Return the code of a country.

    Raises
    ------
    UnknownName
        With the nearest codes.
    """
    names, code = codes("iso-3166-1"), country.upper()
    if code in names:
        return code
    by_name = {fold(name): code for code, name in names.items()}
    if fold(country) in by_name:
        return by_name[fold(country)]
    raise UnknownName(
        "country", country, [by_name[name] for name in nearest(fold(country), by_name)]
    )


def _rank(actor: Actor, text: str | None) -> int | None:
    """Return how well an actor fits a text, 0 best; None when it does not."""
    if text is None:
        return 0
    part, names = fold(text), list(map(fold, filter(None, (actor.id, *spellings(actor)))))
    if part in names:
        return 0
    if any(word.startswith(part) for word in _words(names)):
        return 1
    return 2 if any(part in name for name in names) else None


def _words(names: Iterable[str]) -> list[str]:
    return [word for name in names for word in (name, *name.replace("-", " ").split())]


def _group(row: Listing, words: Words) -> str:
    return "" if row.group == row.actor.id else words.bare(row.group)


QUESTION = Question(
    actors,
    """Who is in the graph.

    List the actors of the graph with their ids: all of them, or those with a text in a name.

    Any command takes an actor by its id, its name, another name or its ticker.
    """,
    {
        "heading.id": lambda row, _: row.actor.id,
        "heading.name": lambda row, _: row.actor.name,
        "heading.kinds": lambda row, words: words.labels("actor-kind", row.actor.kinds),
        "heading.country": lambda row, _: row.actor.country or "",
        "heading.part-of": _group,
        "heading.relations": lambda row, _: f"{row.relations}",
    },
    notes="actors.next",
    examples=("", "cloud", "--kind chipmaker --country US", "--limit 20 -o actors.csv"),
)
