"""Tables of any size, checked and kept as a column folder; goes on where it was stopped.

While work is under way the folder holds ``import/``: what was read, and of which files. A run that
is killed leaves whole parts behind; the next one with the same files keeps them. The folder is a
graph once ``meta.json`` is there, the last thing written. Where a store is asked for too, what was
found stays in ``import/`` until the store is whole.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from dataclasses import asdict, dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from kg.base.errors import Finding, UnreadableGraph, UnwritableFile
from kg.base.files import write_atomically
from kg.large import META, is_columns
from kg.large.columns import folder, quads, writer
from kg.large.load.arrow import pa, parquet, pc
from kg.large.load.consistency import (
    Relations,
    Small,
    Succession,
    broken,
    broken_deals,
    broken_observations,
    broken_sources,
    cheques,
    contents,
    succession,
)
from kg.large.load.derive import context
from kg.large.load.doubts import Doubts
from kg.large.load.doubts import broken as heard
from kg.large.load.gather import Gathered
from kg.large.load.raw import ROW, RawTables
from kg.rdf.store import refuse_other
from kg.records.dataset import latest_day, read_cutoff
from kg.records.schema import TABLES
from kg.relations.encoding import day

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from numpy.typing import NDArray

    from kg.large.load.gather import Tell

WORK = "import"
_NOTE, _REPORT = "source.json", "report.json"
_LINK = ["id", "supersedes", "sources", "announced"]
_OLDER = ["id", "status", "subject", "object"]


@dataclass(frozen=True)
class Report:
    """The findings and counts of an import or a check.

    Attributes
    ----------
    findings : tuple of Finding
        What is wrong, at most a hundred rows for each rule.
    unlisted : dict of str to int
        How many rows more are in doubt, by table and rule.
    counts : dict of str to int
        Rows by table; empty when the tables cannot be read.
    """

    findings: tuple[Finding, ...]
    unlisted: dict[str, int]
    counts: dict[str, int]


def bulk(
    source: Path,
    place: Path,
    tell: Tell,
    rows: int = folder.PART_ROWS,
    store: Path | None = None,
) -> Report:
    """Check a folder of tables and write it as a column folder, and as a store if asked for.

    Nothing is written when a cell, id or reference cannot be read. Rules between rows are reported
    and do not keep data out, as with any other graph.

    Parameters
    ----------
    source
        Folder of CSV tables, or of Parquet files with the same columns.
    place
        The column folder: empty, missing, or left by a run that was stopped.
    tell
        Told what is done, how many relations of how many (None while unknown).
    rows
        Number of relations in a part.
    store
        Folder of an Oxigraph store too: empty, missing, or a store to be replaced.

    Raises
    ------
    UnwritableFile
        When one of the places holds something else.
    UnreadableGraph
        When there is no such source.
    """
    tables = RawTables(source)
    work = place / WORK
    if store:
        _refuse(store, place)
    _begin(tables, place, work, rows)
    report = _known(place, work) or _import(tables, place, rows, tell)
    if report.counts:
        write_atomically(work / _REPORT, json.dumps(asdict(report)))
        _clear(work, keep=(_REPORT, _NOTE))
        if store:
            quads.build(place, store, tell)
        _clear(work)
    return report


def _import(tables: RawTables, place: Path, rows: int, tell: Tell) -> Report:
    """Write the columns, part by part, and return what was found."""
    work = place / WORK
    gathered = Gathered(tables, work, rows, tell)
    findings = gathered.findings()
    if findings:
        _abandon(place, work)
        return Report(tuple(findings), gathered.doubts.unheard, {})
    sound = Sound(gathered)
    writer.write(sound, place, lambda _: None, rows)
    return sound.report()


def check(source: Path) -> Report:
    """Check a folder of tables or columns of any size; nothing is left behind."""
    with tempfile.TemporaryDirectory(prefix="kg-check-") as scratch:
        gathered = Gathered(RawTables(source), Path(scratch), folder.PART_ROWS, lambda *_: None)
        findings = gathered.findings()
        if findings:
            return Report(tuple(findings), gathered.doubts.unheard, {})
        sound = Sound(gathered)
        for _ in sound.blocks(gathered.rows):
            pass
        return sound.report()


class Sound:
    """Tables whose cells are sound, in order; looked at for all other rules as they go by.

    Parameters
    ----------
    gathered
        The tables, without findings.
    """

    def __init__(self, gathered: Gathered) -> None:
        self._gathered = gathered
        self._doubts = Doubts()
        self._small = {
            name: block.sort_by(TABLES[name].key) for name, block in gathered.small.items()
        }
        sources = context(self._small)
        self._facts = Small(
            sources, self._small["actors"], self._small["sources"], self._small["deals"]
        )
        self._used = np.zeros(self._small["sources"].num_rows, np.bool_)
        self._put_in = np.zeros(self._small["deals"].num_rows)
        self._contents: list[NDArray[np.int64]] = []
        self._numbers: list[NDArray[np.int64]] = []
        self._count = 0

    @cached_property
    def cutoff(self) -> str:
        """The day up to which the data reach: as stated, else the last day of a relation."""
        place = self._gathered.raw.place
        stated = read_cutoff(place, ())
        if stated != latest_day(()):
            return stated.isoformat()
        if is_columns(place):
            return str(folder.read_meta(place)["cutoff"])
        return day(self._gathered.latest()).isoformat()

    def table(self, name: str) -> pa.Table:
        """Return one of the small tables, sorted by id."""
        return self._small[name].drop_columns([ROW])

    def links(self) -> pa.Table:
        """Return the relations that supersede another one."""
        return self._links

    def blocks(self, rows: int) -> Iterator[pa.Table]:
        """Yield the relations part by part, each looked at before it goes by."""
        assert rows == self._gathered.rows, "parts are of one size"
        for path in self._gathered.parts():
            block = parquet.read_table(path)
            self._look_at(block)
            yield block
            self._count += block.num_rows
            self._gathered.tell("checked", self._count, self._gathered.total)

    def report(self) -> Report:
        """Return what is wrong, once all blocks went by."""
        self._look_at_small()
        counts = {name: block.num_rows for name, block in self._small.items()}
        counts["relations"] = self._count
        findings: list[Finding] = []
        if self._doubts.first:
            until = date.fromisoformat(self.cutoff)
            findings = heard(self._doubts, self._gathered, self._gathered.raw, until)
        ordered = {
            name: counts[name] for name in TABLES if counts[name] or not TABLES[name].optional
        }
        return Report(tuple(sorted(findings)), self._doubts.unheard, ordered)

    @cached_property
    def _links(self) -> pa.Table:
        paths = self._gathered.parts()
        parts = (parquet.read_table(path, columns=_LINK) for path in paths)
        empty = folder.text_schema("relations").empty_table().select(_LINK)
        return pa.concat_tables(
            [empty, *(part.filter(pc.is_valid(part["supersedes"])) for part in parts)]
        )

    @cached_property
    def _older(self) -> pa.Table:
        ids = self._links["supersedes"].combine_chunks()
        parts = (parquet.read_table(path, columns=_OLDER) for path in self._gathered.parts())
        empty = folder.text_schema("relations").empty_table().select(_OLDER)
        return pa.concat_tables(
            [empty, *(part.filter(pc.is_in(part["id"], ids)) for part in parts)]
        )

    @cached_property
    def _chains(self) -> Succession:
        return succession(self._links, self._older, self._facts.context)

    def _look_at(self, block: pa.Table) -> None:
        relations = Relations(block, self._facts, self._chains)
        for rule, mask in broken(relations):
            self._doubts.add("relations", rule, block, mask)
        self._used[relations.cited.place] = True
        self._put_in += cheques(relations)
        self._contents.append(contents("relations", block))
        self._numbers.append(np.asarray(block[ROW]))

    def _note_copies(self, name: str, hashes: NDArray[np.int64], numbers: Any) -> None:
        copies = _same(hashes)
        if len(copies):
            self._doubts.note(name, "same-row", np.asarray(numbers)[copies].tolist())

    def _look_at_small(self) -> None:
        deals, observations = self._small["deals"], self._small["observations"]
        for name, column in _citing():
            lists = pc.split_pattern(self._small[name][column].combine_chunks(), "|")
            self._used[np.asarray(pc.index_in(lists.flatten(), self._facts.context.sources))] = True
        for name in ("actors", "deals", "observations"):
            self._note_copies(name, contents(name, self._small[name]), self._small[name][ROW])
        if self._contents:
            numbers = np.concatenate(self._numbers)
            self._note_copies("relations", np.concatenate(self._contents), numbers)
        # Sums of floats differ from those of decimals in the last digits.
        beyond = self._put_in > self._facts.total * (1 + 1e-12)
        suspects = [("deals", "deal-total", beyond)]
        suspects += [("deals", *entry) for entry in broken_deals(deals)]
        suspects += [("observations", *entry) for entry in broken_observations(observations)]
        suspects += [
            ("sources", *entry) for entry in broken_sources(self._small["sources"], self._used)
        ]
        for name, rule, mask in suspects:
            self._doubts.add(name, rule, self._small[name], mask)


def _citing() -> Iterator[tuple[str, str]]:
    """Yield the small tables that cite sources, with the column that does."""
    for name, table in TABLES.items():
        for column in table.listed:
            if column.refers_to == "sources" and name != "relations":
                yield name, column.name


def _same(hashes: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the places whose hash stands more than once, those of one hash together."""
    order = np.argsort(hashes, kind="stable")
    again = hashes[order][1:] == hashes[order][:-1]
    is_repeated = np.append(again, False) | np.append(False, again) if len(order) else again
    return np.asarray(order[is_repeated], np.int64)


