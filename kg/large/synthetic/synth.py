"""Synthetic tables of any size with the frequencies of the real data; made for tests and measuring.

Names are four syllables and say in every evidence that they are made up. The same number, seed and
shipped data give the same bytes.
"""

from __future__ import annotations

from dataclasses import asdict
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from kg.base.errors import InvalidValue, UnwritableFile
from kg.base.files import write_atomically
from kg.large.columns import writer
from kg.large.columns.folder import text_schema
from kg.large.load.arrow import csv, pa, pc
from kg.large.synthetic.model import NONE, Model, texts
from kg.large.synthetic.skeleton import Sizes, skeleton
from kg.records import tables
from kg.records.dataset import FILE, describe, with_counts
from kg.records.schema import TABLES
from kg.relations.encoding import number
from kg.vocabulary.bundled import folder as bundled
from kg.vocabulary.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from kg.large.synthetic.model import Ints
    from kg.large.synthetic.skeleton import Places, Skeleton

BLOCK = 250_000
_CONSONANTS, _VOWELS = "bdfgklmnprstvxyz", "aeiou"
_FIRST_DAY = number(np.datetime64("1900-01-01", "D").astype(object))
_DAYS = 80_000
_COPIED = (
    *("type", "currency", "amount_qualifier", "amount_period", "stake_percent", "instrument"),
    *("capacity", "capacity_unit", "market", "exclusive"),
)


