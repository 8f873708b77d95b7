"""Rows to lines of N-Quads in the default graph, by the landing of their columns; pure.

Which properties a row has stands in `kg.records.schema`; here values are written as terms. Nodes
of a row's parts, such as its evidence, follow from its own IRI, so that there is no blank node.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache, partial
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from kg.records.columns import first_of, getter, step
from kg.records.model import Actor
from kg.records.schema import TABLES
from kg.vocabulary.iri import PREFIXES, WIKIDATA, mint, mint_code
from kg.vocabulary.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date
    from decimal import Decimal

    from kg.records.columns import Column, Step, Table
    from kg.vocabulary.dates import PartialDate

_DATE = f"^^<{PREFIXES['xsd']}date>"
_DECIMAL = f"^^<{PREFIXES['xsd']}decimal>"
_ANY_URI = f"^^<{PREFIXES['xsd']}anyURI>"


def text(table: Table, record: Any) -> str:
    """Return what a record says by the columns of its table, a line each."""
    iri = table.iri(record.id)
    nodes, links = {"": f"<{iri}>"}, []
    lines = [f"<{iri}> {_TYPE} {term(name)} .\n" for name in _classes(record)]
    for name, part in table.parts.items():
        if getattr(record, part.attribute) is not None:
            nodes[name] = f"<{iri}/{name}>"
            links.append(f"<{iri}> {term(name)} {nodes[name]} .\n")
            lines.append(f"{nodes[name]} {_TYPE} {term(part.class_)} .\n")
    for statement in _statements(table.name):
        value = statement.value_of(record)
        if isinstance(value, tuple):
            lines += [statement.line(nodes, each) for each in value]
        elif value is not None and value != "":  # a sentence that is held back
            lines.append(statement.line(nodes, value))
    return "".join((*lines, *links))


def _classes(record: Any) -> tuple[str, ...]:
    """Return the classes of a record, besides those that a code in it names."""
    if isinstance(record, Actor):
        return "Actor", "Person" if record.is_person else "Organisation"
    return (type(record).__name__,)


@dataclass(frozen=True, slots=True)
class _Statement:
    """A property of the rows of a table.

    Attributes
    ----------
    part : str
        The part whose node has it; empty for that of the row.
    term : str
        The property as N-Quads writes it.
    inverse : bool
        Whether it points from the value to the node.
    value_of, written : callables
        From a record to a value, and from that to a term.
    """

    part: str
    term: str
    inverse: bool
    value_of: Callable[[Any], Any]
    written: Callable[[Any], str]

    def line(self, nodes: Mapping[str, str], value: Any) -> str:
        """Return the line that states a value."""
        if self.inverse:
            return f"{self.written(value)} {self.term} {nodes[self.part]} .\n"
        return f"{nodes[self.part]} {self.term} {self.written(value)} .\n"


@lru_cache(maxsize=16)
def _statements(table: str) -> tuple[_Statement, ...]:
    """Return the properties that the columns of a table fill."""
    getters: defaultdict[Step, list[Callable[[Any], Any]]] = defaultdict(list)
    written: dict[Step, Callable[[Any], str]] = {}
    for column in TABLES[table].listed:
        for home in column.homes:
            getters[home].insert(0, getter(column, home))
            written[home] = _written(column)
        for path, feature in column.also.items():
            if feature != "value":  # that is one of the homes
                # Of two columns that fill one path the later counts.
                getters[step(path)].insert(0, _main(column) if feature == "main" else column.of)
                written[step(path)] = _derived(column, feature)
    return tuple(
        _Statement(home.part, f"<{home.iri}>", home.inverse, first_of(getters[home]), writes)
        for home, writes in written.items()
    )


def _main(column: Column) -> Callable[[Any], Any]:
    return lambda record: column.of(record)[0]


def _derived(column: Column, feature: str) -> Callable[[Any], str]:
    """Return what writes the term that follows from a value of a column."""
    if feature in {"back", "main"}:
        return _written(column)
    if feature == "class":
        codes = vocabulary().codes[column.form.scheme]
        return lambda slug: f"<{codes[slug].extra['class']}>"
    bound = attrgetter(feature)
    return lambda value: day(bound(value))


def _written(column: Column) -> Callable[[Any], str]:
    """Return what writes a value of a column as a term."""
    match column.form.kind:
        case "code":
            return partial(code, column.form.scheme)
        case "id":
            return partial(thing, TABLES[column.refers_to].kind)
    return _TERMS[column.form.kind]


@lru_cache(maxsize=512)
def term(name: str) -> str:
    """Return a term of our ontology, or of another that is named with its prefix.

    >>> term("cutoff"), term("rdf:type")[-6:]
    ('<https://w3id.org/ai-alliances/ont#cutoff>', '#type>')
    """
    prefix, _, local = name.rpartition(":")
    return f"<{PREFIXES[prefix or 'al']}{local}>"


@lru_cache(maxsize=65536)
def thing(kind: str, slug: str) -> str:
    """Return the node of a row."""
    return f"<{mint(kind, slug)}>"


@lru_cache(maxsize=2048)
def code(scheme: str, slug: str) -> str:
    """Return an entry of a closed list."""
    return f"<{mint_code(scheme, slug)}>"


def day(value: date) -> str:
    """Return a day as a literal."""
    return f'"{value.isoformat()}"{_DATE}'


@lru_cache(maxsize=65536)
def _stated(value: PartialDate) -> str:
    """Return a date at the precision of its source: a gYear, a gYearMonth or a date."""
    name = "date" if value.day else "gYearMonth" if value.month else "gYear"
    return f'"{value}"^^<{PREFIXES["xsd"]}{name}>'


def _literal(value: str | bool) -> str:
    """Return a literal; the serialisation of the store escapes what needs it."""
    return str(ox.Literal(value))


def _decimal(value: Decimal) -> str:
    return f'"{value:f}"{_DECIMAL}'


_TYPE = term("rdf:type")
_TERMS: Mapping[str, Callable[[Any], str]] = {
    "address": lambda value: _literal(value) + _ANY_URI,
    "boolean": _literal,
    "date": _stated,
    "decimal": _decimal,
    "item": lambda value: str(ox.NamedNode(WIKIDATA + value)),
    "text": _literal,
}
