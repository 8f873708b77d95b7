"""Two ids as one: the rows joined, every reference rewritten, and a log of the ids that went.

Nothing is written unless all checks pass. A row that is renamed because an actor is, such as a
relation whose id names its parties, may meet a row of that id; the two are then joined as well.
"""

from __future__ import annotations

import csv
import io
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from kg.base.errors import Finding, InvalidTables, UnknownName, UsageError
from kg.base.files import write_atomically
from kg.base.locks import locked
from kg.records import rows, tables
from kg.records.curating import assembled, in_order, save
from kg.records.merging import join
from kg.records.rows import Row
from kg.records.rules import integrity
from kg.records.schema import TABLES
from kg.vocabulary.names import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    Cells = dict[str, str]

LOG = "merged.csv"
# Wording of the row that stays; the log shows that of the other.
_WORDING = frozenset(["id", "name", "title", "evidence", "note", "confidence", "publisher"])
_PARTS_OF_ID = {
    "relations": ("subject", "type", "object"),
    "observations": ("actor", "metric", "as_of"),
}


@dataclass(frozen=True, slots=True, order=True)
class Change:
    """A cell that changed: table, id of the row afterwards, column, text before and after.

    A row that went has its id as ``before`` in the column ``id``, and the row that holds it now as
    ``id``.
    """

    table: str
    id: str
    column: str
    before: str
    after: str


