"""Answers on the screen and in files: table, JSON, CSV, Markdown."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg.base.text import as_markdown, one_line
from kg.cli.terminal.console import (
    WIDTH,
    filled,
    is_plain,
    is_terminal,
    language,
    note,
    say,
)
from kg.cli.terminal.progress import report_answer
from kg.relations.scope import REASONS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from kg.graph.answer import Answer
    from kg.measures.question import Table
    from kg.relations.scope import Reason


# Formats that fit the ending of a file, the one it means first.
_ENDINGS = {
    ".csv": ("csv", "csv-excel"),
    ".json": ("json", "jsonld"),
    ".jsonld": ("jsonld",),
    ".md": ("md",),
    ".nt": ("nt",),
    ".tsv": ("tsv", "table"),
    ".ttl": ("ttl",),
    ".txt": ("table",),
    ".xlsx": ("xlsx",),
    ".xml": ("xml",),
}


def chosen(form: str | None, out: str, forms: Iterable[str], default: str = "table") -> str:
    """Return the format to write: the one asked for, else the one that the file's ending means.

    Parameters
    ----------
    form
        The format asked for, if any.
    out
        A file, or ``-`` for standard output.
    forms
        The formats there are.
    default
        The format for standard output and for a file without an ending.

    Raises
    ------
    UsageError
        When the ending means nothing, or another format than the one asked for; when a workbook
        would go to standard output.
    """
    ending = Path(out).suffix.lower()
    endings = {
        name: fit for name, each in _ENDINGS.items() if (fit := [f for f in each if f in forms])
    }
    if form == "xlsx" and out == "-":
        raise click.UsageError("a workbook goes to a file: name one with -o, such as answer.xlsx")
    if not ending or (form and ending not in _ENDINGS):
        return form or default
    if ending not in endings:
        raise click.UsageError(
            f"{out}: no format has the ending {ending}; use {', '.join(endings)}"
        )
    if form and form not in endings[ending]:
        means = endings[ending][0]
        raise click.UsageError(f"{out} ends like {means}, but --format says {form}; change either")
    return form or endings[ending][0]


def show(answer: Answer[Any], form: str, out: str, table: Callable[[], Table]) -> None:
    """Write an answer in a format, and say what a file holds.

    Parameters
    ----------
    answer
        What to write.
    form
        One of `kg.cli.options.FORMATS`.
    out
        A file, or ``-`` for standard output.
    table
        Makes header and rows for people; called for ``table`` and ``md`` only.
    """
    report_answer(answer)
    if form == "table":
        tabular(*table(), out)
        note(summary(answer), err=not is_terminal(out))
    else:
        write(_content(answer, form, table), out)
    if out != "-":
        note(say("write.rows", path=out, rows=say("count.row", n=len(answer))))


def _content(answer: Answer[Any], form: str, table: Callable[[], Table]) -> str | bytes:
    """Return an answer in a format for programs, or as Markdown."""
    if form == "json":
        return as_json(answer.to_dict())
    if form == "xlsx":
        return answer.to_xlsx()
    if form == "md":
        header, rows = table()
        return as_markdown(headings(header), rows) + f"\n{summary(answer, WIDTH)}\n"
    return answer.to_csv(excel=form == "csv-excel")


def tabular(header: Sequence[str], rows: Iterable[Sequence[str]], out: str) -> None:
    """Write rows as a table for people on a terminal, tab-separated elsewhere."""
    rows = list(rows)
    if not rows and is_terminal(out):
        note(say("summary.nothing"), err=False)
    elif is_terminal(out):
        _print_rich(headings(header), rows)
    else:
        lines = [headings(header), *rows]
        write("".join("\t".join(map(one_line, line)) + "\n" for line in lines), out)


def headings(header: Sequence[str]) -> list[str]:
    """Return headings in the language of the call."""
    return [say(name) for name in header]


def summary(answer: Answer[Any], width: int | None = None) -> str:
    """Return what an answer was asked about and leaves out, in lines of a width; see `filled`."""
    scope, count, total = answer.scope, len(answer.rows), answer.total
    day = say("summary.as-of", day=scope.as_of)
    rows = say("count.first", n=count, of=total) if total else say("count.row", n=count)
    parts: list[str] = [rows, say("summary.empty") if answer.is_of_nothing else day]
    parts += [say("summary.known-at", day=scope.known_at)] if scope.known_at else []
    parts += [say("summary.in-force")] if scope.basis == "in-force" else []
    parts += [say(f"summary.{scope.level}-level")]
    parts += [_left_out(answer, reason) for reason in REASONS if _is_said(answer, reason)]
    late = scope.as_of > answer.data.cutoff and not answer.is_of_nothing
    sentences = [f"{' · '.join(parts)}."]
    sentences += [say("summary.after-cutoff", day=answer.data.cutoff)] if late else []
    sentences += [say("summary.absence")]
    return "\n".join(filled(sentence, width) for sentence in sentences)


def _is_said(answer: Answer[Any], reason: Reason) -> bool:
    return bool(reason.is_said and answer.left_out[reason.name])


def _left_out(answer: Answer[Any], reason: Reason) -> str:
    """Return how many relations are left out for a reason, with their money where it is large."""
    from kg.measures.words import Words

    words, left_out = Words(answer.data.records, language()), answer.left_out
    count = say(reason.phrase, n=left_out[reason.name])
    amounts = left_out.amounts.get(reason.name, ())
    sums = [words.known(amount) for amount in amounts if amount.is_large]
    return f"{count} ({'; '.join(sums)})" if sums else count


def as_json(value: Any) -> str:
    """Return JSON with a final line break, keys in the order given."""
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def indented(line: str) -> str:
    """Return a line made safe by `one_line`, its indentation kept."""
    return line[: len(line) - len(line.lstrip(" "))] + one_line(line.lstrip(" "))


def write(text: str | bytes, out: str) -> None:
    """Write text or bytes to a file, whole or not at all, or to standard output."""
    if out == "-":
        click.echo(text, nl=False)
        return
    from kg.base.files import write_atomically

    write_atomically(Path(out), text)


def _print_rich(header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print a table, or records where its words do not fit, through the pager if it is long."""
    from rich.console import Console

    from kg.cli.terminal.screen import page, records, table, widths

    screen = Console(color_system=None) if is_plain() else Console()
    cells = [
        header,
        *(["\n".join(map(one_line, cell.split("\n"))) for cell in row] for row in rows),
    ]
    sizes = widths(cells, screen.width)
    with screen.capture() as captured:
        screen.print(table(cells, sizes) if sizes else records(cells, screen.width))
    if not page(captured.get(), screen.height):
        click.echo(captured.get(), nl=False, color=True)
