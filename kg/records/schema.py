"""The tables: which columns each has, how a cell is read, what it refers to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kg.records import cells
from kg.records.model import Actor, Deal, Observation, Relation, Source

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Parser = Callable[[str], Any]


@dataclass(frozen=True)
class Column:
    """A column of a table: its parser, whether it must be filled, and what its entries are from.

    Attributes
    ----------
    parse : callable
        From the text of a cell to its value.
    required : bool
        Whether every row must fill it.
    refers_to : str
        Table whose ids it holds.
    scheme : str
        Closed list whose entries it holds: one of the ontology, or a standard of others.
    optional : bool
        Whether a table may lack the column, as tables do that are older than it.
    """

    parse: Parser
    required: bool = False
    refers_to: str = ""
    scheme: str = ""
    optional: bool = False


@dataclass(frozen=True)
class Table:
    """A table: its record type and its columns in order."""

    name: str
    record: type
    columns: Mapping[str, Column]

    @property
    def file(self) -> str:
        """File name of the table."""
        return f"{self.name}.csv"


def _code(scheme: str, *, required: bool = False) -> Column:
    """Return a column of entries of a closed list of the ontology."""
    return Column(cells.code(scheme), required, scheme=scheme)


_MONEY = {
    "amount": Column(cells.positive),
    "currency": Column(
        cells.standard("currency", "iso-4217", "an ISO 4217 code such as USD"), scheme="iso-4217"
    ),
    "amount_qualifier": _code("qualifier"),
}
_ID = Column(cells.slug, required=True)
_TEXT = Column(cells.text)
_SOURCES = Column(cells.several(cells.slug), required=True, refers_to="sources")
_DATE = Column(cells.partial_date)
_COUNTRY = cells.standard("country", "iso-3166-1", "an ISO 3166-1 alpha-2 code such as US")
_TICKER = cells.pattern("ticker", r"[A-Z]+:[A-Z0-9.\-]+", "write EXCHANGE:SYMBOL")
_QID = cells.pattern("Wikidata id", r"Q\d+", "write Q and digits")
_CIK = cells.pattern("Central Index Key", r"\d{1,10}", "write up to 10 digits")
_LANGUAGE = cells.pattern("language", "[a-z]{2}", "write an ISO 639-1 code such as en")

TABLES = {
    table.name: table
    for table in (
        Table(
            "actors",
            Actor,
            {
                "id": _ID,
                "name": Column(cells.text, required=True),
                "alt_names": Column(cells.several(cells.text)),
                "kinds": Column(
                    cells.main_first(cells.code("actor-kind")), required=True, scheme="actor-kind"
                ),
                "part_of": Column(cells.slug, refers_to="actors"),
                "part_of_from": Column(cells.partial_date, optional=True),
                "part_of_to": Column(cells.partial_date, optional=True),
                "country": Column(_COUNTRY, scheme="iso-3166-1"),
                "founded": Column(cells.year),
                "ticker": Column(_TICKER),
                "wikidata": Column(_QID),
                "cik": Column(_CIK, optional=True),
                "lei": Column(cells.lei, optional=True),
                "website": Column(cells.address),
                "note": _TEXT,
            },
        ),
        Table(
            "sources",
            Source,
            {
                "id": _ID,
                "title": Column(cells.text, required=True),
                "publisher": Column(cells.text, required=True),
                "published": _DATE,
                "url": Column(cells.address, required=True),
                "language": Column(_LANGUAGE),
                "kind": _code("source-kind", required=True),
            },
        ),
        Table(
            "deals",
            Deal,
            {
                "id": _ID,
                "name": Column(cells.text, required=True),
                "kind": _code("deal-kind", required=True),
                "announced": _DATE,
                "closed": _DATE,
                "status": _code("status", required=True),
                **_MONEY,
                "valuation": Column(cells.positive),
                "sources": _SOURCES,
                "note": _TEXT,
            },
        ),
        Table(
            "relations",
            Relation,
            {
                "id": _ID,
                "type": _code("relation-type", required=True),
                "subject": Column(cells.slug, required=True, refers_to="actors"),
                "object": Column(cells.slug, required=True, refers_to="actors"),
                "announced": _DATE,
                "valid_from": _DATE,
                "valid_to": _DATE,
                "status": _code("status", required=True),
                **_MONEY,
                "amount_period": _code("period"),
                "stake_percent": Column(cells.percent),
                "instrument": _code("instrument"),
                "capacity": Column(cells.positive),
                "capacity_unit": _code("capacity-unit"),
                "market": Column(cells.several(cells.code("market")), scheme="market"),
                "exclusive": Column(cells.boolean),
                "beneficiary": Column(cells.several(cells.slug), refers_to="actors"),
                "deal": Column(cells.slug, refers_to="deals"),
                "supersedes": Column(cells.slug, refers_to="relations"),
                "sources": _SOURCES,
                "confidence": _code("confidence", required=True),
                "evidence": Column(cells.text, required=True),
                "note": _TEXT,
            },
        ),
        Table(
            "observations",
            Observation,
            {
                "id": _ID,
                "actor": Column(cells.slug, required=True, refers_to="actors"),
                "metric": _code("metric", required=True),
                "value": Column(cells.number, required=True),
                "value_high": Column(cells.number),
                "unit": _code("unit", required=True),
                "qualifier": _code("qualifier"),
                "as_of": Column(cells.partial_date, required=True),
                "period_start": _DATE,
                "announced": _DATE,
                "status": _code("observation-status", required=True),
                "sources": _SOURCES,
                "evidence": Column(cells.text, required=True),
            },
        ),
    )
}
