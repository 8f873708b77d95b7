"""Answers: rows with the scope they were asked under, and what was left out."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from kg.relations import LeftOut
    from kg.scope import Scope


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


R = TypeVar("R", bound=Row)


@dataclass(frozen=True)
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
    """

    command: str
    rows: tuple[R, ...]
    scope: Scope
    left_out: LeftOut
    data: Data
    about: dict[str, Any]

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
            "left_out": asdict(self.left_out),
            **self.about,
            "rows": [row.to_dict() for row in self.rows],
        }
