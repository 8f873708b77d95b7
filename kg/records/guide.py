"""What every column of the tables holds: in words, for people who fill them in, and in RDF."""

from __future__ import annotations

import inspect
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from kg.records.schema import TABLES
from kg.vocabulary import turtle
from kg.vocabulary.bundled import folder
from kg.vocabulary.iri import BASE, PREFIXES, compact
from kg.vocabulary.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kg.records.schema import Parser, Table

_SIMPLE_FORMS = {
    "address": "http or https address",
    "boolean": "`true` or `false`",
    "lei": "20 letters and digits, the last two of them check digits",
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
    "actors.part_of_from": Landing("al:partOfFrom"),
    "actors.part_of_to": Landing("al:partOfTo"),
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
        case "standard":
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


def meaning(table: Table, column: str) -> str:
    """Return what a column says: the definition of its property, or words of its own.

    >>> meaning(TABLES["actors"], "founded")
    'The year in which an actor was founded.'
    """
    landed = landing(table, column)
    last = landed.path.rpartition("/")[2].removeprefix("^")
    return landed.meaning or _definitions()[last]


def handbook() -> str:
    """Return a page in Markdown that explains every table, column and closed list."""
    lines = [_PREFACE]
    schemes: dict[str, None] = {}
    for table in TABLES.values():
        about = (inspect.getdoc(table.record) or "").partition("\n")[0]
        lines += [f"## {table.file}", "", about, "", "| column | what to write | meaning |"]
        lines += ["|---|---|---|"]
        for name, column in table.columns.items():
            said = form(column.parse)
            schemes |= {said.scheme: None} if said.scheme else {}
            lines.append(f"| `{name}` | {_how(table, name, said)} | {meaning(table, name)} |")
        lines.append("")
    return "\n".join([*lines, "## Closed lists", "", *_lists(schemes)])


def _how(table: Table, name: str, said: Form) -> str:
    """Return what to write into a cell."""
    column = table.columns[name]
    words = f"{said.words} of `{column.refers_to}.csv`" if column.refers_to else said.words
    parts = [words, f"[{said.scheme}](#{said.scheme})" if said.scheme else "", said.several]
    needed = "**required**: " if column.required else ""
    return needed + " ".join(filter(None, parts)).replace("|", "\\|").replace(
        " or several", ", or several"
    )


def _lists(schemes: Mapping[str, None]) -> Iterator[str]:
    """Yield the values of closed lists with their labels."""
    for scheme in schemes:
        yield f"### {scheme}"
        yield ""
        for slug, code in vocabulary().codes[scheme].items():
            yield f"- `{slug}`: {code.labels['en']}"
        yield ""


@lru_cache(maxsize=1)
def _definitions() -> Mapping[str, str]:
    """Return the English definitions of the terms of the ontology, by short name."""
    path = folder("ontology") / "alliances.ttl"
    return {
        compact(quad.subject.value): quad.object.value
        for quad in turtle.read(path)
        if quad.predicate.value == PREFIXES["skos"] + "definition" and quad.object.language == "en"
    }


_PREFACE = """\
# Your own graph

Five tables in CSV (UTF-8, comma, header row); an empty cell means unknown, `|` stands between
several values. `dataset.ttl` describes the set. Every row has an id that never changes.

## Step by step

The folder is called FOLDER here. Ids are proposed where you leave them out; nothing is written
unless all checks pass.

```console
kg -g FOLDER add actor --name "Atlas" --kinds software-company --country US
kg -g FOLDER add actor --name "Boreal" --kinds ai-lab --country FR
kg -g FOLDER add source --title "Atlas backs Boreal" --publisher Gazette --published 2025-06-01 \\
   --url https://gazette.example/atlas --kind news
kg -g FOLDER add relation --subject atlas --type invests-in --object boreal \\
   --announced 2025-06-01 --status completed --amount 1000000000 --currency USD \\
   --sources gazette-2025-06-01 --confidence medium --evidence "Atlas put one billion into Boreal."
kg -g FOLDER check --warnings
kg -g FOLDER overlaps
kg -g FOLDER render -o page.html
```

A spreadsheet does as well: save as CSV in UTF-8, then `kg fmt FOLDER` and `kg -g FOLDER check`,
which names file, row and column of whatever is wrong, and how to mend it.

When a state has changed, do not edit the old row: give it an end (`valid_to`, and a status such as
`ended` or `superseded`) and name it in `supersedes` of the new one. State an amount only with its
currency. Answers are as of the cut-off in `dataset.ttl`, or, without one, of the last day on which
a relation was announced or began.
"""
