"""Write the reference pages that follow from the ontology, the tables and the shipped data.

``python docs/generate.py`` writes those that the repository keeps; ``--into FOLDER`` writes the
whole documentation there, with the pages that are only built. ``--check`` makes every page, writes
nothing, names the kept pages that are stale and exits 1. Nothing is read from the network or the
clock: the same input gives the same bytes. What fills the pages stands in ``docs/generator``, their
layout in its ``templates``.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
import tomllib
from pathlib import Path
from typing import Any

import click
from generator import columns, commands, context, example, python, queries, questions, tables
from generator.ontology import ARROWS, SEVERAL, Ontology
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup, escape

import kg
from kg.graph import columns as answers
from kg.rdf import quads, store
from kg.view import style
from kg.vocabulary.iri import BASE, PREFIXES, compact, mint

DOCS = Path(__file__).resolve().parent
REFERENCE = DOCS / "reference"
CONTEXT = DOCS.parent / "ontology" / "context.jsonld"
EXAMPLE = "nvidia--invests-in--openai--2026"
# Page: its template, and its language where there are several.
PAGES = {
    "ontology.html": ("ontology.html.jinja", "en"),
    "data-dictionary.md": ("data-dictionary.md.jinja", "en"),
    "terms-en.md": ("terms.md.jinja", "en"),
    "terms-fr.md": ("terms.md.jinja", "fr"),
    "commands.md": ("commands.md.jinja", "en"),
    "queries.md": ("queries.md.jinja", "en"),
    "python.md": ("python.md.jinja", "en"),
}
# The repository keeps these; the others are only built.
KEPT = ("data-dictionary.md", "commands.md")

_FLAGS = re.compile(r"^(`{3,}\w+) .*$", re.MULTILINE)  # of a block of code, for the tests
_UPWARD_LINK = re.compile(r"\]\((\.\./[^)#\s]*)(#[^)\s]*)?\)")

_OUR_TERM = re.compile(r"\bal:([A-Za-z]\w*)")
_OTHER_TERM = re.compile(r"\b(?:dcterms|owl|prov|rdfs?|skos|xsd):[A-Za-z]\w*")
_OUR_CODE = re.compile(r"&lt;(code/[\w./-]+)&gt;")


def render() -> dict[str, str]:
    """Return the text of every page by file name."""
    graph = kg.open()
    stated, derived = list(quads.asserted(graph.records)), list(store.derived(graph.records))
    ontology = Ontology(store.ontology(), [*stated, *derived])
    node = mint("relation", EXAMPLE)
    relation = graph.records.relation_by_id[EXAMPLE]
    ends = {mint("actor", relation.subject), mint("actor", relation.object)}
    dictionary = tables.pages()
    lists = sorted({column.form.scheme for table in dictionary for column in table.columns} - {""})
    fill = {
        "ontology": ontology,
        "tables": dictionary,
        "lists": [ontology.nodes[f"code:{name}"] for name in lists],
        "relation": relation,
        "names": {actor.id: actor.name for actor in graph.records.actors},
        "stated": example.asserted(stated, node),
        "derived": example.derived(derived, node, ends),
        "prefixes": PREFIXES,
        "base": BASE,
        "colours": {group: (style.LIGHT[group], style.DARK[group]) for group in style.LIGHT},
        "several": SEVERAL,
        "arrows": ARROWS,
        "program": commands.program(),
        "queries": queries.pages(),
        "python": python.sections(),
        "error_tree": python.error_tree(),
        "scope_options": python.SCOPE_OPTIONS,
    }
    templates = _templates()
    pages = {
        name: templates.get_template(template).render(fill, language=language)
        for name, (template, language) in PAGES.items()
    }
    return {name: text if name.endswith("html") else _tidy(text) for name, text in pages.items()}


def stale(files: dict[Path, str]) -> list[Path]:
    """Return the files that are missing or read otherwise."""
    return [
        path
        for path, text in files.items()
        if not path.is_file() or path.read_bytes() != text.encode()
    ]


@click.command()
@click.option("--check", is_flag=True, help="Write nothing; exit 1 when a file is stale.")
@click.option("--into", type=click.Path(path_type=Path), help="Write all documentation there.")
def main(*, check: bool, into: Path | None) -> None:
    """Write the pages of docs/reference, the code and the context that the program determines."""
    outdated = _refresh(questions.files(), check=check)
    if outdated and not check:
        # The program in memory is the one before: the pages must show the commands of the new one.
        os.execv(sys.executable, [sys.executable, *sys.argv])  # noqa: S606 - ourselves
    outdated += _refresh({CONTEXT: context.text(), answers.FILE: columns.text()}, check=check)
    pages = render()
    if into:
        build(pages, into)
        return
    outdated += _refresh({REFERENCE / name: pages[name] for name in KEPT}, check=check)
    if check and outdated:
        sys.exit(1)


def _refresh(files: dict[Path, str], *, check: bool) -> list[Path]:
    """Write the files that are stale, or name them; return them."""
    outdated = stale(files)
    for path in outdated:
        name = path.relative_to(DOCS.parent)
        if check:
            click.echo(f"{name} is stale: run python docs/generate.py", err=True)
        else:
            path.write_bytes(files[path].encode())
            click.echo(f"wrote {name}")
    return outdated


def build(pages: dict[str, str], folder: Path) -> None:
    """Write the documentation into a folder, with every reference page."""
    shutil.copytree(
        DOCS, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("generat*", "*.py")
    )
    for name, text in pages.items():
        (folder / "reference" / name).write_bytes(text.encode())
    for path in folder.rglob("*.md"):
        page = DOCS / path.relative_to(folder)
        path.write_bytes(for_site(path.read_text(encoding="utf-8"), page).encode())
    click.echo(f"wrote {folder}")


def for_site(text: str, page: Path) -> str:
    """Return a page for the site: no flags on blocks; links that leave docs/ lead to the source."""
    source = tomllib.loads((DOCS.parent / "pyproject.toml").read_text(encoding="utf-8"))
    address = source["project"]["urls"]["Source"]

    def link(match: re.Match[str]) -> str:
        target = (page.parent / match[1]).resolve()
        if target.is_relative_to(DOCS):
            return match[0]
        return f"]({address}/{target.relative_to(DOCS.parent).as_posix()})"

    return _UPWARD_LINK.sub(link, _FLAGS.sub(r"\1", text))


def _templates() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(DOCS / "generator" / "templates"),
        autoescape=select_autoescape(["html.jinja"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {
        "prose": prose,
        "turtle": turtle,
        "anchor": anchor,
        "ref": ref,
        "cell": cell,
        "compact": compact,
        "slug": slug,
        "annotation": annotation,
    }
    return environment


def anchor(name: str) -> str:
    """Return where the page has a term, a list or a code.

    >>> anchor("al:InvestsIn"), anchor("code:status"), anchor("code:status/active")
    ('InvestsIn', 'code/status', 'code/status/active')
    """
    return name.removeprefix("al:").replace("code:", "code/")


def ref(name: str) -> Markup:
    """Return a short name as code, with a link when it is ours."""
    label = Markup("<code>{}</code>").format(name)
    if not name.startswith(("al:", "code:")):
        return label
    return Markup('<a href="#{}">{}</a>').format(anchor(name), label)


def prose(text: str) -> Markup:
    """Return a sentence for the page: typographic apostrophes, names as code, ours with links."""
    safe = str(escape(text.replace("'", "\N{RIGHT SINGLE QUOTATION MARK}")))
    safe = _OTHER_TERM.sub(r"<code>\g<0></code>", safe)
    return Markup(_OUR_TERM.sub(r'<a href="#\1"><code>\g<0></code></a>', safe))  # noqa: S704 -- escaped above


def turtle(text: str) -> Markup:
    """Return Turtle for the page, with links from our terms and codes."""
    safe = _OUR_TERM.sub(r'<a href="#\1">\g<0></a>', str(escape(text)))
    return Markup(_OUR_CODE.sub(r'<a href="#\1">\g<0></a>', safe))  # noqa: S704 -- escaped above


def cell(value: Any) -> str:
    """Return a text for a cell of a Markdown table."""
    return str(value).replace("|", "\\|").replace("\n", " ")


def slug(title: str) -> str:
    """Return the place that a code host gives a heading.

    >>> slug("Rows of SPARQL")
    'rows-of-sparql'
    """
    return re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-")


def annotation(value: Any) -> str:
    """Return a type as it is written, also where Python has wrapped the text."""
    return str(getattr(value, "__forward_arg__", value))


def _tidy(text: str) -> str:
    """Return Markdown with at most one empty line between blocks and one break at the end."""
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


if __name__ == "__main__":
    main()
