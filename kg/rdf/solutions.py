"""The results of queries: rows that can be read again, and all results in standard formats."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from kg.base import frames
from kg.base import html as markup
from kg.base.errors import InvalidValue
from kg.rdf import query
from kg.vocabulary.iri import PREFIXES, compact

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    import pandas as pd
    import polars as pl
    import pyarrow as pa

    from kg.rdf.engine import QuadStore, Results

_XSD = PREFIXES["xsd"]
_INTEGERS = {
    *("integer", "int", "long", "short", "byte", "nonNegativeInteger", "positiveInteger"),
    *("nonPositiveInteger", "negativeInteger", "unsignedLong", "unsignedInt", "unsignedShort"),
    "unsignedByte",
}
TABULAR = {
    "json": ox.QueryResultsFormat.JSON,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
    "xml": ox.QueryResultsFormat.XML,
}
GRAPHS = {
    "ttl": ox.RdfFormat.TURTLE,
    "nt": ox.RdfFormat.N_TRIPLES,
    "jsonld": ox.RdfFormat.JSON_LD,
}


def solve(store: QuadStore, sparql: str, allowed: Collection[str] = ()) -> QueryResult:
    """Answer a query; the rows of a SELECT become `Solutions`. Errors: see `kg.rdf.query.run`."""
    results = query.run(store, sparql, allowed)
    if not isinstance(results, ox.QuerySolutions):
        return results

    def again() -> ox.QuerySolutions:
        fresh = query.run(store, sparql, allowed)
        assert isinstance(fresh, ox.QuerySolutions), "a SELECT stays a SELECT"
        return fresh

    return Solutions(results, again)


class Row:
    """A row of plain values, by place, by variable or as attributes; see `python`.

    >>> row = Row(["who", "n"], ["actor:openai", 3])
    >>> row["who"], row.n, row
    ('actor:openai', 3, <Row who='actor:openai', n=3>)
    """

    __slots__ = ("_names", "_values")

    def __init__(self, names: list[str], values: list[Any]) -> None:
        self._names, self._values = names, values

    def __getitem__(self, key: int | str) -> Any:
        """Return the value at a place or of a variable."""
        return self._values[self._names.index(key) if isinstance(key, str) else key]

    def __getattr__(self, name: str) -> Any:
        """Return the value of a variable."""
        if name.startswith("_") or name not in self._names:
            raise AttributeError(f"no variable is called {name!r}; {', '.join(self._names)} are")
        return self[name]

    def __iter__(self) -> Iterator[Any]:
        """Iterate over the values."""
        return iter(self._values)

    def __len__(self) -> int:
        """Return the number of values."""
        return len(self._values)

    def __dir__(self) -> list[str]:
        """Return the variables, for completion."""
        return [*super().__dir__(), *self._names]

    def __repr__(self) -> str:
        """Return the values by variable."""
        pairs = zip(self._names, self._values, strict=True)
        return f"<Row {', '.join(f'{name}={value!r}' for name, value in pairs)}>"


class Solutions:
    """The rows that answer a SELECT query.

    The rows are read on first use and kept. They hold plain values; `terms` has them as terms.

    Parameters
    ----------
    results
        Those of the engine, which can be read once.
    run
        Runs the query again, to write rows in a standard format that have been read already.

    Examples
    --------
    >>> import kg
    >>> rows = kg.open().query("SELECT ?name { actor:openai rdfs:label ?name }")
    >>> rows.variables, len(rows), rows[0].name, rows.terms[0]["name"].value
    ([<Variable value=name>], 1, 'OpenAI', 'OpenAI')
    """

    def __init__(self, results: ox.QuerySolutions, run: Callable[[], ox.QuerySolutions]) -> None:
        self._run = run
        self._unread: ox.QuerySolutions | None = results
        self.variables = results.variables

    @cached_property
    def terms(self) -> tuple[ox.QuerySolution, ...]:
        """The rows as terms, in the order of the query."""
        with query.answering():
            return tuple(self._take())

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """The rows as plain values, in the order of the query."""
        names = self._names
        return tuple(Row(names, [python(row[name]) for name in names]) for row in self.terms)

    def __iter__(self) -> Iterator[Row]:
        """Iterate over the rows."""
        return iter(self.rows)

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.terms)

    def __getitem__(self, index: int) -> Row:
        """Return one row."""
        return self.rows[index]

    def __repr__(self) -> str:
        """Return variables and number of rows."""
        return f"<{len(self)} rows of {', '.join(self._names)}>"

    def _repr_html_(self) -> str:
        """Return the first rows as a table."""
        return markup.table(self._names, map(tuple, self.rows), len(self))

    def serialize(self, out: Any, *, format: ox.QueryResultsFormat) -> None:  # noqa: A002
        """Write the rows in a standard format, as `pyoxigraph.QuerySolutions.serialize` does."""
        self._take().serialize(out, format=format)

    def to_pandas(self) -> pd.DataFrame:
        """Return the rows as a pandas table; literals typed by their datatype, IRIs by prefix."""
        return frames.to_pandas(self.columns)

    def to_polars(self) -> pl.DataFrame:
        """Return the rows as a Polars table; see `to_pandas`."""
        return frames.to_polars(self.columns)

    def to_arrow(self) -> pa.Table:
        """Return the rows as an Arrow table; see `to_pandas`."""
        return frames.to_arrow(self.columns)

    @property
    def columns(self) -> dict[str, list[Any]]:
        """The values by variable."""
        return {name: [row[name] for row in self.rows] for name in self._names}

    @property
    def _names(self) -> list[str]:
        return [variable.value for variable in self.variables]

    def _take(self) -> ox.QuerySolutions:
        """Return solutions that nobody has read yet."""
        unread, self._unread = self._unread, None
        return self._run() if unread is None else unread


QueryResult = Solutions | ox.QueryBoolean | ox.QueryTriples


def serialize(results: QueryResult | Results, form: str) -> str:
    """Return results as text in a standard format.

    Parameters
    ----------
    results
        Of any query.
    form
        ``json``, ``csv``, ``tsv``, ``xml`` for SELECT and ASK (as ``csv`` and ``tsv``, which know
        no truth values, a line with true or false); ``ttl``, ``nt``, ``jsonld`` for CONSTRUCT and
        DESCRIBE.

    Raises
    ------
    InvalidValue
        When the format does not suit the query.
    """
    suited = {"rows": list(TABULAR), "boolean": list(TABULAR), "graph": list(GRAPHS)}[kind(results)]
    if form not in suited:
        raise InvalidValue("format for this query", form, f"choose {', '.join(suited)}")
    if isinstance(results, ox.QueryTriples):
        return _serialize_graph(results, form)
    if isinstance(results, ox.QueryBoolean) and form in {"csv", "tsv"}:
        return f"{'true' if results else 'false'}\n"
    out = io.BytesIO()
    with query.answering():
        results.serialize(out, format=TABULAR[form])
    return out.getvalue().decode()


def _serialize_graph(results: ox.QueryTriples, form: str) -> str:
    """Return triples as text, sorted and with prefixes."""
    with query.answering():
        triples = sorted(results, key=str)
    used = {p: iri for p, iri in PREFIXES.items() if any(iri in str(t) for t in triples)}
    out = io.BytesIO()
    ox.serialize(triples, out, format=GRAPHS[form], prefixes=used)
    return out.getvalue().decode()


def rows(results: QueryResult | Results) -> tuple[list[str], list[list[Any]]]:
    """Return the columns and the rows of a SELECT result, terms kept as terms."""
    assert not isinstance(results, ox.QueryBoolean | ox.QueryTriples), "only a SELECT has rows"
    columns = [variable.value for variable in results.variables]
    solutions = results.terms if isinstance(results, Solutions) else results
    with query.answering():
        return columns, [[solution[column] for column in columns] for solution in solutions]


def kind(results: QueryResult | Results) -> str:
    """Return what results are: ``rows``, ``boolean`` or ``graph``."""
    if isinstance(results, ox.QueryBoolean):
        return "boolean"
    return "graph" if isinstance(results, ox.QueryTriples) else "rows"


def readable(term: ox.NamedNode | ox.BlankNode | ox.Literal | None) -> str:
    """Return a term for people: IRIs by prefix, literals by their text, nothing for unbound.

    >>> readable(ox.NamedNode("https://w3id.org/ai-alliances/actor/openai"))
    'actor:openai'
    """
    if term is None:
        return ""
    return compact(term.value) if isinstance(term, ox.NamedNode) else term.value


def python(term: Any) -> Any:
    """Return a term as a plain value: numbers, truth values and days typed, IRIs by prefix.

    A literal whose text its datatype does not allow stays text.

    >>> (
    ...     python(ox.Literal(3)),
    ...     python(ox.Literal("2025-01-31", datatype=ox.NamedNode(_XSD + "date"))),
    ... )
    (3, datetime.date(2025, 1, 31))
    >>> python(ox.NamedNode("https://w3id.org/ai-alliances/actor/openai"))
    'actor:openai'
    """
    if isinstance(term, ox.NamedNode):
        return compact(term.value)
    if not isinstance(term, ox.Literal):
        return None if term is None else str(term)
    read = _READERS.get(term.datatype.value.removeprefix(_XSD), str)
    try:
        return read(term.value)
    except (ValueError, ArithmeticError):
        return term.value


def _truth(text: str) -> bool:
    if text not in {"true", "1", "false", "0"}:
        raise ValueError(text)
    return text in {"true", "1"}


_READERS: dict[str, Callable[[str], Any]] = {
    **dict.fromkeys(_INTEGERS, int),
    "decimal": Decimal,
    "double": float,
    "float": float,
    "boolean": _truth,
    "date": date.fromisoformat,
}
