"""``kg synth`` and ``kg import``: graphs of any size."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from kg.cli.choices import FOLDER
from kg.cli.console import counted, say


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
    from kg.cli.progress import counting
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
    from kg.cli.progress import stages
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