def _refuse(store: Path, place: Path) -> None:
    """Look at the place of the store before anything is read."""
    inner, outer = store.resolve(), place.resolve()
    if inner.is_relative_to(outer) or outer.is_relative_to(inner):
        raise UnwritableFile(
            store, f"neither it nor {place} can lie in the other; name two folders"
        )
    refuse_other(store)


def _begin(tables: RawTables, place: Path, work: Path, rows: int) -> None:
    """Make the folder ready: fresh, or as a stopped run on the same files left it."""
    note = work / _NOTE
    source = json.dumps({"rows": rows, "files": [*_fingerprint(tables)]})
    if place.exists() and not place.is_dir():
        raise UnwritableFile(place, "it is a file; name a folder")
    if note.is_file():
        if note.read_text(encoding="utf-8") == source:
            return
        _abandon(place, work)
    elif is_columns(place):
        reason = f"it is a whole column folder; for a store of it: kg -g {place} build -o STORE"
        raise UnwritableFile(place, reason)
    elif place.is_dir() and any(place.iterdir()):
        raise UnwritableFile(place, "it is in use; name a folder that is empty or does not exist")
    if tables.place.resolve() == place.resolve():
        raise UnreadableGraph(place, "the tables and the column folder cannot be one folder")
    write_atomically(note, source)