@dataclass
class _Folder:
    """The rows of a folder while two of them are joined."""

    cells: dict[str, dict[str, Cells]]
    changes: list[Change] = field(default_factory=list)
    renamed: list[tuple[str, str, str]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def unite(self, table: str, old: str, new: str) -> None:
        """Join a row into another one of its table, and let all references follow."""
        gone, kept = self.cells[table].pop(old), self.cells[table][new]
        joined = self._joined(table, kept, gone)
        self.change(table, new, {**joined, "id": new})
        self._refer(table, old, new)

    def rename(self, table: str, old: str, new: str) -> None:
        """Give a row another id; where that is taken, join the two."""
        if new in self.cells[table]:
            self.unite(table, old, new)
            return
        self.cells[table][new] = {**self.cells[table].pop(old), "id": new}
        self._refer(table, old, new)

    def _joined(self, table: str, kept: Cells, gone: Cells) -> Cells:
        """Return two rows as one; note the cells on which they disagree."""
        first, second = (rows.record(TABLES[table], {**c, "id": kept["id"]}) for c in (kept, gone))
        joined, conflicts = join(TABLES[table], first, second)
        for column in conflicts:
            if column not in _WORDING:
                message = f"it says {kept[column]!r}, but {gone['id']} says {gone[column]!r}"
                remedy = "correct one of the two first"
                finding = (f"{table}.csv", 0, column, "merge", message, remedy, kept["id"])
                self.findings.append(Finding(*finding))
        if table == "actors":
            names = {*joined["alt_names"].split("|"), gone["name"]} - {"", kept["name"]}
            joined["alt_names"] = "|".join(sorted(names))
        return joined

    def change(self, table: str, id_: str, cells: Cells) -> None:
        """Replace the cells of a row, and note which of them changed."""
        before = self.cells[table][id_]
        for column, text in cells.items():
            if text != before[column]:
                self.changes.append(Change(table, id_, column, before[column], text))
        self.cells[table][id_] = cells

    def _refer(self, table: str, old: str, new: str) -> None:
        """Note that a row goes by another id, and rewrite every reference to it."""
        self.renamed.append((table, old, new))
        self.changes.append(Change(table, new, "id", old, new))
        for name, columns in _references(table):
            for id_, cells in self.cells[name].items():
                texts = {column: _replaced(cells[column], old, new) for column in columns}
                if any(text != cells[column] for column, text in texts.items()):
                    self.change(name, id_, {**cells, **texts})


def join_ids(folder: Path, old: str, new: str, *, write: bool = True) -> tuple[Change, ...]:
    """Join the row of one id into that of another; return every cell that changed.

    Both are actors, relations, or rows of any other table. A stated cell beats an empty one, lists
    join, the wording of the row that stays is kept, and the name of an actor that goes becomes
    another name of the one that stays. ``merged.csv`` in the folder logs every id that went.

    Parameters
    ----------
    folder
        A folder of tables without findings.
    old, new
        The id that goes, and the one that stays.
    write
        Whether to write the tables; else only the changes are returned.

    Raises
    ------
    UnknownName
        When no table has both ids.
    InvalidTables
        With every stated cell on which the two disagree, and every rule that the tables would
        break; nothing is written then.
    FolderInUse
        When another process is writing to the folder.
    """
    with locked(folder) if write else nullcontext():
        return _joined_ids(folder, old, new, write=write)


def _joined_ids(folder: Path, old: str, new: str, *, write: bool) -> tuple[Change, ...]:
    texts, findings = tables.read_rows(folder)
    assembled(folder, texts, findings)
    work = _Folder({name: {r.id: dict(r.cells) for r in texts[name]} for name in TABLES})
    table = _table(work, old, new)
    claims = _claims_about(work, old) if table == "actors" else []
    work.unite(table, old, new)
    _rename_claims(work, claims)
    _save(folder, work, write=write)
    latest = {(table, old_id): new_id for table, old_id, new_id in work.renamed}
    named = (replace(c, id=latest.get((c.table, c.id), c.id)) for c in work.changes)
    return tuple(sorted(named))


def _table(work: _Folder, old: str, new: str) -> str:
    """Return the table that holds both ids."""
    own = {t: rows for t, rows in work.cells.items() if TABLES[t].key == "id"}
    tables_of = {id_: {t for t, rows in own.items() if id_ in rows} for id_ in (old, new)}
    for id_, holders in tables_of.items():
        if not holders:
            ids = sorted({row for rows in own.values() for row in rows})
            raise UnknownName("row", id_, nearest(id_, ids))
    common = sorted(tables_of[old] & tables_of[new])
    if old == new or not common:
        raise UsageError(f"name two ids of one table: {old} and {new} are none")
    return common[0]


def _claims_about(work: _Folder, actor: str) -> list[tuple[str, str, str]]:
    """Return the claims whose id names an actor: table, id, and what follows its parts there."""
    claims = []
    for table, columns in _PARTS_OF_ID.items():
        for id_, cells in sorted(work.cells[table].items()):
            stem = "--".join(cells[column] for column in columns)
            if actor in (cells[column] for column in columns) and id_.startswith(stem):
                claims.append((table, id_, id_.removeprefix(stem)))
    return claims


def _rename_claims(work: _Folder, claims: list[tuple[str, str, str]]) -> None:
    """Put the parties of claims about an actor in order, and name the claims after its new id."""
    for table, id_, tail in claims:
        work.change(table, id_, in_order(work.cells[table][id_]))
        cells = work.cells[table][id_]
        stem = "--".join(cells[column] for column in _PARTS_OF_ID[table])
        work.rename(table, id_, f"{stem}{tail}")


def _references(table: str) -> Iterator[tuple[str, list[str]]]:
    """Yield the tables that refer to one, with the columns that do."""
    for name, other in TABLES.items():
        columns = [column for column, form in other.columns.items() if form.refers_to == table]
        if columns:
            yield name, columns


def _replaced(cell: str, old: str, new: str) -> str:
    """Return a cell of ids with one of them replaced; each stands once, in order."""
    ids = cell.split("|")
    return "|".join(sorted({new if id_ == old else id_ for id_ in ids})) if old in ids else cell


def _save(folder: Path, work: _Folder, *, write: bool) -> None:
    """Check the joined rows, then write them and the log."""
    joined = {
        name: [Row(TABLES[name], TABLES[name].file, 0, cells) for cells in each.values()]
        for name, each in work.cells.items()
    }
    if work.findings:
        raise InvalidTables(work.findings)
    records = assembled(folder, joined, [])
    broken = list(integrity(records))
    if broken:
        raise InvalidTables(broken)
    if write:
        save(folder, records)
        write_atomically(folder / LOG, _log(folder, work.renamed))


def _log(folder: Path, renamed: list[tuple[str, str, str]]) -> str:
    """Return the log of a folder with the ids that went this time."""
    path = folder / LOG
    out = io.StringIO()
    out.write(path.read_text(encoding="utf-8") if path.exists() else "table,old,new\n")
    csv.writer(out, lineterminator="\n").writerows(renamed)
    return out.getvalue()
