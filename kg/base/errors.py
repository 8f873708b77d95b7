"""Errors that say what is wrong, where, and what to do.

The tree::

    KgError                  anything a user can mend
    ├── UsageError           the call itself is off (exit code 2)
    │   ├── UnknownName      no actor, query, type … of that name; holds the nearest ones
    │   ├── InvalidValue     a date, amount or parameter that cannot be read
    │   ├── QuerySyntax      SPARQL that does not parse; holds line and column
    │   ├── QueryFailed      SPARQL that parses and cannot be answered
    │   ├── NotExplained   SPARQL that can be answered, and not be explained
    │   ├── NotExportable    a format that cannot hold, or lacks, what was asked for
    │   └── MissingExtra     an optional library is not installed; holds the install line
    └── DataError            the data is at fault (exit code 1)
        ├── InvalidTables    findings in a folder of tables; holds all of them
        ├── UnreadableGraph  a file, folder or store that is no graph
        ├── UnreadableQuery  a file that should hold a query and cannot be read
        ├── EndpointError    a SPARQL endpoint that does not answer, or answers with an error
        ├── AnswerCut        a SPARQL endpoint that gave a part of its answer; holds the part
        ├── UnwritableFile   an output that cannot be written
        └── FolderInUse      a folder of tables that another process is writing to
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.base.text import without_secret

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One thing wrong in the data, with its place and its remedy.

    Attributes
    ----------
    file : str
        Name of the table or file.
    row : int
        Line in the file, the header being line 1; 0 when the whole file is meant.
    column : str
        Column name; empty when the whole row is meant.
    rule : str
        Name of the broken rule, in kebab-case.
    message : str
        What is wrong.
    remedy : str
        How to mend it.
    subject : str
        Id of the row, where it has one.
    severity : {"violation", "warning"}
        A violation must be mended; a warning deserves a look.
    """

    file: str
    row: int
    column: str
    rule: str
    message: str
    remedy: str
    subject: str = ""
    severity: str = "violation"

    def __str__(self) -> str:
        """Return the finding on one line: place, message, remedy; the id where no row is known."""
        place = ":".join(part for part in (self.file, str(self.row or ""), self.column) if part)
        subject = f"{self.subject}: " if self.subject and not self.row else ""
        return f"{place}: {subject}{self.message}; {self.remedy}"


class KgError(Exception):
    """Anything that goes wrong and that a user can mend."""

    exit_code = 1


class UsageError(KgError):
    """The call itself is off: a name, an option, a query."""

    exit_code = 2


class UnknownName(UsageError):
    """No actor, query, relation type … goes by the name given.

    Parameters
    ----------
    kind
        What was looked for: ``actor``, ``query``, ``status`` …
    name
        The name that was given.
    nearest
        Names that come close, best first.
    known
        All names, where they are few or none comes close.
    """

    def __init__(
        self, kind: str, name: str, nearest: Sequence[str] = (), known: Sequence[str] = ()
    ) -> None:
        self.kind = kind
        self.name = name
        self.nearest = tuple(nearest)
        hint = f"; did you mean {alternatives(self.nearest)}?" if self.nearest else ""
        choices = f"{'' if hint else ';'} choose {alternatives(known)}" if known else ""
        super().__init__(f"no {kind} is called {name!r}{hint}{choices}")


class InvalidValue(UsageError):
    """A value that cannot be read, with what was expected.

    Parameters
    ----------
    what
        What the value is for, such as ``date``.
    value
        The value that was given.
    expected
        What would have been right.
    """

    def __init__(self, what: str, value: object, expected: str) -> None:
        self.what = what
        self.value = value
        self.expected = expected
        super().__init__(f"{str(value)!r} is not a valid {what}; {expected}")


class QuerySyntax(UsageError):
    """A SPARQL query that does not parse.

    Parameters
    ----------
    message
        What the parser said.
    line, column
        Place in the query, counted from 1; None when the engine gave none.
    """

    def __init__(self, message: str, line: int | None = None, column: int | None = None) -> None:
        self.message = " ".join(message.split())
        self.line = line
        self.column = column
        place = f" at line {line}, column {column}" if line is not None else ""
        super().__init__(f"the SPARQL query cannot be read{place}: {self.message}")


