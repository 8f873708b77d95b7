"""Every phrase that the program says is in the catalogues, and every one of theirs is said.

The keys are read from the source. A key put together from a name, such as ``f"gap.{row.gap}"``,
counts for every phrase of that form whose other parts are words of the source or names of data.
"""

from __future__ import annotations

import ast
import re
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from kg.exchange import FORMATS
from kg.rdf.query import named_queries
from kg.vocabulary.catalogue import SOURCE, catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = Path("kg")
SPEAKERS = {"say", "words", "self", "phrase", "working", "track", "counting"}


@lru_cache(maxsize=1)
def literals() -> tuple[frozenset[str], frozenset[re.Pattern[str]]]:
    """Return the texts of the source, and the forms of those put together."""
    texts, forms = set(), set()
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                texts.add(node.value)
            elif isinstance(node, ast.JoinedStr):
                forms.add(pattern(node))
    for path in sorted(PACKAGE.glob("service/pages/templates/*.html")):
        texts |= set(re.findall(r"'(site\.[a-z-]+)'", path.read_text(encoding="utf-8")))
    editor = (PACKAGE / "service/pages/assets/editor.js").read_text(encoding="utf-8")
    texts |= {f"editor.{name}" for name in re.findall(r't\([^()]*?"([a-z-]+)"', editor)}
    texts |= {f"editor.{name}" for name in re.findall(r'\? "([a-z-]+)" : "[a-z-]+"\)', editor)}
    texts |= {f"editor.{name}" for name in re.findall(r'\? "[a-z-]+" : "([a-z-]+)"\)', editor)}
    return frozenset(texts), frozenset(form for form in forms if r"\." in form.pattern)


def pattern(node: ast.JoinedStr) -> re.Pattern[str]:
    """Return what a text with values in it can be, each value as a group."""
    parts = (
        re.escape(part.value) if isinstance(part, ast.Constant) else "([a-z0-9_-]+)"
        for part in node.values
    )
    return re.compile("".join(map(str, parts)))


def is_said(key: str) -> bool:
    """Return whether the source names a key, or puts it together from names."""
    texts, forms = literals()
    names = texts | set(named_queries()) | set(FORMATS)
    matches = (form.fullmatch(key) for form in forms)
    return key in texts or any(
        all(part in names or part.replace("-", "_") in names for part in match.groups())
        for match in matches
        if match
    )


def own_keys() -> set[str]:
    """Return the keys of the catalogue; ``tests/view`` looks after those of the page."""
    return {key for key in catalogue(SOURCE).phrases if not key.startswith("page.")}


def test_every_phrase_of_the_catalogue_is_said() -> None:
    assert {key for key in own_keys() if not is_said(key)} == set()


def test_every_phrase_that_is_said_is_in_the_catalogue() -> None:
    assert named_keys() - set(catalogue(SOURCE).phrases) == set()


def named_keys() -> set[str]:
    """Return the keys that the source hands to what says phrases."""
    keys = set()
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args and spoken(node.func) in SPEAKERS:
                keys |= {leaf.value for leaf in leaves(node.args[0])}
    return keys


def spoken(function: ast.expr) -> str:
    """Return the name of a function that is called."""
    return function.id if isinstance(function, ast.Name) else ""


def leaves(argument: ast.expr) -> Iterator[ast.Constant]:
    """Yield the texts that an argument can be."""
    if isinstance(argument, ast.IfExp):
        yield from leaves(argument.body)
        yield from leaves(argument.orelse)
    elif isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        yield argument


def test_no_code_lists_or_compares_languages() -> None:
    scripts = [*PACKAGE.rglob("*.py"), *PACKAGE.rglob("*.js"), *PACKAGE.rglob("*.html")]
    compared = re.compile(r"""=\s*["']fr["']|["']fr["']\s*[=!]=|["']en["'], ["']fr["']""")
    assert [path for path in scripts if compared.search(path.read_text("utf-8"))] == []
