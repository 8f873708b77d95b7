"""The handbook of the tables: every column in words, for people who fill them in."""

from __future__ import annotations

import inspect
from functools import lru_cache
from typing import TYPE_CHECKING

from kg.records.schema import TABLES
from kg.vocabulary import turtle
from kg.vocabulary.bundled import folder
from kg.vocabulary.iri import BASE, PREFIXES, compact
from kg.vocabulary.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kg.records.columns import Column, Table


def meaning(table: Table, column: Column) -> str:
    """Return what a column says: words of its own, or the definition of its property.

    >>> actors = TABLES["actors"]
    >>> meaning(actors, actors.columns["founded"])
    'The year in which an actor was founded.'
    """
    if column.is_id:
        return f"Names the row for good, and its node: `{BASE}{table.kind}/<id>`."
    return column.meaning or _definitions()[column.step.term]


def handbook() -> str:
    """Return a page in Markdown that explains every table, column and closed list."""
    lines = [_PREFACE]
    for table in TABLES.values():
        about = (inspect.getdoc(table.record) or "").partition("\n")[0]
        lines += [f"## {table.file}", "", about, "", "| column | what to write | meaning |"]
        lines += ["|---|---|---|"]
        for column in table.listed:
            lines.append(f"| `{column.name}` | {_entry(column)} | {meaning(table, column)} |")
        lines.append("")
    return "\n".join([*lines, "## Closed lists", "", *_lists()])


def _entry(column: Column) -> str:
    """Return what to write into a cell."""
    form = column.form
    words = f"{form.words} of `{column.refers_to}.csv`" if column.refers_to else form.words
    scheme = f" [{form.scheme}](#{form.scheme})" if form.scheme else ""
    several = f", {form.several}" if form.several else ""
    required = "**required**: " if column.required else ""
    return (required + words + scheme + several).replace("|", "\\|")


def _lists() -> Iterator[str]:
    """Yield the closed lists that columns name, with the labels of their values."""
    columns = (column for table in TABLES.values() for column in table.listed)
    for scheme in dict.fromkeys(column.form.scheme for column in columns if column.form.scheme):
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

Five tables in CSV (UTF-8, comma, header row), and `terms.csv` and `disclosed_by.csv` where you
want them; an empty cell means unknown, `|` stands between several values. `dataset.ttl` describes
the set. Every row has an id that never changes.

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