class QueryFailed(UsageError):
    """A SPARQL query that parses and cannot be answered: an unknown function, a service."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(f"the query cannot be answered: {reason}")


class NotExplained(UsageError):
    """A SPARQL query that can be answered, but whose plan cannot be told."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(f"the query cannot be explained: {reason}")


class NotExportable(UsageError):
    """A format that cannot hold what was asked for, or that needs to be told more."""

    def __init__(self, form: str, reason: str) -> None:
        self.form = form
        self.reason = reason
        super().__init__(f"the format {form} {reason}")


class MissingExtra(UsageError):
    """An optional library that a command needs is not installed."""

    def __init__(self, purpose: str, extra: str) -> None:
        self.extra = extra
        super().__init__(f"{purpose} needs an extra: pip install 'ai-alliances[{extra}]'")


class DataError(KgError):
    """The data is at fault, not the call."""


class InvalidTables(DataError):
    """A folder of tables with findings; nothing of it is used.

    Parameters
    ----------
    findings
        All findings, in the order of file, row and column.
    """

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(sorted(findings))
        count = len(self.findings)
        lines = "\n".join(f"  {finding}" for finding in self.findings)
        noun = "problem" if count == 1 else "problems"
        super().__init__(f"{count} {noun} in the tables:\n{lines}")


class UnreadableGraph(DataError):
    """A place that holds no graph, or one that cannot be read.

    Parameters
    ----------
    place
        The file, folder or address.
    reason
        Why it cannot be read, and what to do.
    """

    def __init__(self, place: object, reason: str) -> None:
        self.place = str(place)
        self.reason = reason
        super().__init__(f"cannot read a graph from {self.place}: {reason}")


class UnreadableQuery(DataError):
    """A file that should hold a SPARQL query and cannot be read."""

    def __init__(self, file: str, reason: str) -> None:
        self.file = file
        self.reason = reason
        super().__init__(f"cannot read a query from {file}: {reason}")


class EndpointError(DataError):
    """A SPARQL endpoint that cannot be reached or answers with an error."""

    def __init__(self, address: str, reason: str) -> None:
        self.address = without_secret(address)
        self.reason = reason
        super().__init__(f"no answer from the SPARQL endpoint {self.address}: {reason}")


class AnswerCut(DataError):
    """A SPARQL endpoint that gave only a part of its answer.

    Parameters
    ----------
    address
        The endpoint.
    reason
        What it says of the cut.
    results
        The part, as the store gives the results of a query.
    """

    def __init__(self, address: str, reason: str, results: object) -> None:
        self.address = without_secret(address)
        self.reason = reason
        self.results = results
        limit = "kg serve --max-rows N; Virtuoso: ResultSetMaxRows"
        remedy = f"raise its limit there ({limit}), or ask for less"
        super().__init__(
            f"the SPARQL endpoint {self.address} cut its answer off ({reason}); {remedy}"
        )


class UnwritableFile(DataError):
    """An output that cannot be written; what stood there before is untouched."""

    def __init__(self, path: object, reason: str) -> None:
        self.path = str(path)
        self.reason = reason
        super().__init__(f"cannot write {self.path}: {reason}")


class FolderInUse(DataError):
    """A folder that another process is writing to; nothing was read or written."""

    def __init__(self, folder: object, holder: str) -> None:
        self.folder = str(folder)
        self.holder = holder
        super().__init__(
            f"{self.folder} is being written by {holder or 'another process'}; nothing was changed."
            " Try again when it has ended"
        )


def alternatives(names: Sequence[str]) -> str:
    """Join names as a reader would say them: ``a, b or c``.

    >>> alternatives(["a", "b", "c"])
    'a, b or c'
    """
    *rest, last = names
    return f"{', '.join(rest)} or {last}" if rest else last
