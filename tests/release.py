"""Write anew everything in the repository that follows from the shipped data.

``make release-data`` runs it after a change of ``data/``; read what ``git diff`` then shows. With
names of pages behind it, only the outputs on those pages are written.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import chdir
from pathlib import Path

import click

import kg
from facts import FILE, QUOTED, ROOT, measured, quoting
from kg.view import kept, layout
from kg.vocabulary.bundled import folder
from requote import refresh

# What a script of its own writes from the data: answers on file, reference pages.
_SCRIPTS = ("tests/rdf/test_queries.py", "docs/generate.py")


@click.command()
@click.argument("pages", nargs=-1, type=click.Path(path_type=Path, exists=True, resolve_path=True))
def main(pages: tuple[Path, ...]) -> None:
    """Write facts, answers on file, reference pages, layout and quoted outputs anew."""
    if not pages:
        write_facts()
        _keep_positions()
        for script in _SCRIPTS:
            path = f"{ROOT}{os.pathsep}{ROOT / 'tests'}"
            around = {**os.environ, "PYTHONPATH": path}
            subprocess.run([sys.executable, str(ROOT / script)], check=True, env=around)
    os.environ["LC_ALL"] = "C.UTF-8"
    for page in pages or documentation():
        click.echo(page.relative_to(ROOT))
        _write(page, _with_outputs(page))


def write_facts() -> None:
    """Write the facts, and the sentences that state them."""
    facts = measured(kg.open())
    _write(FILE, json.dumps(facts, indent=2) + "\n")
    for name, quotes in QUOTED.items():
        text = (ROOT / name).read_text(encoding="utf-8")
        _write(ROOT / name, quoting(text, quotes, facts))


def _keep_positions() -> None:
    """Give new actors a position on the map, which moves the others a little aside."""
    records = kg.open().records
    positions = layout.positions(records.actors, records.relations, layout.SEED)
    if positions.keys() != kept.kept().keys():
        kept.keep(positions)


def documentation() -> list[Path]:
    """Return the pages written by hand with blocks of code that show what they print."""
    pages = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    pages.remove(ROOT / "docs/reference/commands.md")
    return [page for page in pages if "\n```text" in page.read_text(encoding="utf-8")]


def _with_outputs(page: Path) -> str:
    """Return a page with what its blocks print now, run in a folder as in a clone."""
    with tempfile.TemporaryDirectory() as work, chdir(work):
        shutil.copytree(folder("data"), Path(work) / "data")
        return refresh(page.read_text(encoding="utf-8"), Path(work))


def _write(path: Path, text: str) -> None:
    if not path.is_file() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8", newline="\n")
        click.echo(f"wrote {path.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