def _known(place: Path, work: Path) -> Report | None:
    """Return what was found, when only the store is missing."""
    note = work / _REPORT
    if not (is_columns(place) and note.is_file()):
        return None
    note_text = json.loads(note.read_text(encoding="utf-8"))
    findings = tuple(Finding(**finding) for finding in note_text.pop("findings"))
    return Report(findings, **note_text)


def _clear(work: Path, keep: Collection[str] = ()) -> None:
    """Take away what an import needs no more, in an order that survives a kill at any point.

    Of a folder that is there a run takes it that it is whole, so that each is renamed first; the
    note on the source goes last.
    """
    if not work.is_dir():
        return
    gone = work / "gone"
    shutil.rmtree(gone, ignore_errors=True)
    last = {_REPORT: 2, _NOTE: 3}
    for path in sorted(work.iterdir(), key=lambda file: last.get(file.name, int(file.is_dir()))):
        if path.name in keep:
            continue
        if path.is_dir():
            shutil.rmtree(path.rename(gone))
        else:
            path.unlink()
    if not keep:
        work.rmdir()


def _fingerprint(tables: RawTables) -> Iterator[tuple[str, int, int]]:
    for name in TABLES:
        for path in tables.files(name):
            about = path.stat()
            yield path.name, about.st_size, about.st_mtime_ns


def _abandon(place: Path, work: Path) -> None:
    """Take away what a run has made that leads nowhere; first what makes it a graph."""
    (place / META).unlink(missing_ok=True)
    _clear(work)
    shutil.rmtree(place / "relations", ignore_errors=True)
    for name in TABLES:
        (place / f"{name}.parquet").unlink(missing_ok=True)
    if place.is_dir() and not any(place.iterdir()):
        place.rmdir()
