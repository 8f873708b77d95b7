"""What graph this is: its cut-off, digest, counts, licence and versions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kg.base.version import __version__
from kg.measures.question import Question
from kg.records import tables

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from kg.measures.words import Words
    from kg.records.model import Records, Rights


@dataclass(frozen=True, slots=True)
class Description:
    """A graph as a whole.

    Attributes
    ----------
    cutoff : date
        Day up to which the data was compiled.
    digest : str
        SHA-256 of the data.
    counts : dict of str to int
        Number of rows by table.
    rights : Rights
        The terms of use that the data states.
    """

    cutoff: date
    digest: str
    counts: Mapping[str, int]
    rights: Rights

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        return {
            "command": "info",
            "data": {"cutoff": self.cutoff.isoformat(), "digest": self.digest},
            "counts": dict(self.counts),
            "creators": list(self.rights.creators),
            "licences": list(self.rights.licences),
            "origins": list(self.rights.origins),
            "version": __version__,
        }


def info(records: Records) -> Description:
    """Return what there is to know of a graph before it is asked; O(n).

    Parameters
    ----------
    records
        All records.
    """
    counts, digest = tables.counts(records), tables.digest(records)
    return Description(records.cutoff, digest, counts, records.rights)


def _lines(reply: Description, words: Words) -> Iterator[str]:
    """Yield a line for each fact."""
    facts = {
        "info.cutoff": str(reply.cutoff),
        "info.counts": ", ".join(words(f"count.{name}", n=n) for name, n in reply.counts.items()),
        "info.creators": ", ".join(reply.rights.creators),
        "info.licences": ", ".join(reply.rights.licences),
        "info.origins": ", ".join(reply.rights.origins),
        "info.digest": reply.digest,
        "info.version": f"kg {__version__}",
    }
    for key, value in facts.items():
        if value:
            yield words("word.labelled", what=words(key), value=value)


QUESTION = Question(
    info,
    """The graph: day, size, licence, digest.

    Describe the graph: up to which day it was compiled, how much it holds, its licence, its digest
    and the version of the program.
    """,
    {},
    text=_lines,
    examples=("", "--format json"),
)
