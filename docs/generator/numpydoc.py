"""Docstrings in the style of numpydoc, as Markdown."""

from __future__ import annotations

import re

_HEAD = re.compile(r"^(\w[^\n]*)\n-{3,}\n", re.MULTILINE)
# Code within a sentence, which reST marks with two backticks.
_QUOTED = re.compile(r"(?<!`)``(?!`)")
_FENCE = "```"
_LISTED = {"Parameters", "Attributes", "Returns", "Yields", "Raises", "Symbols"}
_ENTRY = re.compile(r"^(\S[^\n]*)\n((?:(?:[ ]{4}[^\n]*)?\n)*)", re.MULTILINE)


def markdown(text: str) -> str:
    r"""Return a docstring as Markdown: sections in bold, entries as lists, examples as code.

    >>> markdown("Add.\n\nParameters\n----------\na, b : int\n    What to\n    add.\n")
    'Add.\n\n**Parameters**\n\n- `a, b : int`: What to add.'
    """
    opening, *rest = _HEAD.split(text.strip() + "\n")
    parts = [_paragraphs(opening)]
    for title, body in zip(rest[::2], rest[1::2], strict=True):
        parts += [f"**{title.strip()}**", _section(title.strip(), body)]
    text = "\n\n".join(part for part in parts if part)
    return _QUOTED.sub("`", text)


def _section(title: str, body: str) -> str:
    if title == "Examples":
        return _examples(body)
    if title in _LISTED:
        return "\n".join(
            _item(name, about) for name, about in _ENTRY.findall(body.strip("\n") + "\n")
        )
    return _paragraphs(body)


def _item(name: str, about: str) -> str:
    words = " ".join(about.split())
    return f"- `{name}`: {words}" if words else f"- `{name}`"


def _paragraphs(text: str) -> str:
    blocks = [block for block in re.split(r"\n\s*\n", text.strip("\n")) if block.strip()]
    return "\n\n".join(_block(block) for block in blocks)


def _block(block: str) -> str:
    """Return a paragraph on one line; doctests as code, lists and drawings as they are."""
    first = block.lstrip()
    if first.startswith(">>>"):
        return f"{_FENCE}pycon\n{block}\n{_FENCE}"
    if block.startswith(" "):
        return f"{_FENCE}text\n{block}\n{_FENCE}"
    if first.startswith(("- ", "* ", "1. ", "| ")):
        return block
    return re.sub(r"::$", ":", " ".join(block.split())).replace("<", "\\<")


def _examples(body: str) -> str:
    """Return the examples, each run of prompts and results as one block of code."""
    return _paragraphs(re.sub(r"\n\s*\n(?=>>>)", "\n", body.strip("\n")))
