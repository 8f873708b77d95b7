"""The columns of the tables: what a cell holds, and what becomes of it in RDF."""

from __future__ import annotations

import inspect
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kg.columns import TABLES
from kg.iri import BASE

if TYPE_CHECKING:
    from kg.columns import Parser, Table
    from reference.ontology import Ontology

_SIMPLE_FORMS = {
    "address": "http or https address",
    "boolean": "`true` or `false`",
    "number": "decimal number without exponent",
    "partial_date": "`YYYY`, `YYYY-MM` or `YYYY-MM-DD`",
    "percent": "number from 0 to 100",
    "positive": "decimal number, not negative",
    "slug": "id",
    "text": "text",
    "year": "`YYYY`",
}


@dataclass(frozen=True)
class Landing:
    """Where a column lands in RDF.

    ``path`` leads from the node of the row to the value, written as a SPARQL property path;
    ``also`` names properties derived from the same cell; ``meaning`` is said where the definition
    of the last property does not say it.
    """

    path: str
    also: tuple[str, ...] = ()
    meaning: str = ""


_NAME = Landing("rdfs:label", meaning="The name under which it is shown.")
_SOURCES = Landing(
    "al:evidence/prov:hadPrimarySource", meaning="The published pages on which the row rests."
)
_AMOUNT = Landing("al:amount/al:value", meaning="The sum of money, in full units.")
_ANNOUNCED = Landing("al:announced", ("al:announcedFrom",))

# Columns whose property is not simply the column name in camel case.
_LANDINGS = {
    "name": _NAME,
    "sources": _SOURCES,
    "amount": _AMOUNT,
    "announced": _ANNOUNCED,
    "currency": Landing("al:amount/al:currency"),
    "amount_qualifier": Landing("al:amount/al:qualifier"),
    "amount_period": Landing("al:amount/al:period"),
    "evidence": Landing("al:evidence/al:statement"),
    "actors.alt_names": Landing("skos:altLabel", meaning="Other names under which it is found."),
    "actors.kinds": Landing(
        "al:kind", ("al:mainKind",), "Lines of business or roles, the main one first."
    ),
    "actors.wikidata": Landing("skos:exactMatch", meaning="The same thing in Wikidata."),
    "sources.title": Landing("dcterms:title", meaning="The title of the page."),
    "sources.published": Landing("al:published", ("al:publishedTo",)),
    "sources.kind": Landing("al:sourceKind"),
    "deals.kind": Landing("al:dealKind", ("rdf:type",)),
    "deals.valuation": Landing(
        "al:valuation/al:value",
        ("al:valuation/al:currency",),
        "The post-money value of the company at which the deal was made, in the same currency.",
    ),
    "relations.announced": Landing("al:announced", ("al:announcedFrom", "al:from")),
    "relations.type": Landing("al:type", ("rdf:type",)),
    "relations.valid_from": Landing("al:validFrom", ("al:from",)),
    "relations.valid_to": Landing("al:validTo", ("al:to",)),
    "relations.confidence": Landing("al:evidence/al:confidence"),
    "relations.deal": Landing("^al:hasPart", meaning="The deal to which the relation belongs."),
    "relations.supersedes": Landing("al:supersedes", ("^al:supersededBy",)),
    "observations.value": Landing("al:value", meaning="The figure, or its lower end."),
    "observations.status": Landing("al:observationStatus"),
    "observations.as_of": Landing("al:asOf", ("al:asOfStart", "al:asOfEnd")),
    "observations.period_start": Landing("al:periodStart", ("al:periodFrom",)),
}


@dataclass(frozen=True)
class Form:
    """What a cell accepts: in words, its closed list if it has one, and whether several values."""

    words: str
    scheme: str = ""
    several: str = ""


@dataclass(frozen=True)
class ColumnPage:
    """A column as the data dictionary shows it."""

    name: str
    required: bool
    form: Form
    refers_to: str
    path: str
    also: tuple[str, ...]
    meaning: str


@dataclass(frozen=True)
class TablePage:
    """A table as the data dictionary shows it."""

    name: str
    file: str
    about: str
    columns: tuple[ColumnPage, ...]


def pages(ontology: Ontology) -> list[TablePage]:
    """Return the tables with their columns, in the order in which the program reads them."""
    return [
        TablePage(
            table.name,
            table.file,
            (inspect.getdoc(table.record) or "").partition("\n")[0],
            tuple(_column(table, name, ontology) for name in table.columns),
        )
        for table in TABLES.values()
    ]


def form(parse: Parser) -> Form:
    """Return what a parser of cells accepts."""
    # A parser made for one column is a closure; what it was made with tells it apart.
    maker = parse.__qualname__.partition(".")[0]
    given = inspect.getclosurevars(parse).nonlocals
    match maker:
        case "code":
            return Form("one of", given["scheme"])
        case "pattern":
            return Form(given["expected"].removeprefix("write "))
        case "several":
            return replace(form(given["parse"]), several="or several, with `|` between")
        case "main_first":
            return replace(form(given["parse"]), several="or several, the main one first")
    return Form(_SIMPLE_FORMS[maker])


def landing(table: Table, column: str) -> Landing:
    """Return where a column lands in RDF."""
    if column == "id":
        node = f"{BASE}{table.name.removesuffix('s')}/<id>"
        return Landing("", meaning=f"Names the row for good, and its node: `{node}`.")
    head, *tail = column.split("_")
    default = Landing("al:" + head + "".join(part.title() for part in tail))
    return _LANDINGS.get(f"{table.name}.{column}", _LANDINGS.get(column, default))


def _column(table: Table, name: str, ontology: Ontology) -> ColumnPage:
    column, landed = table.columns[name], landing(table, name)
    last = landed.path.rpartition("/")[2].removeprefix("^")
    meaning = landed.meaning or ontology.nodes[last].words("skos:definition")["en"]
    return ColumnPage(
        name=name,
        required=column.required,
        form=form(column.parse),
        refers_to=column.refers_to,
        path=landed.path,
        also=landed.also,
        meaning=meaning,
    )
