"""``kg export``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from kg.base.errors import NotExportable
from kg.cli.choices import ACTOR, FILE, FORMAT
from kg.cli.options import pass_graph, scope_options, taking
from kg.exchange import FORMATS, find, guess
from kg.vocabulary.catalogue import SOURCE, phrase

if TYPE_CHECKING:
    from kg.exchange import Format
    from kg.graph.graph import Graph

_DEFAULT = ParameterSource.DEFAULT


def _list(ctx: click.Context, _param: click.Parameter, value: bool) -> None:
    """Print the formats and end."""
    if value:
        from kg.cli.terminal.console import language

        click.echo(_formats(language()))
        ctx.exit()


def _formats(language: str) -> str:
    """Return the formats, a line for each."""
    return "\n".join(
        f"  {name:<10}{phrase(f'format.{name}', language)}"
        f"{' [' + ' '.join(form.endings) + ']' if form.endings else ''}"
        for name, form in FORMATS.items()
    )


@taking(scope_options())
@click.command(epilog=f"\b\nFormats:\n{_formats(SOURCE)}")
@click.option("--to", "name", type=FORMAT, metavar="FORMAT",
              help="Format. Default: by the ending of the file.")  # fmt: skip
@click.option("--actor", type=ACTOR, metavar="ACTOR", help="Only what this actor is a party to.")
@click.option("--list", is_flag=True, expose_value=False, callback=_list,
              help="Show the formats and end.")  # fmt: skip
@click.option(
    "-o",
    "--output",
    "out",
    default="-",
    type=FILE,
    metavar="FILE",
    help="Write here, making folders that are missing; - is standard output. Formats of several "
    "files take a folder or a .zip.",
)
@pass_graph
def export(graph: Graph, name: str | None, actor: str | None, out: str, **options: Any) -> None:
    """Write the graph in a format that other tools read.

    All claims are written, unless an option of the scope is given: then graph formats hold the
    relations in scope, as every other command counts them.

    \b
    Examples:
      kg export -o alliances.jsonld
      kg export -o alliances.gexf
      kg export -o alliances.xlsx
      kg export -o group.graphml --as-of 2025-06 --level group
      kg export --to csv -o alliances-csv
      kg export --actor openai --to dot | dot -Tsvg -o openai.svg
      kg export --actor openai -o openai.md
      kg export --to nt | wc -l
    """
    from kg.cli.terminal.console import figure, language, note, say
    from kg.cli.terminal.progress import working

    form = _format(name, out)
    part = form.of(graph, actor, language=language(), **_stated(options))
    if out != "-":
        with working("progress.export"):
            form.save(part, Path(out))
        size = figure(f"{_size(Path(out)) / 1e6:.1f}")
        note(say("write.file", path=out, size=size), err=False)
        return
    if form.binary:
        raise NotExportable(form.name, "goes to a file: name one with -o, such as graph.xlsx")
    if form.several:
        raise NotExportable(form.name, "is several files: name a folder or a .zip with -o")
    for content in form.parts(part):
        click.echo(content, nl=False)


def _stated(options: dict[str, Any]) -> Any:
    """Return the options that the call states, defaults left out."""
    source = click.get_current_context().get_parameter_source
    return {name: value for name, value in options.items() if source(name) != _DEFAULT}


def _size(path: Path) -> int:
    files = path.iterdir() if path.is_dir() else [path]
    return sum(file.stat().st_size for file in files)


def _format(name: str | None, out: str) -> Format:
    """Return the named format, or that of the file's ending."""
    if name is not None:
        return find(name)
    if not Path(out).suffix or out.endswith(".zip"):  # also so for standard output
        raise click.UsageError(f"name a format with --to: {', '.join(FORMATS)}")
    return guess(out)
