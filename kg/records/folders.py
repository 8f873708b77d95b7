"""New folders of tables, written whole, and the handbook that explains every column in them."""

from __future__ import annotations

import inspect
import shlex
from contextlib import suppress
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from kg.base.errors import UnwritableFile
from kg.base.files import write_atomically
from kg.records import dataset, tables
from kg.records.model import Records
from kg.records.schema import TABLES
from kg.vocabulary import turtle
from kg.vocabulary.bundled import folder
from kg.vocabulary.iri import BASE, PREFIXES, compact
from kg.vocabulary.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from kg.records.columns import Column, Table


def create(place: Path, records: Records | None = None, *, cutoff: date | None = None) -> None:
    """Write a folder of tables with ``dataset.ttl`` and ``README.md``, or nothing.

    Parameters
    ----------
    place
        A new or an empty folder.
    records
        What the tables hold; None for headers only. Their terms go into ``dataset.ttl``.
    cutoff
        Day up to which the data was compiled; None lets it follow the relations.

    Raises
    ------
    UnwritableFile
        When something stands at the place already, or it cannot be written; what was written is
        taken away again.
    """
    is_new = not place.exists()
    if not is_new and (not place.is_dir() or any(place.iterdir())):
        raise UnwritableFile(place, "something is there already; name a new or an empty folder")
    texts = _texts(place.resolve().name, records, cutoff)
    try:
        for file, text in texts.items():
            write_atomically(place / file, text)
    except UnwritableFile:
        with suppress(OSError):
            for file in texts:
                (place / file).unlink(missing_ok=True)
            if is_new:
                place.rmdir()
        raise


def _texts(name: str, records: Records | None, cutoff: date | None) -> dict[str, str]:
    """Return the files of a folder with their texts."""
    content = records or Records((), (), (), (), (), cutoff=date.min)
    counts = {table.record.__name__: len(getattr(content, key)) for key, table in TABLES.items()}
    description = dataset.with_counts(dataset.describe(name, cutoff, content.rights), counts)
    page = handbook().replace("FOLDER", shlex.quote(name))
    return {**tables.write(content), dataset.FILE: description, "README.md": page}


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
