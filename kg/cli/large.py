"""``kg synth``, ``kg import`` and ``kg cluster``: graphs of any size."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg.cli.choices import FILE, FOLDER
from kg.cli.options import output_options, scope_options, taking
from kg.cli.terminal.console import counted, say

if TYPE_CHECKING:
    from kg.large.spark.selection import Folder
    from kg.relations.scope import Scope

_FORMATS = ("table", "json", "csv", "md")
_NAMES = ("overlaps", "loops", "exposure", "concentration", "totals", "components", "pagerank")
_OWN = {"max_length": "loops", "rivals": "overlaps", "side": "concentration"}


@click.command()
@click.option("--relations", type=int, required=True, metavar="N", help="Number of relations.")
@click.option("--seed", type=int, default=0, show_default=True, help="Same seed, same bytes.")
@click.option(
    "-o",
    "--output",
    "out",
    required=True,
    type=FOLDER,
    metavar="FOLDER",
    help="Folder to write; not in use.",
)
@click.option("--actors", type=int, metavar="M", help="Number of actors. Default: N to the 0.86.")
@click.option(
    "--to",
    "form",
    type=click.Choice(["tables", "columns"]),
    default="tables",
    show_default=True,
    help="CSV tables, or a column folder of Parquet files.",
)
def synth(relations: int, seed: int, out: str, actors: int | None, form: str) -> None:
    """Make synthetic data with the frequencies of the real data: for tests and for measuring.

    Every row is modelled on a real one; actors are linked by Zipf's law. Nothing in it is true, and
    names and evidence say so.

    \b
    Examples:
      kg synth --relations 5000 -o made
      kg -g made overlaps
      kg synth --relations 1000000 --seed 7 --to columns -o million
    """
    from kg.cli.terminal.progress import counting
    from kg.large.synthetic import synth as making

    with counting("progress.written", relations) as tick:
        graph = making.Synthetic(relations, seed, actors)
        making.write(graph, Path(out), form, tick)
    sizes = graph.numbers.sizes
    click.echo(say("write.synthetic", path=out, n=sizes.relations, actors=sizes.actors))


@click.command("import")
@click.argument("source", type=FOLDER)
@click.option(
    "-o",
    "--output",
    "out",
    required=True,
    type=FOLDER,
    metavar="FOLDER",
    help="Folder to write; not in use.",
)
@click.option("--bulk", is_flag=True, help="Write a column folder of Parquet.")
@click.option("--store", type=FOLDER, metavar="DIR", help="An Oxigraph store on disk too.")
def import_(source: str, out: str, bulk: bool, store: str | None) -> None:
    """Check tables of any size, and keep them as columns.

    SOURCE is a folder of CSV tables, or of Parquet files with the same columns. It is checked in
    bounded memory and becomes a column folder that -g takes. After a kill the same command goes on
    where it was; a store that was not whole is made anew. Anything else becomes tables with
    kg -g SOURCE build --as tables -o FOLDER.

    Findings are listed as in kg check, at most a hundred for each rule. Cells, ids and references
    that cannot be read keep the data out; other findings are reported. Exit code 1 with findings.

    \b
    Examples:
      kg import --bulk my-tables -o columns
      kg -g columns overlaps
      kg import --bulk my-tables -o columns --store store
    """
    if not bulk:
        other = f"kg -g {source} build --as tables -o {out}"
        raise click.UsageError(f"--bulk makes columns of tables; tables of any graph: {other}")
    _import_bulk(Path(source), Path(out), store)


def _import_bulk(source: Path, out: Path, store: str | None) -> None:
    from kg.cli.checks import listed
    from kg.cli.terminal.progress import stages
    from kg.large.load.importing import bulk

    with stages() as tell:
        report = bulk(source, out, tell, store=Path(store) if store else None)
    listed(report.findings, "-")
    for rule, count in report.unlisted.items():
        more = say("count.more-row", n=count)
        click.echo(say("word.labelled", what=rule, value=more), err=True)
    if report.counts:
        click.echo(say("write.sizes", path=out, sizes=counted(report.counts)))
    else:
        findings = say("count.finding", n=len(report.findings))
        click.echo(say("import.nothing", findings=findings), err=True)
    sys.exit(1 if report.findings else 0)


@taking([*scope_options(), *output_options(_FORMATS)])
@click.command()
@click.argument("measure", type=click.Choice(_NAMES))
@click.option(
    "--table",
    required=True,
    type=FILE,
    metavar="PLACE",
    help="Column folder as Spark reads it: a path, or an address such as s3a://bucket/graph.",
)
@click.option(
    "--master",
    default="local[*]",
    show_default=True,
    help="local[*], local-cluster[2,1,1024], spark://host:7077, yarn, k8s://…",
)
@click.option(
    "--conf", multiple=True, metavar="NAME=VALUE", help="A setting of Spark; may be repeated."
)
@click.option(
    "--limit",
    type=click.IntRange(1),
    default=1000,
    show_default=True,
    help="Greatest number of rows shown; -o FOLDER.parquet holds all of them.",
)
@click.option("--max-length", type=click.IntRange(2, 4), help="For loops: most actors; default 4.")
@click.option(
    "--rivals",
    type=click.Choice(["competitive", "adversarial", "all"]),
    help="For overlaps: what makes a rival; default competitive.",
)
@click.option(
    "--side",
    type=click.Choice(["supplier", "customer"]),
    help="For concentration: whose; default supplier.",
)
def cluster(measure: str, table: str, master: str, conf: tuple[str, ...], **options: Any) -> None:
    """Ask a measure of a graph that no single machine holds.

    The graph is a column folder, as kg import --bulk and kg synth write it. The definitions are
    those of the commands of the same name. An output that ends in .parquet is written by the
    workers, whatever its size.

    \b
    Examples:
      kg cluster overlaps --table graph
      kg cluster loops --table s3a://bucket/graph --master spark://host:7077 --max-length 3
      kg cluster totals --table graph --as-of 2025 --format csv -o totals.csv
      kg cluster pagerank --table graph -o ranks.parquet
    """
    from datetime import date

    from kg.cli.terminal.output import chosen
    from kg.large.spark.catalogue import MEASURES
    from kg.large.spark.selection import default_scope, open_folder, select
    from kg.large.spark.session import session
    from kg.relations import scope as scopes

    form, out, limit = (options.pop(name) for name in ("form", "out", "limit"))
    form = form if out.endswith(".parquet") else chosen(form, out, _FORMATS)
    own = _own_options(measure, {name: options.pop(name) for name in _OWN})
    scopes.scope(date.max, **options)  # refuses a wrong call before Spark starts
    settings = _settings(conf)
    with session(master, settings) as spark:
        folder = open_folder(spark, table)
        scope = default_scope(folder, **options)
        answer = MEASURES[measure](select(folder, scope), **own)
        if out.endswith(".parquet"):
            answer.write.parquet(out)
        else:
            _show_frame(answer, (measure, folder, scope), limit, form, out)


def _own_options(measure: str, options: dict[str, Any]) -> dict[str, Any]:
    """Return the stated options that only this measure takes; refuse those of others."""
    from kg.base.errors import UsageError

    own = {name: value for name, value in options.items() if value is not None}
    for name in own:
        if _OWN[name] != measure:
            option = name.replace("_", "-")
            raise UsageError(f"--{option} belongs to {_OWN[name]}, not to {measure}; leave it out")
    return own


def _settings(texts: tuple[str, ...]) -> dict[str, str]:
    from kg.base.errors import InvalidValue

    for setting in texts:
        if "=" not in setting:
            raise InvalidValue("setting of Spark", setting, "write NAME=VALUE")
    return dict(setting.split("=", 1) for setting in texts)


def _show_frame(
    answer: Any, question: tuple[str, Folder, Scope], limit: int, form: str, out: str
) -> None:
    """Write the first rows of an answer, and say when there are more."""
    from kg.base.frames import to_csv
    from kg.base.text import as_markdown, cell_text
    from kg.cli.terminal.console import Phrase, say
    from kg.cli.terminal.output import as_json, tabular, write

    measure, folder, scope = question
    first = answer.limit(limit + 1).collect()  # one more, to see whether there are more
    is_cut = len(first) > limit
    dicts = (row.asDict(True) for row in first[:limit])
    rows = [{key: _plain(value) for key, value in row.items()} for row in dicts]
    table = (
        list(map(Phrase, answer.columns)),
        [[cell_text(value) for value in row.values()] for row in rows],
    )
    whole = {
        "command": f"cluster {measure}",
        "scope": scope.to_dict(),
        "data": {"cutoff": folder.cutoff.isoformat()},
        "truncated": is_cut,
        "rows": rows,
    }
    if form == "json":
        write(as_json(whole), out)
    elif form == "csv":
        write(to_csv({name: [row[name] for row in rows] for name in answer.columns}), out)
    elif form == "md":
        write(as_markdown(*table), out)
    else:
        tabular(*table, out)
    if is_cut:
        click.echo(say("cluster.first", n=limit), err=True)


def _plain(value: Any) -> Any:
    """Return a value of Spark as JSON-ready: dates as text, whole numbers without a point."""
    from datetime import date

    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, date):
        return value.isoformat()
    return int(value) if isinstance(value, float) and value.is_integer() else value
