"""What was looked at: actor by family of relations, with the newest source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kg.vocabulary.vocabulary import vocabulary

if TYPE_CHECKING:
    from datetime import date

    from kg.records.model import Relation
    from kg.relations.table import Selection


@dataclass(frozen=True, slots=True)
class Cell:
    """Coverage of one actor and family: how many relations, and the newest dated source."""

    relations: int
    newest: date | None


@dataclass(frozen=True, slots=True)
class Coverage:
    """Coverage of one actor, by family of relations; families without any are absent."""

    actor: str
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
            newest = cell.newest.isoformat() if cell and cell.newest else None
            cells[family] = {"relations": cell.relations if cell else 0, "newest_source": newest}
        return {"actor": self.actor, **cells}


def coverage(selection: Selection, actor: str | None = None) -> tuple[Coverage, ...]:
    """Return the coverage of every actor in scope, those with most relations first; O(n).

    Parameters
    ----------
    selection
        The relations in scope; at group level units count for their group.
    actor
        Only this actor, at the selection's level.
    """
    cells: dict[str, dict[str, Cell]] = {}
    for relation in selection.relations:
        family = vocabulary().relation_types[relation.type].family
        newest = _newest(relation, selection)
        for party in {selection.stands_for(p) for p in (relation.subject, relation.object)}:
            before = cells.setdefault(party, {}).get(family, Cell(0, None))
            days = [day for day in (before.newest, newest) if day]
            cells[party][family] = Cell(before.relations + 1, max(days, default=None))
    found = [Coverage(party, families) for party, families in cells.items()]
    wanted = [row for row in found if actor is None or row.actor == actor]
    return tuple(sorted(wanted, key=lambda row: (-row.relations, row.actor)))


def _newest(relation: Relation, selection: Selection) -> date | None:
    """Return the day of the newest dated source of a relation."""
    sources = selection.table.records.source_by_id
    dated = [sources[source].published for source in relation.sources]
    return max((said.last for said in dated if said), default=None)