class Synthetic:
    """Synthetic data, as tables and blocks of text columns.

    Parameters
    ----------
    relations
        Number of relations.
    seed
        The same seed gives the same data.
    actors
        Number of actors; default grows with the relations as in
        `kg.large.synthetic.skeleton.Sizes`.
    """

    def __init__(self, relations: int, seed: int, actors: int | None = None) -> None:
        model = _model()
        sizes = Sizes.of(relations, model, actors)
        _possible(relations, sizes.actors, 2 * len(model.kinds))
        if seed < 0:
            raise InvalidValue("seed", seed, "write a number of at least 0")
        self.model, self.seed = model, seed
        self.numbers: Skeleton = skeleton(model, sizes, seed)
        self._slugs = _spelled(self.numbers.spelling)
        self._source_ids = _numbered("source", np.arange(sizes.sources))
        self._deal_ids = _numbered("deal", np.arange(sizes.deals))

    @property
    def cutoff(self) -> str:
        """The day up to which the data reach: that of the real data."""
        return self.model.records.cutoff.isoformat()

    def table(self, name: str) -> pa.Table:
        """Return one of the small tables, sorted by id; no row is made for an optional one."""
        make: dict[str, Callable[[], pa.Table]] = {
            "actors": self._actors,
            "sources": self._sources,
            "deals": self._deals,
            "observations": self._observations,
        }
        return make[name]() if name in make else text_schema(name).empty_table()

    def blocks(self, rows: int = BLOCK) -> Iterator[pa.Table]:
        """Yield the relations, sorted by id, so many rows at a time."""
        count = self.numbers.sizes.relations
        for start in range(0, count, rows):
            yield self._relations(np.arange(start, min(start + rows, count)))

    def links(self) -> pa.Table:
        """Return the relations that supersede another one."""
        return self._relations(np.flatnonzero(self.numbers.superseded) + 1)

    def _actors(self) -> pa.Table:
        n, like = self.numbers, self.numbers.like_actor
        own = np.arange(len(like))
        # A QID names a real thing: no synthetic actor has one.
        columns = self._copied("actors", like, "kinds", "country", "founded")
        columns["id"] = self._slugs
        columns["name"] = pc.utf8_capitalize(self._slugs)
        columns["part_of"] = texts(self._slugs, n.parent, n.parent != own)
        listed = self._given("actors", "ticker")[like]
        ticker = pc.binary_join_element_wise("SYN", pc.utf8_upper(self._slugs), ":")
        columns["ticker"] = texts(ticker, own, listed)
        has_page = self._given("actors", "website")[like]
        site = pc.binary_join_element_wise("https://", self._slugs, ".example/", "")
        columns["website"] = texts(site, own, has_page)
        return _table("actors", columns)

    def _sources(self) -> pa.Table:
        n, like = self.numbers, self.numbers.like_source
        slugs = self._source_ids
        columns = self._copied("sources", like, "kind", "language")
        columns["id"] = slugs
        columns["title"] = pc.binary_join_element_wise("Synthetic report", slugs, " ")
        # As many publishers as there are, and who copies from whom, as in the real data.
        names = self.model.column("sources", "publisher").to_pylist()
        new_names = {name: f"Gazette {place}" for place, name in enumerate(dict.fromkeys(names))}
        copies = [
            f"{new_names[x]} (Wire {len(x)})" if x.endswith(")") else new_names[x] for x in names
        ]
        columns["publisher"] = texts(pa.array(copies), like)
        precision = self.model.precision("sources", "published")[like]
        columns["published"] = _dates(n.source_day, precision)
        columns["url"] = pc.binary_join_element_wise("https://news.example/", slugs, "")
        return _table("sources", columns)

    def _deals(self) -> pa.Table:
        n, like = self.numbers, self.numbers.like_deal
        slugs = self._deal_ids
        columns = self._copied("deals", like, "kind", "status", "currency", "amount_qualifier")
        columns["id"] = slugs
        columns["name"] = pc.binary_join_element_wise("Synthetic", slugs, " ")
        columns["announced"] = _dates(n.deal_day, self.model.precision("deals", "announced")[like])
        real = self.model.records.deals
        worth = [float(d.valuation.value) if d.valuation else np.nan for d in real]
        ratio = [
            max(w / float(d.amount.value), 1) if d.amount else np.nan
            for w, d in zip(worth, real, strict=True)
        ]
        stated = np.array([d.amount is not None for d in real])[like]
        columns["amount"] = _amounts(np.where(stated, n.deal_total, np.nan))
        valuation = np.where(stated, np.ceil(np.array(ratio)[like] * n.deal_total), np.nan)
        alone = np.where(stated, valuation, np.array(worth)[like])
        columns["valuation"] = _amounts(alone)
        source = np.arange(len(like)) * n.sizes.sources // len(like)
        columns["sources"] = texts(self._source_ids, source)
        return _table("deals", columns)

    def _observations(self) -> pa.Table:
        n, like = self.numbers, self.numbers.like_observation
        same = ("metric", "unit", "qualifier", "as_of", "period_start", "announced", "status")
        columns = self._copied("observations", like, *same)
        columns["actor"] = texts(self._slugs, n.observed)
        for name in ("value", "value_high"):
            real = [getattr(o, name) for o in self.model.records.observations]
            values = np.array([np.nan if v is None else float(v) for v in real])[like]
            whole = np.abs(values) >= 100
            scaled = np.where(whole, np.round(values * n.factor), values)
            columns[name] = _decimals(scaled)
        number = _numbered("", np.arange(len(like)))
        stem = (columns["actor"], columns["metric"], columns["as_of"], number)
        columns["id"] = pc.binary_join_element_wise(*stem, "--")
        source = np.arange(len(like)) * n.sizes.sources // max(len(like), 1)
        columns["sources"] = texts(self._source_ids, source)
        columns["evidence"] = pa.array(["Synthetic: made up by kg synth."] * len(like))
        return _table("observations", columns).sort_by("id")

    def _relations(self, rows: Places) -> pa.Table:
        """Return the relations of some rows."""
        n = self.numbers
        like = n.like[rows]
        columns = self._copied("relations", like, *_COPIED)
        columns["subject"] = texts(self._slugs, n.subject[rows])
        columns["object"] = texts(self._slugs, n.object[rows])
        columns["id"] = self._ids(rows)
        for name, days in (("announced", n.day), ("valid_from", n.begin), ("valid_to", n.end)):
            columns[name] = _dates(days[rows], self.model.precision("relations", name)[like])
        columns["amount"] = _amounts(n.amount[rows])
        columns["deal"] = texts(self._deal_ids, n.deal[rows], n.deal[rows] >= 0)
        columns["status"] = self._statuses(rows)
        columns["supersedes"] = self._superseded(rows)
        columns["beneficiary"] = self._beneficiaries(rows)
        columns["sources"] = _lists(self._source_ids, n.source[rows], n.count[rows])
        columns["confidence"] = self._confidence(rows)
        columns["evidence"] = self._evidence(columns, rows)
        noted = self._given("relations", "note")[like]
        columns["note"] = texts(pa.array(["Synthetic figure"]), np.zeros(len(like), int), noted)
        return _table("relations", columns)

    def _ids(self, rows: Places) -> pa.Array:
        n = self.numbers
        type_ = texts(self.model.column("relations", "type"), n.like[rows])
        parties = (texts(self._slugs, n.subject[rows]), type_, texts(self._slugs, n.object[rows]))
        stem = pc.binary_join_element_wise(*parties, "--")
        serial = n.serial[rows]
        tail = texts(_numbered("", serial), np.arange(len(serial)), serial > 0)
        return pc.binary_join_element_wise(stem, tail, "--", null_handling="skip")

    def _statuses(self, rows: Places) -> pa.Array:
        """Return statuses; who has no successor of its own is ended instead of superseded."""
        n = self.numbers
        status = texts(self.model.column("relations", "status"), n.like[rows])
        widow = pc.and_(pc.equal(status, "superseded"), pa.array(~n.superseded[rows]))
        return pc.if_else(widow, "ended", status)

    def _superseded(self, rows: Places) -> pa.Array:
        """Return the id of the relation before, where that one is superseded."""
        before = rows - 1
        follows = (before >= 0) & self.numbers.superseded[before]
        places = np.cumsum(follows) - 1
        return texts(self._ids(before[follows]), places, follows)

    def _beneficiaries(self, rows: Places) -> pa.Array:
        """Return third parties: the actor after the object, unless it is the subject."""
        n = self.numbers
        has = self._given("relations", "beneficiary")[n.like[rows]]
        third = (n.object[rows] + 1) % n.sizes.actors
        return texts(self._slugs, third, has & (third != n.subject[rows]))

    def _confidence(self, rows: Places) -> pa.Array:
        """Return confidences; an analysis alone is never of high confidence."""
        n = self.numbers
        analysis = np.array([s.kind == "analysis" for s in self.model.records.sources])
        alone = (n.count[rows] == 1) & analysis[n.like_source[n.source[rows]]]
        confidence = texts(self.model.column("relations", "confidence"), n.like[rows])
        weak = pc.and_(pc.equal(confidence, "high"), pa.array(alone))
        return pc.if_else(weak, "medium", confidence)

    def _evidence(self, columns: dict[str, pa.Array], rows: Places) -> pa.Array:
        types = vocabulary().relation_types
        verbs = pa.array([types[r.type].labels["en"] for r in self.model.records.relations])
        names = [pc.utf8_capitalize(columns[role]) for role in ("subject", "object")]
        words = ("Synthetic:", names[0], texts(verbs, self.numbers.like[rows]), names[1])
        sentences = pc.binary_join_element_wise(*words, " ")
        # Claims of one pair and type say which they are, so that none is a copy of another.
        again = self.numbers.serial[rows]
        which = pc.binary_join_element_wise("(claim ", _numbered("", again), ")", "")
        tail = texts(which, np.arange(len(again)), again > 0)
        return pc.binary_join_element_wise(sentences, tail, " ", null_handling="skip")

    def _given(self, table: str, name: str) -> NDArray[np.bool_]:
        """Return for every real row whether it has a cell filled."""
        return np.asarray(self.model.column(table, name).is_valid())

    def _copied(self, table: str, like: Ints, *names: str) -> dict[str, pa.Array]:
        return {name: texts(self.model.column(table, name), like) for name in names}


