"""Adding rows to the tables, and keeping the tables in order.

Both read a whole folder, check it, and write only when nothing is wrong; a file is written whole or
not at all.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from kg.base.errors import Finding, InvalidTables
from kg.base.files import write_atomically
from kg.base.locks import locked
from kg.records import dataset, tables
from kg.records.dataset import read_cutoff
from kg.records.doubts import doubled
from kg.records.rows import Row, assemble
from kg.records.rules import integrity
from kg.records.schema import TABLES
from kg.vocabulary.iri import is_slug
from kg.vocabulary.names import fold
from kg.vocabulary.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from kg.records.model import Records

    Rows = dict[str, list[Row]]


def add(folder: Path, table: str, cells: Mapping[str, str]) -> str:
    """Add one row to a table; return its id.

    Parameters
    ----------
    folder
        A folder of tables without findings.
    table
        ``actors``, ``sources``, ``deals``, ``relations`` or ``observations``.
    cells
        Text by column. Without ``id`` one is proposed; the parties of a symmetric relation are put
        in order.

    Raises
    ------
    InvalidTables
        With every finding; nothing is written then.
    FolderInUse
        When another process is writing to the folder.
    """
    with locked(folder):
        return _added(folder, table, cells)


def _added(folder: Path, table: str, cells: Mapping[str, str]) -> str:
    rows, findings = tables.read_rows(folder)
    new = _completed(table, cells, rows)
    rows[table].append(new)
    records = assembled(folder, rows, findings)
    id_ = new.id
    broken = [f for f in integrity(records) if f.subject == id_]
    broken = [f for f in broken if f.rule != "orphan-source"]  # the next row cites a new source
    broken += _repetitions(records, table, id_)
    if broken:
        raise InvalidTables(broken)
    save(folder, records)
    return id_


def tidy(folder: Path) -> dict[str, str]:
    """Return the text every table should have, by file name, for those that differ.

    Rows are sorted by id, values of a cell by name; spaces around values, byte order marks,
    foreign line ends and other names that repeat the name go. Nothing else changes.

    Raises
    ------
    InvalidTables
        With every finding that is more than a matter of form.
    """
    rows, findings = tables.read_rows(folder)
    for table_rows in rows.values():
        for row in table_rows:
            row.cells = {column: cell.strip() for column, cell in row.cells.items()}
    for row in rows["actors"]:
        row.cells = {**row.cells, "alt_names": _other_names(row.cells)}
    records = assembled(folder, rows, findings)
    return {
        file: text for file, text in tables.write(records).items() if _differs(folder / file, text)
    }


def tidied(folder: Path) -> tuple[str, ...]:
    """Write every table as `tidy` returns it; return the names of the files that changed."""
    with locked(folder):
        changed = tidy(folder)
        for file, text in changed.items():
            write_atomically(folder / file, text)
    return tuple(changed)


def propose_id(table: str, cells: Mapping[str, str], taken: set[str]) -> str:
    """Return a free id for a row, derived from its content.

    Examples
    --------
    >>> cells = {"subject": "nvidia", "type": "invests-in", "object": "openai", "announced": "2026"}
    >>> propose_id("relations", cells, {"nvidia--invests-in--openai"})
    'nvidia--invests-in--openai--2026'
    """
    stem, *tails = _stems[table](cells)
    numbers = map(str, range(2, len(taken) + 3))
    candidates = (stem, *(f"{stem}--{tail}" for tail in (*filter(None, tails), *numbers)))
    return next(candidate for candidate in candidates if candidate not in taken)


def slug(text: str) -> str:
    """Return a text as an id: ASCII, lower case, words joined by hyphens.

    >>> slug("Électricité de France (EDF)")
    'electricite-de-france-edf'
    """
    return re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-") or "unnamed"


_stems: dict[str, Callable[[Mapping[str, str]], tuple[str, ...]]] = {
    "actors": lambda c: (slug(c.get("name", "")),),
    "deals": lambda c: (slug(c.get("name", "")), c.get("announced", "")[:4]),
    "sources": lambda c: (
        "-".join(
            filter(None, (slug(c.get("publisher", "").split("(")[0]), c.get("published", "")))
        ),
    ),
    "relations": lambda c: (
        f"{c.get('subject', '')}--{c.get('type', '')}--{c.get('object', '')}",
        (c.get("valid_from") or c.get("announced") or "")[:4],
    ),
    "observations": lambda c: (
        f"{c.get('actor', '')}--{c.get('metric', '')}--{c.get('as_of', '')}",
    ),
}


def _completed(table: str, cells: Mapping[str, str], rows: Rows) -> Row:
    """Return the new row with every column, its parties in order, and an id."""
    full = dict.fromkeys(TABLES[table].columns, "") | {k: v.strip() for k, v in cells.items()}
    full = in_order(full)
    taken = {row.id for row in rows[table]}
    proposed = full["id"] or propose_id(table, full, taken)
    # Missing cells make no id; their findings stand without one.
    full["id"] = proposed if full["id"] or is_slug(proposed) else "new"
    return Row(TABLES[table], TABLES[table].file, len(taken) + 2, full)


def in_order(cells: dict[str, str]) -> dict[str, str]:
    """Return the cells of a row; a symmetric relation has its alphabetically smaller party first.

    >>> in_order({"type": "competes-with", "subject": "b", "object": "a"})["subject"]
    'a'
    """
    kind = vocabulary().relation_types.get(cells.get("type", ""))
    if kind and kind.symmetric and cells["subject"] > cells["object"]:
        return {**cells, "subject": cells["object"], "object": cells["subject"]}
    return cells


def _other_names(cells: Mapping[str, str]) -> str:
    """Return the other names of an actor without copies of its name or of one another."""
    names = dict.fromkeys(cells["alt_names"].split("|"))
    return "|".join(name for name in names if name != cells["name"])


def _repetitions(records: Records, table: str, id_: str) -> Iterator[Finding]:
    """Yield what a new row says that another one says already, as violations."""
    rest: dict[str, Any] = {table: tuple(r for r in getattr(records, table) if r.id != id_)}
    before = set(doubled(replace(records, **rest)))
    for finding in doubled(records):
        if finding not in before:
            remedy = "extend that row; if they are two, state what differs"
            yield replace(finding, severity="violation", remedy=remedy)


def assembled(folder: Path, rows: Rows, findings: list[Finding]) -> Records:
    """Return the records of some rows; raise with all findings when anything is wrong."""
    records, more = assemble(rows, lambda relations: read_cutoff(folder, relations))
    findings = findings + more
    if records is None or findings:
        raise InvalidTables(findings)
    return records


def _differs(path: Path, text: str) -> bool:
    """Say whether a file holds another text, or is not there yet."""
    return not path.exists() or path.read_bytes() != text.encode()


def save(folder: Path, records: Records) -> None:
    """Write the tables that changed, and the counts of the description."""
    for file, text in tables.write(records).items():
        if _differs(folder / file, text):
            write_atomically(folder / file, text)
    description = folder / dataset.FILE
    if description.exists():
        counts = {
            table.record.__name__: len(getattr(records, name)) for name, table in TABLES.items()
        }
        before = description.read_text(encoding="utf-8")
        after = dataset.with_counts(before, counts)
        if after != before:
            write_atomically(description, after)
