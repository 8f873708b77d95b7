"""What commands cost as whole processes: ``python benchmarks/startup.py``.

Processor time of a process and its children, medians of interleaved runs, beside a bare click
program. Writes ``benchmarks/startup.md``.
"""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import kg

REPORT = Path(__file__).with_suffix(".md")
ROUNDS = 9
BARE = "import click\n@click.command()\n@click.option('--x')\ndef main(x): click.echo('hi')\nmain()"
NUMPY = "import click, numpy"
RDFLIB = """import sys, rdflib
data = rdflib.Dataset(default_union=True)
data.parse(sys.argv[1], format="nquads")
print(len(list(data.query(open(sys.argv[2]).read()))))"""


def spent(command: list[str]) -> float:
    """Run a command; return its processor time in milliseconds."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, command
    return 1000 * (usage.ru_utime + usage.ru_stime)


def report() -> str:
    """Measure everything and return the report."""
    with tempfile.TemporaryDirectory() as folder:
        data, query = Path(folder, "graph.nq"), Path(folder, "overlaps.rq")
        graph = kg.open()
        text = graph.export("nq")
        data.write_bytes(text if isinstance(text, bytes) else text.encode())
        query.write_text(graph.sparql("overlaps"), encoding="utf-8")
        python, program = sys.executable, [sys.executable, "-m", "kg"]
        commands = {
            "python -c pass": [python, "-c", "pass"],
            "a bare click program": [python, "-c", BARE],
            "click and numpy, imported": [python, "-c", NUMPY],
            "kg --version": [*program, "--version"],
            "kg --help": [*program, "--help"],
            "kg overlaps": [*program, "overlaps"],
            "kg loops": [*program, "loops"],
            "kg totals": [*program, "totals"],
            "the overlaps query on rdflib": [python, "-c", RDFLIB, str(data), str(query)],
        }
        found: dict[str, list[float]] = {name: [] for name in commands}
        for turn in range(ROUNDS):
            for name, command in commands.items():
                if "rdflib" not in name or turn < 2:
                    found[name].append(spent(command))
    medians = {name: statistics.median(times) for name, times in found.items()}
    bare = medians["a bare click program"]
    rows = [f"| {name} | {ms:,.0f} | {ms / bare:.1f} |" for name, ms in medians.items()]
    machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    return TEMPLATE.format(
        machine=machine, load=f"{os.getloadavg()[0]:.1f}", rounds=ROUNDS, rows="\n".join(rows)
    )


TEMPLATE = """# Start-up

Made by `make bench-measures` (`python benchmarks/startup.py`). {machine}; load of the machine when
the run ended {load}. Processor time of whole processes, medians of {rounds} interleaved runs.

| process | ms | × bare click |
|---|---|---|
{rows}
"""


if __name__ == "__main__":
    REPORT.write_text(report(), encoding="utf-8")
    sys.stdout.write(REPORT.read_text(encoding="utf-8"))
