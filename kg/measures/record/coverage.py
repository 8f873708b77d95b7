"""Research coverage by actor and relation family, with the newest source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kg.measures.question import ActorName, Question
from kg.vocabulary.vocabulary import vocabulary

if TYPE_CHECKING:
    from kg.measures.question import Reply, Table
    from kg.measures.words import Words
    from kg.records.model import Relation
    from kg.relations.selection import Selection
    from kg.vocabulary.dates import PartialDate
    from kg.vocabulary.names import ActorId


@dataclass(frozen=True, slots=True)
class Cell:
    """Coverage of one actor and family: how many relations, and the date of the newest source.

    The date has the precision that its source shows.
    """

    relations: int
    newest: PartialDate | None


@dataclass(frozen=True, slots=True)
class Coverage:
    """Coverage of one actor, by family of relations; families without any are absent."""

    actor: ActorId
    families: dict[str, Cell]

    @property
    def relations(self) -> int:
        """Number of relations over all families."""
        return sum(cell.relations for cell in self.families.values())

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready values: for every family the number and the newest source."""
        cells: dict[str, Any] = {}
        for family in vocabulary().slugs("family"):
            cell = self.families.get(family)
            newest = str(cell.newest) if cell and cell.newest else None
            cells[family] = {"relations": cell.relations if cell else 0, "newest_source": newest}
        return {"actor": self.actor, **cells}


def coverage(selection: Selection, actor: ActorName | None = None) -> tuple[Coverage, ...]:
    """Return the coverage of every actor in scope, those with most relations first; O(n).

    Parameters
    ----------
    selection
        The relations in scope; at group level units count for their group.
    actor
        Only this actor.
    """
    cells: dict[str, dict[str, Cell]] = {}
    for relation in selection.relations:
        family = vocabulary().relation_types[relation.type].family
        newest = _newest(relation, selection)
        for party in set(selection.ends(relation)):
            before = cells.setdefault(party, {}).get(family, Cell(0, None))
            dates = [date for date in (before.newest, newest) if date]
            cells[party][family] = Cell(before.relations + 1, max(dates, default=None))
    rows = [Coverage(party, families) for party, families in cells.items()]
    rows = [row for row in rows if actor is None or row.actor == actor]
    return tuple(sorted(rows, key=lambda row: (-row.relations, row.actor)))


def _newest(relation: Relation, selection: Selection) -> PartialDate | None:
    """Return the date of the newest dated source of a relation."""
    sources = selection.table.records.source_by_id
    dates = (sources[source].published for source in relation.sources)
    # A year or month sorts before the days in it: what it shows for certain is its beginning.
    return max(filter(None, dates), default=None)


def _table(reply: Reply, words: Words) -> Table:
    """Return a column for every family."""
    families = vocabulary().slugs("family")
    header = [words("heading.actor"), *(words.label("family", family) for family in families)]
    return header, [
        (words.name(row.actor), *(_cell(row.families.get(family), words) for family in families))
        for row in reply.rows
    ]


def _cell(cell: Cell | None, words: Words) -> str:
    if cell is None:
        return ""
    newest = str(cell.newest)[:7] if cell.newest else words("word.undated")
    return f"{cell.relations}, {newest}"


QUESTION = Question(
    coverage,
    """Research coverage by actor and relation family.

    Show what was looked at: relations of every actor by family, with the newest dated source.

    An empty cell says that nothing was found, not that there is nothing.
    """,
    _table,
    examples=("", "openai --format json"),
)
