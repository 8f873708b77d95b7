"""``kg serve``."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg.cli.options import pass_graph

if TYPE_CHECKING:
    from kg.graph.graph import Graph
    from kg.service.service import Settings


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    help="Port to listen on; 0 for any that is free.",
)
@click.option(
    "--workers",
    type=click.IntRange(1, 256),
    default=lambda: os.cpu_count() or 1,
    show_default="one per core",
    help="Queries answered at the same time.",
)
@click.option(
    "--timeout",
    type=click.FloatRange(0.1, 3600),
    default=10.0,
    show_default=True,
    metavar="SECONDS",
    help="Time a query may take, and may wait for its turn.",
)
@click.option(
    "--memory",
    type=click.IntRange(64),
    default=1024,
    show_default=True,
    metavar="MIB",
    help="Memory a query may take beyond the graph.",
)
@click.option(
    "--max-rows",
    type=click.IntRange(1),
    default=100_000,
    show_default=True,
    help="Rows or triples of an answer; what is cut off is said.",
)
@click.option(
    "--queue",
    type=click.IntRange(0),
    default=16,
    show_default=True,
    help="Queries that may wait; more are turned away with 429.",
)
@click.option(
    "--remember",
    type=click.IntRange(0),
    default=64,
    show_default=True,
    metavar="MIB",
    help="Memory for answers that are given again until the data changes; 0 for none.",
)
@click.option(
    "--token-file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Allow writing to who has a token; one line each: NAME TOKEN.",
)
@click.option(
    "--journal",
    type=click.Path(path_type=Path),
    default="kg-journal.jsonl",
    show_default=True,
    metavar="FILE",
    help="Where updates are kept, with --token-file.",
)
@click.option(
    "--behind-proxy",
    is_flag=True,
    help="Believe X-Forwarded-Proto and X-Forwarded-For of a proxy on this machine.",
)
@click.option(
    "--cors",
    multiple=True,
    metavar="ORIGIN",
    help="Let pages of this origin read here in a browser, as https://example.org; * for all.",
)
@pass_graph
def serve(graph: Graph, host: str, port: int, **how: Any) -> None:
    """Serve the graph: SPARQL 1.1, linked data, the measures as JSON, explorer and editor.

    Reading only, unless there is a token file. Every query runs in a process with limits.

    \b
    Examples:
      kg serve
      kg -g my-data serve --port 8080 --timeout 5
      kg serve --token-file tokens --journal updates.jsonl
    """
    from kg.base.errors import MissingExtra
    from kg.cli.terminal.console import say

    try:
        from kg.service import server
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in {"httptools", "starlette", "uvicorn"}:
            raise
        raise MissingExtra("kg serve", "serve") from None

    def tell(address: str) -> None:
        click.echo(say("serve.serving", address=address))

    server.serve(graph, _settings(how, host), host=host, port=port, say=tell)


def _settings(how: dict[str, Any], host: str) -> Settings:
    from kg.service.pool.pool import Bounds
    from kg.service.protocol.results import Caps
    from kg.service.server import tokens
    from kg.service.service import LOOPBACK, Settings

    bounds = Bounds(how["workers"], how["queue"], how["timeout"], how["memory"] << 20)
    rights = tokens(how["token_file"]) if how["token_file"] else {}
    journal = how["journal"] if rights else None
    return Settings(
        bounds,
        Caps(rows=how["max_rows"]),
        tokens=rights,
        journal=journal,
        remembered=how["remember"] << 20,
        behind_proxy=how["behind_proxy"],
        cors=how["cors"],
        hosts=frozenset() if how["behind_proxy"] or host not in LOOPBACK else LOOPBACK,
    )
