"""``kg check``."""

from __future__ import annotations

import sys
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from kg.cli.choices import FILE, Choice
from kg.cli.options import pass_graph

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.base.errors import Finding
    from kg.graph.graph import Graph

_FORMATS = ("table", "json", "github")


@click.command()
@click.option("--format", "form", type=Choice(_FORMATS), help="Default: table.")
@click.option("-o", "--output", "out", default="-", type=FILE, metavar="FILE", help="Write here.")
@click.option("--warnings", is_flag=True, help="Report what deserves a look too.")
@pass_graph
def check(graph: Graph, form: str | None, out: str, warnings: bool) -> None:
    """Validate the data: cells, references, the rules between them, and the SHACL shapes.

    Exit code 0 when all is well or there are only warnings, 1 with violations. Each finding says
    where it is and how to mend it.

    \b
    Examples:
      kg check
      kg -g my-tables check --format json
    """
    from kg.cli.terminal.console import note
    from kg.cli.terminal.output import as_json, chosen, write
    from kg.cli.terminal.progress import working

    form = chosen(form, out, _FORMATS)
    with working("progress.check"):
        findings = graph.check(warnings=warnings)
    if form == "json":
        write(as_json([asdict(finding) for finding in findings]), out)
    elif form == "github":
        write("".join(map(_annotation, findings)), out)
    else:
        listed(findings, out)
    note(_summary(graph, findings))
    sys.exit(1 if any(finding.severity == "violation" for finding in findings) else 0)


def listed(findings: Sequence[Finding], out: str) -> None:
    """Write findings as a table; nothing when there are none."""
    from kg.cli.terminal.output import tabular

    if findings:
        columns = ("file", "row", "column", "rule", "what-is-wrong", "what-to-do")
        header = [f"heading.{column}" for column in columns]
        tabular(header, [_row(finding) for finding in findings], out)


def _row(finding: Finding) -> tuple[str, ...]:
    from kg.cli.terminal.console import say

    row = str(finding.row or "")
    what = ": ".join(part for part in (finding.subject, finding.message) if part)
    warning = "" if finding.severity == "violation" else f" {say('check.warning')}"
    return finding.file, row, finding.column, f"{finding.rule}{warning}", what, finding.remedy


def _annotation(finding: Finding) -> str:
    """Return a finding as a workflow annotation."""
    message = f"{finding.rule}: {finding.message}; {finding.remedy}".replace("%", "%25")
    level = "error" if finding.severity == "violation" else "warning"
    return f"::{level} file={finding.file},line={finding.row or 1}::{message}\n"


def _summary(graph: Graph, findings: Sequence[Finding]) -> str:
    from kg.cli.terminal.console import counted, say

    if findings:
        return say("count.finding", n=len(findings))
    return say("check.clean", sizes=counted(graph.counts))
