"""The columns of an answer: flat, of one kind each, names beside the ids of actors.

CSV, workbooks, notebooks and frames all show these. Which columns the answer to a question has,
and of which kind, stands in ``columns.json``, so that an answer without rows has them too;
``python docs/generate.py`` writes that file from the answers about the shipped data.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.base import frames

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kg.records.model import Actor

FILE = Path(__file__).parent / "columns.json"
_EXTRA = {"units": "actors", "begins_later": "texts"}
# Kinds of columns that hold ids of actors, and what the values are.
_IDS = {"actor": "text", "actors": "texts"}


@dataclass(frozen=True, slots=True)
class Columns:
    """Columns of equal length.

    Attributes
    ----------
    values : dict of str to list
    kinds : dict of str to str
        Kind of each column, see `kg.base.frames.kind`; columns of rows that no question is known to
        give are left out.
    """

    values: Mapping[str, list[Any]]
    kinds: Mapping[str, str]


def kinds(question: str) -> Mapping[str, str]:
    """Return the columns of the answer to a question with their kinds; of an unknown one, none.

    >>> kinds("overlaps")["a"], kinds("overlaps")["since"]
    ('actor', 'date')
    """
    return _kinds().get(question, {})


def columns(
    question: str, rows: Iterable[Mapping[str, Any]], actors: Mapping[str, Actor]
) -> Columns:
    """Return the rows of an answer as columns.

    Parameters
    ----------
    question
        Name of the question.
    rows
        JSON-ready rows.
    actors
        By id.
    """
    stated = kinds(question)
    table = frames.columns(rows, stated)
    values: dict[str, list[Any]] = {}
    plain: dict[str, str] = {}
    for column, cells in table.items():
        form = stated.get(column) or _EXTRA.get(column, "")
        values[column], plain[column] = cells, _IDS.get(form, form)
        if form in _IDS:
            beside = name_of(column, form)
            values[beside] = [_named(cell, actors) for cell in cells]
            plain[beside] = _IDS[form]
    return Columns(values, plain)


def name_of(column: str, form: str) -> str:
    """Return the column of the names that stand beside the ids of a column.

    >>> name_of("a", "actor"), name_of("partners", "actors"), name_of("via", "actors")
    ('a_name', 'partner_names', 'via_names')
    """
    return f"{column}_name" if form == "actor" else f"{column.removesuffix('s')}_names"


def _named(cell: Any, actors: Mapping[str, Actor]) -> Any:
    """Return the names for the ids of a cell."""
    if isinstance(cell, list):
        return [_named(actor, actors) for actor in cell]
    return actors[cell].name if cell in actors else cell


@lru_cache(maxsize=1)
def _kinds() -> dict[str, dict[str, str]]:
    stated: dict[str, dict[str, str]] = json.loads(FILE.read_text(encoding="utf-8"))
    return stated
