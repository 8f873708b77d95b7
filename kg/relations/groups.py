"""Groups in time: which actor another one stands for on a day.

A unit is part of a bigger actor from its first to its last day there, as far as the record knows
them; see ``part_of_from`` and ``part_of_to`` of the actors. Purchases and sales change groups, so
that a group is asked for with a day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from kg.relations import encoding
from kg.relations.encoding import NEVER, NOWHERE, UNDATED
from kg.vocabulary.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date

    from kg.records.model import Actor, Records, Relation
    from kg.relations.encoding import Days, Indices
    from kg.vocabulary.dates import PartialDate


@dataclass(frozen=True, eq=False)
class Groups:
    """Who is part of whom, and when.

    Attributes
    ----------
    parent : int32 array, shape (actors,)
        Index of the bigger actor, -1 for none.
    first, end : int32 array, shape (actors,)
        First day of being part of it, and the first day after, as days since 1970-01-01;
        ``UNDATED`` for an unknown first day, ``NEVER`` for none after.
    """

    parent: Indices
    first: Days
    end: Days

    def __len__(self) -> int:
        """Return the number of actors."""
        return len(self.parent)

    def root(self, day: date) -> Indices:
        """Return the index of the group of every actor on a day; its own for none.

        O(actors · depth) for each span of days between two changes of some group.
        """
        epoch = self.epoch(day)
        if epoch not in self._roots:
            self._roots[epoch] = self._root(encoding.number(day))
        return self._roots[epoch]

    def epoch(self, day: date) -> int:
        """Return the number of the span of days, between two changes of some group, of a day."""
        return int(np.searchsorted(self._changes, encoding.number(day), "right"))

    @cached_property
    def _changes(self) -> Days:
        days = np.concatenate([self.first, self.end])
        return np.unique(days[(days != UNDATED) & (days != NEVER)])

    @cached_property
    def _roots(self) -> dict[int, Indices]:
        return {}

    def _root(self, day: int) -> Indices:
        is_part = (self.first <= day) & (day < self.end)
        return roots(np.where(is_part, self.parent, np.int32(NOWHERE)))


def roots(parent: Indices) -> Indices:
    """Return the actor at the top of every chain of parents; its own index without a parent."""
    root = np.where(parent == NOWHERE, np.arange(len(parent), dtype=np.int32), parent)
    while not np.array_equal(root, root[root]):  # doubles the steps; there are no circles
        root = root[root]
    return root


def ends(relation: Relation, root: Callable[[str], str]) -> tuple[str, str]:
    """Return the actors that a relation stands between, given the group of each actor.

    The object of some types stands for itself, as the ontology says, unless both are of one group:
    who buys a unit does not buy its parent.
    """
    source, target = root(relation.subject), root(relation.object)
    kind = vocabulary().relation_types[relation.type]
    is_itself = kind.object_stands_for_itself and source != target
    return source, relation.object if is_itself else target


def units(relations: Iterable[str], records: Records, day: date) -> tuple[str, ...]:
    """Return the parties of some relations that stand for a group on a day, sorted.

    Parameters
    ----------
    relations
        Ids of relations.
    records
        What holds them.
    day
        The as-of day of a question at group level.
    """
    parties = set()
    for relation in map(records.relation_by_id.__getitem__, relations):
        actors = ends(relation, lambda actor: records.group(actor, day))
        parties |= {relation.subject, relation.object}.difference(actors)
    return tuple(sorted(parties))


def _end(last: PartialDate | None) -> date | None:
    """Return the first day after a last day; the last day of a month or year is meant."""
    return last.last + timedelta(days=1) if last else None


def groups(actors: Sequence[Actor]) -> Groups:
    """Return the groups of some actors, by their order; O(n)."""
    index = encoding.places(actor.id for actor in actors)
    return Groups(
        parent=encoding.indices((actor.part_of for actor in actors), index),
        first=encoding.days(
            (a.part_of_from.first if a.part_of_from else None for a in actors), UNDATED
        ),
        end=encoding.days((_end(a.part_of_to) for a in actors), NEVER),
    )
