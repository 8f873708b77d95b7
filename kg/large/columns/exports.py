"""The claims of a store as columns of text: one export of one pattern for every predicate.

A store writes the answer to ``?s <p> ?o`` as text in one go, which is parsed into columns and put
beside the nodes it belongs to: a join of five patterns takes ten times as long. Terms come as the
TSV results of SPARQL 1.1, which tell IRIs from literals; the answers of an endpoint are brought
to that form first.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from kg.large.load.arrow import csv, pa, pc
from kg.large.load.terms import DoubtError, plain
from kg.rdf.engine import QueryResultsFormat
from kg.rdf.store import select
from kg.records.columns import PARTS, step
from kg.records.schema import TABLES
from kg.vocabulary.iri import PREFIXES, TERMS, WIKIDATA

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kg.rdf.engine import QuadStore
    from kg.records.columns import Column, Step, Table

    Places = NDArray[np.int32]

_LIMIT = 2**31 - 1  # bytes of text that an array holds
_BLOCK = 16 << 20


def tables(store: QuadStore) -> dict[str, pa.Table]:
    """Return the text of all tables, sorted by id; unknown cells null.

    Raises
    ------
    DoubtError
        When the graph holds what columns do not tell apart: blank nodes, triple terms, two nodes
        of one id, parts that nodes share.
    """
    reifying = f"SELECT ?s WHERE {{ ?s <{PREFIXES['rdf']}reifies> ?o }} LIMIT 1"
    if _rows(store, reifying, "s").num_rows:
        raise DoubtError("it holds RDF 1.2 triple terms")
    return _Exported(store).tables()


def values(store: QuadStore, predicate: str) -> list[str]:
    """Return what a few nodes say, as text."""
    return list(plain(_pattern(store, predicate)["o"].combine_chunks()).to_pylist())


class _Exported:
    """The cells of all rows, filled predicate by predicate."""

    def __init__(self, store: QuadStore) -> None:
        self._store = store
        self._ids: dict[str, pa.Array] = {}
        self._nodes: dict[tuple[str, str], pa.Array] = {}
        self._cells: dict[tuple[str, Step], pa.Array] = {}
        for table in TABLES.values():
            self._find(table)
        for part in PARTS:
            statements = _pattern(store, TERMS + part)
            for name in (name for name, table in TABLES.items() if part in table.parts):
                nodes = _beside(
                    statements["s"], statements["o"].combine_chunks(), self._nodes[name, ""]
                )
                self._nodes[name, part] = _unshared(nodes)
        self._fill()

    def tables(self) -> dict[str, pa.Table]:
        """Return the columns put together."""
        return {name: self._table(table) for name, table in TABLES.items()}

    def _find(self, table: Table) -> None:
        """Find the nodes of a table, in the order of their ids."""
        if table.key == "id":
            query = f"SELECT DISTINCT ?s WHERE {{ ?s a <{TERMS}{table.record.__name__}> }}"
            owners = nodes = _rows(self._store, query, "s")["s"].combine_chunks()
        else:  # the row is part of the one that names it
            owned = _pattern(self._store, table.listed[0].step.iri)
            owners, nodes = (owned[end].combine_chunks() for end in ("s", "o"))
        ids = plain(owners)
        order = pc.sort_indices(ids)
        name = table.name
        self._ids[name], self._nodes[name, ""] = ids.take(order), _unshared(nodes.take(order))
        if pc.any(pc.equal(self._ids[name][1:], self._ids[name][:-1])).as_py():
            raise DoubtError("two nodes have one id")

    def _fill(self) -> None:
        """Export every predicate once, for all the columns it fills."""
        steps: defaultdict[str, list[tuple[str, Step]]] = defaultdict(list)
        for name, table in TABLES.items():
            for filled in set(chain.from_iterable(map(_steps, table.listed))):
                steps[filled.iri].append((name, filled))
        for predicate, filled_by_it in steps.items():
            exported = _pattern(self._store, predicate)
            for name, filled in filled_by_it:
                nodes = self._nodes[name, filled.part]
                keys, terms = ("o", "s") if filled.inverse else ("s", "o")
                self._cells[name, filled] = _column(exported[keys], exported[terms], nodes)

    def _table(self, table: Table) -> pa.Table:
        return pa.table({column.name: self._column(table, column) for column in table.listed})

    def _column(self, table: Table, column: Column) -> pa.Array:
        if column.is_id:
            return self._ids[table.name]
        text, *seconds = (self._cells[table.name, filled] for filled in _steps(column))
        if "main" in column.also.values():
            return _main_first(seconds[0], text)
        for second in seconds:  # counts where the part of the first home is not there
            is_there = self._nodes[table.name, column.step.part].is_valid()
            text = pc.if_else(is_there, text, second)
        if column.form.kind == "item":
            return pc.replace_substring_regex(text, f"^{WIKIDATA}", "")
        if column.default:
            return pc.if_else(pc.equal(text, column.default), None, text)
        return text


def _steps(column: Column) -> tuple[Step, ...]:
    """Return the steps that fill a column, as `kg.rdf.read` reads them."""
    mains = (step(path) for path, feature in column.also.items() if feature == "main")
    return (*column.homes, *mains)


def _pattern(store: QuadStore, predicate: str) -> pa.Table:
    """Export subject and object of all triples of a predicate, as the terms of TSV."""
    return _rows(store, f"SELECT ?s ?o WHERE {{ ?s <{predicate}> ?o }}", "so")


def _rows(store: QuadStore, sparql: str, names: str) -> pa.Table:
    text = select(store, sparql).serialize(format=QueryResultsFormat.TSV)
    schema = pa.schema([(name, pa.string()) for name in names])
    if text is None or len(text) > _LIMIT:
        raise DoubtError("a column is too long for one array")
    if text.find(b"\n", text.find(b"\n") + 1) < 0:  # the header and no row
        return schema.empty_table()
    try:
        return csv.read_csv(
            pa.BufferReader(text),
            csv.ReadOptions(column_names=list(names), skip_rows=1, block_size=_BLOCK),
            csv.ParseOptions(delimiter="\t", quote_char=False),
            csv.ConvertOptions(column_types=schema, strings_can_be_null=False),
        )
    except pa.ArrowInvalid as error:  # a term longer than a block
        raise DoubtError(str(error)) from None


def _column(keys: pa.ChunkedArray, terms: pa.ChunkedArray, nodes: pa.Array) -> pa.Array:
    """Return for every node what is said of it, in plain text; null for nothing."""
    row = pc.index_in(keys.combine_chunks(), nodes, skip_nulls=True)
    own = row.is_valid()
    row, texts = np.asarray(row.filter(own)), plain(terms.combine_chunks().filter(own))
    if len(row) and np.bincount(row).max() > 1:
        row, texts = _joined(row, texts)
    cells = _placed(row, texts, len(nodes))
    return pc.if_else(pc.equal(cells, ""), None, cells)


def _joined(row: Places, texts: pa.Array) -> tuple[Places, pa.Array]:
    """Join the texts of every row, sorted."""
    ordered = pa.table({"row": row, "text": texts}).sort_by(
        [("row", "ascending"), ("text", "ascending")]
    )
    row, texts = np.asarray(ordered["row"]), ordered["text"].combine_chunks()
    starts = np.flatnonzero(np.append(True, row[1:] != row[:-1]))
    lists = pa.ListArray.from_arrays(pa.array(np.append(starts, len(row)), pa.int32()), texts)
    return row[starts], pc.binary_join(lists, "|")


def _beside(keys: pa.ChunkedArray, terms: pa.Array, nodes: pa.Array) -> pa.Array:
    """Return for every node the one term that is said of it; null for none."""
    row = pc.index_in(keys.combine_chunks(), nodes, skip_nulls=True)
    own = row.is_valid()
    places = np.asarray(row.filter(own))
    if len(places) and np.bincount(places).max() > 1:
        raise DoubtError("a node has several parts of one kind")
    return _placed(places, terms.filter(own), len(nodes))


def _placed(row: Places, texts: pa.Array, count: int) -> pa.Array:
    place = np.full(count, -1, np.int64)
    place[row] = np.arange(len(row))
    return pc.take(texts, pa.array(place, mask=place < 0))


def _unshared(nodes: pa.Array) -> pa.Array:
    """Return nodes that are IRIs, each of which stands once."""
    named = nodes.drop_null()
    if not pc.all(pc.starts_with(named, "<"), min_count=0).as_py():
        raise DoubtError("it holds blank nodes")
    if pc.count_distinct(named).as_py() < len(named):
        raise DoubtError("two nodes share a part")
    return nodes


def _main_first(main: pa.Array, values: pa.Array) -> pa.Array:
    """Return lists with the main value first and none twice."""
    joined = pc.binary_join_element_wise(main, values, "|", null_handling="skip")
    both = joined.fill_null("").dictionary_encode()
    lists = [
        "|".join(dict.fromkeys(text.split("|"))) or None for text in both.dictionary.to_pylist()
    ]
    return pa.array(lists, pa.string()).take(both.indices)
