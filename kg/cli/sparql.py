"""``kg query`` and ``kg queries``."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg.cli.choices import ARGUMENT, DAY, FILE, QUERY, Choice
from kg.cli.options import pass_graph

if TYPE_CHECKING:
    from collections.abc import Callable

    from kg.graph.graph import Graph
    from kg.rdf.query import NamedQuery

_LISTED = ("table", "json", "md")
_FORMATS = ("table", "json", "csv", "tsv", "xml", "ttl", "nt", "jsonld", "xlsx")


@click.command()
@click.argument("arguments", nargs=-1, type=ARGUMENT, metavar="[SPARQL | NAME=VALUE ...]")
@click.option(
    "-f", "--file", type=FILE, metavar="FILE", help="Read the query here; - is standard input."
)
@click.option("-n", "--name", type=QUERY, metavar="NAME", help="Ask a named query; see kg queries.")
@click.option(
    "--known-at", type=DAY, metavar="DATE", help="Ask the record as it stood on this day."
)
@click.option("--service", multiple=True, metavar="ADDRESS", help="Let SERVICE ask this address.")
@click.option(
    "--timeout",
    type=click.FloatRange(0, min_open=True),
    metavar="SECONDS",
    help="Give up after so long. Default: never.",
)
@click.option("--show", is_flag=True, help="Print the SPARQL text instead of running it.")
@click.option("--explain", is_flag=True, help="Print the plan instead of running the query.")
@click.option("--format", "form", type=Choice(_FORMATS), help="Default: table, or ttl.")
@click.option("-o", "--output", "out", default="-", type=FILE, metavar="FILE", help="Write here.")
@pass_graph
def query(graph: Graph, arguments: tuple[str, ...], form: str | None, out: str, **how: Any) -> None:
    """Answer a SPARQL 1.1 query: given as text, in a file, on standard input, or by name.

    The prefixes al:, actor:, relation:, deal:, source:, observation:, code:, graph: and the usual
    ones need no declaration. Claims stand in the default graph, direct arrows in graph:arrows,
    pairs of actors in graph:dyads, the ontology in graph:ontology.

    A query says itself which claims it wants: give a named query its as_of=DATE and its
    basis=in-force. With --known-at it is asked of the record as it stood on a day.

    \b
    Examples:
      kg query 'SELECT ?who WHERE { GRAPH graph:arrows { ?who al:investsIn actor:openai } }'
      kg query -n investors-of actor=mistral-ai
      kg query -n investors-of actor=openai as_of=2025-12-02 --known-at 2025-12-02
      kg query -f question.rq --format csv
      echo 'ASK { actor:openai a al:Actor }' | kg query -f -
    """
    from kg.cli.terminal.output import chosen, write

    sparql = _sparql(graph, arguments, how["file"], how["name"])
    if how["show"]:
        write(sparql, out)
        return
    if how["explain"]:
        from kg.rdf.plan.explain import explain

        write(str(explain(graph.store, sparql)), out)
        return
    ask = partial(graph.query, sparql, known_at=how["known_at"], services=how["service"])
    form = chosen(form, out, _FORMATS, "")
    if form == "xlsx":
        write(_workbook(ask(), graph), out)
    else:
        _print(sparql, ask, form or None, out, how["timeout"])


@click.command()
@click.argument("name", type=QUERY, required=False)
@click.option("--format", "form", type=Choice(_LISTED), help="Default: table.")
@click.option("-o", "--output", "out", default="-", type=FILE, metavar="FILE", help="Write here.")
def queries(name: str | None, form: str | None, out: str) -> None:
    """List the named queries with title, parameters and columns; or describe one.

    \b
    Examples:
      kg queries
      kg queries investors-of
    """
    from kg.base.text import as_markdown
    from kg.cli.terminal.output import as_json, chosen, headings, tabular, write
    from kg.rdf import query as library

    form = chosen(form, out, _LISTED)
    entries = [library.named(name)] if name else list(library.named_queries().values())
    header = [f"heading.{name}" for name in ("name", "question", "parameters", "columns")]
    rows = [_row(entry) for entry in entries]
    if form == "json":
        write(as_json([_dict(entry) for entry in entries]), out)
    elif form == "md":
        write(as_markdown(headings(header), rows), out)
    elif name:
        write(_description(entries[0]), out)
    else:
        tabular(header, rows, out)


def _sparql(graph: Graph, arguments: tuple[str, ...], file: str | None, name: str | None) -> str:
    """Return the text of the query that the call means."""
    from kg.rdf.query import named_queries

    if name is not None:
        if file is not None:
            raise click.UsageError("give either -n or -f, not both")
        return graph.sparql(name, _parameters(arguments))
    if file is not None:
        if arguments:
            raise click.UsageError("give either the query's text or -f, not both")
        return _read(file)
    if arguments and arguments[0] in named_queries():
        meant = " ".join(("kg query -n", *arguments))
        raise click.UsageError(f"a named query is asked by -n; write: {meant}")
    if len(arguments) != 1:
        raise click.UsageError("give one SPARQL query, -f FILE or -n NAME; see kg query --help")
    return arguments[0]


def _parameters(arguments: tuple[str, ...]) -> dict[str, str]:
    parameters = {}
    for argument in arguments:
        name, equals, value = argument.partition("=")
        if not equals:
            raise click.UsageError(f"write parameters as NAME=VALUE, not {argument!r}")
        parameters[name] = value
    return parameters


def _read(file: str) -> str:
    from kg.base.errors import UnreadableQuery

    try:
        raw = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        return raw.decode("utf-8")
    except OSError as error:
        raise UnreadableQuery(file, error.strerror or str(error)) from None
    except UnicodeDecodeError:
        raise UnreadableQuery(file, "it is not UTF-8; save it as UTF-8") from None


def _print(
    sparql: str, ask: Callable[[], Any], form: str | None, out: str, seconds: float | None
) -> None:
    """Run a query and print its results."""
    from kg.cli.terminal.console import Phrase, detail, is_terminal, note, say
    from kg.cli.terminal.interrupt import breakable
    from kg.cli.terminal.output import tabular, write
    from kg.cli.terminal.progress import report_time, working

    detail(sparql)
    with working("progress.query"), breakable(seconds):
        results = _results(ask, None if form == "table" else form)
    report_time()
    if isinstance(results, str):
        write(results, out)
    else:
        columns, rows = results
        tabular([Phrase(column) for column in columns], rows, out)
        absence = say("summary.absence")
        count = say("count.row", n=len(rows))
        note(f"{count}.\n{absence}", err=not is_terminal(out))


def _workbook(results: Any, graph: Graph) -> bytes:
    """Return the rows of a SELECT query as a workbook."""
    from kg.base.workbook import workbook
    from kg.rdf import solutions

    if solutions.kind(results) != "rows":
        raise click.UsageError("a workbook holds the rows of SELECT; choose another format")
    return workbook({"answer": results.columns}, graph.cutoff)


def _results(ask: Callable[[], Any], form: str | None) -> str | tuple[list[str], list[list[str]]]:
    """Return results as text, or as columns and rows for a table."""
    from kg.base.errors import AnswerCut
    from kg.cli.terminal.console import say
    from kg.rdf import solutions

    results: Any
    try:
        results = ask()
    except AnswerCut as cut:
        results = cut.results
        click.echo(f"Warning: {cut}", err=True)
    if form or solutions.kind(results) == "graph":
        return solutions.serialize(results, form or "ttl")
    if solutions.kind(results) == "boolean":
        return say("word.yes" if results else "word.no") + "\n"
    columns, rows = solutions.rows(results)
    return columns, [[solutions.readable(term) for term in row] for row in rows]


def _row(entry: NamedQuery) -> tuple[str, ...]:
    from kg.cli.terminal.console import say

    parameters = ", ".join(
        p.name if p.default is None else f"[{p.name}={p.default}]" for p in entry.parameters
    )
    return entry.name, say(f"query.{entry.name}"), parameters, ", ".join(entry.columns)


def _dict(entry: NamedQuery) -> dict[str, Any]:
    parameters = [
        {"name": p.name, "type": p.type, "default": p.default, "about": p.about}
        for p in entry.parameters
    ]
    return {
        "name": entry.name,
        "title": entry.title,
        "about": entry.about,
        "parameters": parameters,
        "columns": dict(entry.columns),
    }


def _description(entry: NamedQuery) -> str:
    """Describe a query; what it is about and its parts are in the words of the query."""
    from kg.cli.terminal.console import say

    lines = [entry.name, f"  {say(f'query.{entry.name}')}"]
    lines += [f"  {entry.about}"] if entry.about else []
    lines += ["", say("word.label", what=say("heading.parameters"))] if entry.parameters else []
    for p in entry.parameters:
        default = say("queries.default", value=p.default) if p.default is not None else ""
        lines.append(
            "  " + say("word.labelled", what=f"{p.name} ({p.type}{default})", value=p.about)
        )
    lines += ["", say("word.label", what=say("heading.columns"))]
    lines += [
        "  " + say("word.labelled", what=c, value=about) for c, about in entry.columns.items()
    ]
    example = " ".join(f"{p.name}=…" for p in entry.parameters if p.default is None)
    lines += [
        "",
        say("word.label", what=say("heading.example")),
        f"  kg query -n {entry.name} {example}".rstrip(),
    ]
    return "\n".join(lines) + "\n"