def write(synthetic: Synthetic, folder: Path, form: str, tick: Callable[[int], None]) -> None:
    """Write CSV tables or a column folder.

    Parameters
    ----------
    synthetic
        What to write.
    folder
        Made when missing; it holds nothing yet.
    form
        ``tables`` or ``columns``.
    tick
        Told the number of relations after every block written.

    Raises
    ------
    UnwritableFile
        When the folder holds something already.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UnwritableFile(folder, "it is in use; name a folder that is empty or does not exist")
    if form == "tables":
        _write_tables(synthetic, folder, tick)
    else:
        writer.write(synthetic, folder, tick)


def _write_tables(synthetic: Synthetic, folder: Path, tick: Callable[[int], None]) -> None:
    """Write a folder of CSV tables, block by block."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in (name for name, table in TABLES.items() if not table.optional):
        blocks = synthetic.blocks() if name == "relations" else iter([synthetic.table(name)])
        try:
            _write_csv(folder / f"{name}.csv", name, blocks, tick)
        except OSError as error:
            raise UnwritableFile(folder / f"{name}.csv", error.strerror or str(error)) from None
    sizes = asdict(synthetic.numbers.sizes)
    about = f"{sizes['relations']:,} relations, seed {synthetic.seed}"
    title = f"Synthetic data of {about}: nothing is true"
    counts = {name.removesuffix("s").capitalize(): size for name, size in sizes.items()}
    write_atomically(
        folder / FILE, with_counts(describe(title, synthetic.model.records.cutoff), counts)
    )


