"""``kg export``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.options import pass_graph
from kg.exchange import FORMATS, find, guess

if TYPE_CHECKING:
    from kg.exchange import Format
    from kg.graph import Graph

_KNOWN = "\n".join(f"  {name:<8}{form.about}" for name, form in FORMATS.items())


@click.command(
    epilog=f"\b\nFormats:\n{_KNOWN}",
)
@click.option("--to", "name", metavar="FORMAT", help="Format. Default: by the ending of the file.")
@click.option(
    "-o",
    "--output",
    "out",
    default="-",
    metavar="FILE",
    help="Write here; - is standard output.",
)
@pass_graph
def export(graph: Graph, name: str | None, out: str) -> None:
    """Write the graph in a format that other tools read.

    \b
    Examples:
      kg export -o alliances.jsonld
      kg export --to nt | wc -l
      kg export --to ttl12 -o alliances.ttl
    """
    content = _format(name, out)(graph)
    data = content.encode() if isinstance(content, str) else content
    if out == "-":
        click.echo(data, nl=False)
        return
    from kg.files import write_atomically

    write_atomically(Path(out), data)
    click.echo(f"{out} written ({len(data) / 1e6:.1f} MB).")


def _format(name: str | None, out: str) -> Format:
    """Return the format asked for, or the one that the file's name means."""
    if name is not None:
        return find(name)
    if not Path(out).suffix:  # also so for standard output
        raise click.UsageError(f"name a format with --to: {', '.join(FORMATS)}")
    return guess(out)
