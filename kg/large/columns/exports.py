"""The claims of a store as columns of text: one export of one pattern for every predicate.

A store writes the answer to ``?s <p> ?o`` as text in one go, which is parsed into columns and put
beside the nodes it belongs to: a join of five patterns takes ten times as long. Terms come as the
TSV results of SPARQL 1.1, which tell IRIs from literals; the answers of an endpoint are brought
to that form first.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

from kg.large.load.arrow import csv, pa, pc
from kg.large.load.terms import DoubtError, plain
from kg.rdf import read as claims
from kg.rdf.engine import QueryResultsFormat
from kg.rdf.store import select
from kg.records.schema import TABLES
from kg.vocabulary.iri import PREFIXES, TERMS, WIKIDATA

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from kg.rdf.engine import QuadStore

    Places = NDArray[np.int32]
    Place = tuple[str, str, str]  # table, part of a row's node ("" for itself), column

_LIMIT = 2**31 - 1  # bytes of text that an array holds
_BLOCK = 16 << 20
_STATEMENTS = {
    "evidence": {
        "sources": PREFIXES["prov"] + "hadPrimarySource",
        "evidence": TERMS + "statement",
        "confidence": TERMS + "confidence",
    },
    "amount": {
        "amount": TERMS + "value",
        "currency": TERMS + "currency",
        "amount_qualifier": TERMS + "qualifier",
        "amount_period": TERMS + "period",
    },
    "valuation": {"valuation": TERMS + "value", "currency": TERMS + "currency"},
}
_SHOWS = {"evidence": "sources", "amount": "amount", "valuation": "valuation"}


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
        self._cells: dict[Place, pa.Array] = {}
        for class_, name in claims.CLASSES.items():
            self._find(class_, name)
        for part, column in _SHOWS.items():
            found = _pattern(store, TERMS + part)
            for name in (n for n, table in TABLES.items() if column in table.columns):
                nodes = _beside(found["s"], found["o"].combine_chunks(), self._nodes[name, ""])
                self._nodes[name, part] = _unshared(nodes)
        self._fill()

    def tables(self) -> dict[str, pa.Table]:
        """Return the columns put together."""
        return {name: self._table(name) for name in TABLES}

    def _find(self, class_: str, name: str) -> None:
        """Find the nodes of a class, in the order of their ids."""
        query = f"SELECT DISTINCT ?s WHERE {{ ?s a <{TERMS}{class_}> }}"
        nodes = _rows(self._store, query, "s")["s"].combine_chunks()
        ids = plain(nodes)
        order = pc.sort_indices(ids)
        self._ids[name], self._nodes[name, ""] = ids.take(order), _unshared(nodes.take(order))
        if pc.any(pc.equal(self._ids[name][1:], self._ids[name][:-1])).as_py():
            raise DoubtError("two nodes have one id")

    def _fill(self) -> None:
        """Export every predicate once, for all the columns it fills."""
        wanted: dict[str, list[Place]] = defaultdict(list)
        for predicate, place in _predicates():
            wanted[predicate].append(place)
        for predicate, places in wanted.items():
            found = _pattern(self._store, predicate)
            for name, part, column in places:
                nodes = self._nodes[name, part]
                self._cells[name, part, column] = _column(found["s"], found["o"], nodes)
        part_of = _pattern(self._store, TERMS + "hasPart")
        nodes = self._nodes["relations", ""]
        self._cells["relations", "", "deal"] = _column(part_of["o"], part_of["s"], nodes)

    def _table(self, name: str) -> pa.Table:
        columns = {column: self._column(name, column) for column in TABLES[name].columns}
        return pa.table(columns)

    def _column(self, name: str, column: str) -> pa.Array:
        if column == "id":
            return self._ids[name]
        if column == "kinds":
            return _kinds(self._cells[name, "", "mainKind"], self._cells[name, "", "kinds"])
        if column == "currency":
            return self._currency(name)
        part = next((p for p, columns in _STATEMENTS.items() if column in columns), "")
        found = self._cells[name, part if (name, part) in self._nodes else "", column]
        if column == "wikidata":
            return pc.replace_substring_regex(found, f"^{WIKIDATA}", "")
        if column == "amount_period":
            return pc.if_else(pc.equal(found, "total"), None, found)
        return found

    def _currency(self, name: str) -> pa.Array:
        """Return the currency of the amount; of the valuation where there is no amount."""
        found = self._cells[name, "amount", "currency"]
        if (name, "valuation") not in self._nodes:
            return found
        other = self._cells[name, "valuation", "currency"]
        return pc.if_else(self._nodes[name, "amount"].is_valid(), found, other)


def _predicates() -> Iterator[tuple[str, Place]]:
    """Yield the predicates that fill columns, and where; the way back from `kg.rdf.quads`."""
    for name, table in TABLES.items():
        renamed = {column: iri for iri, column in claims.COLUMNS[name].items()}
        parts = [part for part, column in _SHOWS.items() if column in table.columns]
        for part in parts:
            for column, iri in _STATEMENTS[part].items():
                if column in table.columns:
                    yield iri, (name, part, column)
        elsewhere = {column for part in parts for column in _STATEMENTS[part]} | {"id"}
        for column in table.columns:
            if column not in elsewhere and (name, column) != ("relations", "deal"):
                yield renamed.get(column, TERMS + column), (name, "", column)
    yield claims.MAIN_KIND, ("actors", "", "mainKind")


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
    said = _placed(row, texts, len(nodes))
    return pc.if_else(pc.equal(said, ""), None, said)


def _joined(row: Places, texts: pa.Array) -> tuple[Places, pa.Array]:
    """Join the texts of every row, sorted."""
    found = pa.table({"row": row, "text": texts}).sort_by(
        [("row", "ascending"), ("text", "ascending")]
    )
    row, texts = np.asarray(found["row"]), found["text"].combine_chunks()
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


def _kinds(main: pa.Array, kinds: pa.Array) -> pa.Array:
    """Return lists of kinds, the main one first and none twice."""
    joined = pc.binary_join_element_wise(main, kinds, "|", null_handling="skip")
    both = joined.fill_null("").dictionary_encode()
    lists = [
        "|".join(dict.fromkeys(text.split("|"))) or None for text in both.dictionary.to_pylist()
    ]
    return pa.array(lists, pa.string()).take(both.indices)
