"""``kg render`` and ``kg build``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.options import pass_graph

if TYPE_CHECKING:
    from kg.graph import Graph


@click.command()
@click.option("-o", "--output", "out", default="alliances.html", show_default=True, metavar="FILE")
@click.option("--as-of", metavar="DATE", help="Day the page opens on; readers can change it.")
@click.option("--rumours", is_flag=True, help="Open with rumours and talks shown.")
@click.option(
    "--lang",
    "language",
    type=click.Choice(["en", "fr"]),
    default="en",
    show_default=True,
    help="Language the page opens in.",
)
@pass_graph
def render(graph: Graph, out: str, as_of: str | None, rumours: bool, language: str) -> None:
    """Write the explorer: one HTML page that works offline and calls nobody.

    \b
    Examples:
      kg render
      kg render -o build/alliances.html --as-of 2025-06 --lang fr
    """
    if out == "-":
        raise click.UsageError("the page goes to a file; name one with -o")
    path = graph.render(out, as_of=as_of, rumours=rumours, language=language)
    size = path.stat().st_size / 1e6
    click.echo(f"{path} written ({size:.1f} MB). Open it in any browser; it needs no network.")


@click.command()
@click.option("-o", "--output", "out", required=True, metavar="FOLDER", help="Folder of the store.")
@pass_graph
def build(graph: Graph, out: str) -> None:
    """Write a persistent Oxigraph store, with direct arrows and pairs of actors derived.

    \b
    Examples:
      kg build -o build/store
      kg -g build/store overlaps
    """
    count = graph.build(Path(out))
    click.echo(f"{out} written ({count:,} quads). Use it with kg -g {out} …")
