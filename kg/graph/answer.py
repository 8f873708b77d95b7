"""Answers: rows with the scope they were asked under, and what was left out."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from kg.base import frames
from kg.base import html as markup
from kg.base.errors import InvalidValue
from kg.base.text import as_markdown, cell_text
from kg.graph.columns import columns as as_columns

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    import pandas as pd
    import polars as pl
    import pyarrow as pa

    from kg.graph.columns import Columns
    from kg.records.model import Records
    from kg.relations.scope import Scope
    from kg.relations.selection import LeftOut


class Row(Protocol):
    """A row of an answer."""

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready values by column."""
        ...


class Data(Protocol):
    """The data an answer rests on."""

    @property
    def cutoff(self) -> date:
        """Day up to which the data was compiled."""
        ...

    @property
    def digest(self) -> str:
        """SHA-256 of the data; made when asked for, since it takes as long as an answer."""
        ...

    @property
    def records(self) -> Records:
        """The records themselves."""
        ...


R = TypeVar("R", bound=Row)


@dataclass(frozen=True, repr=False)
class Answer(Generic[R]):
    """The rows that answer a question.

    Attributes
    ----------
    command : str
        Name of the question: ``overlaps``, ``loops`` …
    rows : tuple
        The rows, in their documented order.
    scope : Scope
        What was asked about.
    left_out : LeftOut
        How many relations were counted with reserve or left out.
    data : Data
        The data it rests on: its cut-off date and its SHA-256.
    about : dict
        Further facts that belong to no row, such as the actor of a dossier.
    begins_later : dict of str to str
        First day, as the record states it, of the relations in scope that begin after the as-of
        day, by id.
    view : str
        The part of the question that lists other rows, if these are such rows.
    """

    command: str
    rows: tuple[R, ...]
    scope: Scope
    left_out: LeftOut
    data: Data
    about: dict[str, Any]
    begins_later: Mapping[str, str] = field(default_factory=dict)
    view: str = ""

    def __repr__(self) -> str:
        """Return the question, its day and the number of rows; `rows` holds them."""
        return f"<{self.command} {self._day}: {len(self)} rows{self._cut}>"

    def __iter__(self) -> Iterator[R]:
        """Iterate over the rows."""
        return iter(self.rows)

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.rows)

    def __getitem__(self, index: int) -> R:
        """Return one row."""
        return self.rows[index]

    def to_dict(self) -> dict[str, Any]:
        """Return the whole answer as JSON-ready values."""
        return {
            "command": self.command,
            "scope": self.scope.to_dict(),
            "data": {"cutoff": self.data.cutoff.isoformat(), "digest": self.data.digest},
            "left_out": self.left_out.to_dict(),
            **self.about,
            "rows": list(self.dicts()),
        }

    def dicts(self) -> Iterator[dict[str, Any]]:
        """Yield the rows as JSON-ready values.

        At group level, where rows name relations, each also has ``units``: the parties of these
        relations that count as a group. Where some of these relations begin later, each has
        ``begins_later``: their ids.
        """
        rows = [row.to_dict() for row in self.rows]
        has_units = self.scope.level == "group" and any(map(self.relations, rows))
        has_later = any(map(self._later, rows))
        for row in rows:
            units = {"units": list(self._units(row))} if has_units else {}
            yield {**row, **units, **({"begins_later": self._later(row)} if has_later else {})}

    def units(self, row: R) -> tuple[str, ...]:
        """Return the parties of the relations a row rests on that count as a group, by id."""
        return self._units(row.to_dict()) if self.scope.level == "group" else ()

    def later(self, row: R) -> tuple[str, ...]:
        """Return the first days of the relations a row rests on that begin later, as stated."""
        return tuple(sorted({self.begins_later[id_] for id_ in self._later(row.to_dict())}))

    def _later(self, row: dict[str, Any]) -> list[str]:
        return sorted({text for text in _texts(row) if text in self.begins_later})

    def _units(self, row: dict[str, Any]) -> tuple[str, ...]:
        from kg.relations.groups import units  # loads numpy

        return units(self.relations(row), self.data.records, self.scope.group_day)

    def relations(self, row: dict[str, Any]) -> set[str]:
        """Return the ids of the relations that a row, as JSON-ready values, names."""
        return {text for text in _texts(row) if text in self.data.records.relation_by_id}

    def to_pandas(self) -> pd.DataFrame:
        """Return the rows as a pandas table: flat columns, days as dates, lists as lists.

        Raises
        ------
        MissingExtra
            When pandas is not installed.

        Examples
        --------
        >>> import kg
        >>> table = kg.open().overlaps("openai").to_pandas()
        >>> table["since"].dtype, table["sources"].dtype
        (dtype('<M8[s]'), Int64Dtype())
        """
        return frames.to_pandas(self.columns.values, self.columns.kinds)

    def to_polars(self) -> pl.DataFrame:
        """Return the rows as a Polars table; see `to_pandas`."""
        return frames.to_polars(self.columns.values, self.columns.kinds)

    def to_arrow(self) -> pa.Table:
        """Return the rows as an Arrow table; see `to_pandas`."""
        return frames.to_arrow(self.columns.values, self.columns.kinds)

    def to_csv(self, *, excel: bool = False) -> str:
        """Return the columns as CSV, lists with ``|``; for Excel with the mark that it needs."""
        return frames.to_csv(self.columns.values, excel=excel)

    def to_markdown(self) -> str:
        """Return the columns as a Markdown table, lists with ``|``; markup in cells stays text."""
        columns = self.columns.values
        rows = zip(*columns.values(), strict=True)
        return as_markdown(list(columns), (list(map(cell_text, row)) for row in rows))

    def plot(self, path: str | os.PathLike[str]) -> Path:
        """Draw the answer to a file, ``.png`` or ``.svg``; return its path.

        Raises
        ------
        InvalidValue
            For a question without a picture, or another ending.
        MissingExtra
            When matplotlib is not installed.
        """
        from kg.graph import plots
        from kg.measures.question import question

        picture = "" if self.view else question(self.command).plot
        if not picture:
            drawn = "choose overlaps, timeline or concentration"
            raise InvalidValue("question with a picture", self.command, drawn)
        plots.draw(picture, self, Path(path))
        return Path(path)

    def to_xlsx(self) -> bytes:
        """Return a workbook: sheets of the rows, the scope, the claims and their sources.

        Raises
        ------
        MissingExtra
            When XlsxWriter is not installed.
        """
        from kg.graph.workbook import of_answer

        return of_answer(self)

    @property
    def claims(self) -> frozenset[str]:
        """Ids of the relations that the rows rest on."""
        return frozenset().union(*(self.relations(row) for row in self.dicts()))

    def _repr_html_(self) -> str:
        """Return the first rows as a table for a notebook."""
        table = self._columns(islice(self.dicts(), markup.MOST_ROWS)).values
        scope = self.scope
        then = f", as known on {scope.known_at}" if scope.known_at else ""
        caption = f"{self.command}, {self._day}{then}, {scope.level} level{self._cut}"
        rows = zip(*table.values(), strict=True)
        return markup.table(list(table), rows, len(self), caption)

    @property
    def is_truncated(self) -> bool:
        """Whether there are more rows than were listed."""
        return bool(self.about.get("truncated"))

    @property
    def total(self) -> int | None:
        """Number of rows of which only the first are listed; None when all are."""
        return self.about.get("total")

    @property
    def is_of_nothing(self) -> bool:
        """Whether the graph holds no relation at all, so that no day means anything."""
        return not self.data.records.relations

    @property
    def _day(self) -> str:
        return "of an empty graph" if self.is_of_nothing else f"as of {self.scope.as_of}"

    @property
    def _cut(self) -> str:
        return ", cut off: there are more" if self.is_truncated else ""

    @cached_property
    def columns(self) -> Columns:
        """The rows as flat columns with names beside ids, the same whatever shows them."""
        return self._columns(self.dicts())

    def _columns(self, rows: Iterable[dict[str, Any]]) -> Columns:
        listed = f"{self.command} {self.view}".rstrip()
        return as_columns(listed, rows, self.data.records.actor_by_id)


def _texts(value: Any) -> Iterator[str]:
    """Yield all texts in JSON-ready values."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _texts(part)