def _write_csv(
    path: Path, name: str, blocks: Iterator[pa.Table], tick: Callable[[int], None]
) -> None:
    """Write beside the file, then move over it; no cell holds a comma or a quote."""
    scratch = path.with_name(f".{path.name}.part")
    bare = csv.WriteOptions(include_header=False, quoting_style="none")
    with scratch.open("wb") as file:
        file.write(",".join(TABLES[name].columns).encode() + b"\n")
        for block in blocks:
            csv.write_csv(block, file, bare)
            if name == "relations":
                tick(block.num_rows)
    scratch.replace(path)


@lru_cache(maxsize=1)
def _model() -> Model:
    """Return the shipped data to model on; read once per process."""
    return Model(tables.read(bundled("data")))


def _possible(relations: int, actors: int, least: int) -> None:
    if relations < 1:
        raise InvalidValue("number of relations", relations, "write a number of at least 1")
    if not least <= actors <= 10_000_000:
        expected = f"write a number from {least} (two of every kind) to 10000000"
        raise InvalidValue("number of actors", actors, expected)


def _table(name: str, cells: dict[str, pa.Array]) -> pa.Table:
    """Return a table with its columns in order; those not made are empty."""
    rows = len(cells["id"])
    empty = pa.nulls(rows, pa.string())
    columns = TABLES[name].columns
    return pa.table({column: cells.get(column, empty) for column in columns})


def _spelled(numbers: NDArray[np.int64]) -> pa.Array:
    """Return names of four syllables, in the order of their numbers.

    >>> _spelled(np.array([0, 81])).to_pylist()
    ['babababa', 'bababebe']
    """
    syllables = pa.array([c + v for c in _CONSONANTS for v in _VOWELS])
    base = len(syllables)
    parts = [pc.take(syllables, pa.array(numbers // base**power % base)) for power in (3, 2, 1, 0)]
    return pc.binary_join_element_wise(*parts, "")


def _numbered(stem: str, numbers: NDArray[np.integer]) -> pa.Array:
    """Return a word with numbers of a fixed width, so that they sort as the numbers do.

    >>> _numbered("deal", np.array([7])).to_pylist(), _numbered("", np.array([7])).to_pylist()
    (['deal-00000007'], ['00000007'])
    """
    digits = pc.utf8_lpad(pc.cast(pa.array(numbers), pa.string()), 8, "0")
    return pc.binary_join_element_wise(stem, digits, "-") if stem else digits


def _lists(words: pa.Array, first: Ints, count: NDArray[np.int8]) -> pa.Array:
    """Return some of the words from a first one on, as one cell."""
    most = int(count.max(initial=1))
    each = [texts(words, first + step, count > step) for step in range(most)]
    return pc.binary_join_element_wise(*each, "|", null_handling="skip")


def _dates(days: Ints, precision: NDArray[np.int8]) -> pa.Array:
    """Return dates as they are said: of a year (1), month (2) or day (3); null for 0."""
    offset = np.clip(np.where(days == NONE, 0, days - _FIRST_DAY), 0, _DAYS - 1)
    width = np.maximum(precision, 1) - 1
    return texts(_every_day(), offset + width * np.int64(_DAYS), precision > 0)


@lru_cache(maxsize=1)
def _every_day() -> pa.Array:
    """Return all days as years, then as months, then as days."""
    every = np.arange(_FIRST_DAY, _FIRST_DAY + _DAYS).astype("datetime64[D]").astype(str)
    return pa.array([day[:width] for width in (4, 7, 10) for day in every.tolist()])


def _amounts(values: NDArray[np.float64]) -> pa.Array:
    is_known = ~np.isnan(values)
    whole = np.where(is_known, values, 0).astype(np.int64)
    return pc.cast(pa.array(whole, mask=~is_known), pa.string())


def _decimals(values: NDArray[np.float64]) -> pa.Array:
    """Return small numbers with two decimals at most, others whole."""
    texts = [None if np.isnan(v) else f"{v:.2f}".rstrip("0").rstrip(".") for v in values]
    return pa.array(texts, pa.string())
