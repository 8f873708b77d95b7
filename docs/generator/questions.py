"""The code that follows from the questions: their index, and the signatures of the methods."""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path
from textwrap import indent
from typing import TYPE_CHECKING

import kg
from kg.graph.asking import documentation, row, signature
from kg.measures.outline import FILE
from kg.measures.question import Question

if TYPE_CHECKING:
    from collections.abc import Iterator

_PACKAGE = Path(kg.__file__).parent
_FAMILIES = ("coopetition", "money", "supply", "structure", "record")
_INDEX = '''\
"""Every question by its name; ``python docs/generate.py`` writes this from the measures."""

from __future__ import annotations

from typing import NamedTuple


class Entry(NamedTuple):
    """Where a question stands, what it asks, and the command that it is a part of, if any."""

    module: str
    summary: str
    command: str = ""


QUESTIONS = {
'''
_STUB = """\
# Written by python docs/generate.py from the measures.
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any, Literal, Unpack

"""


def files() -> dict[Path, str]:
    """Return the text of the files that follow from the questions."""
    questions = dict(_questions())
    return {
        _PACKAGE / "measures" / "index.py": _index(questions),
        FILE: _outlines(questions),
        _PACKAGE / "graph" / "questions.pyi": _stub(questions),
    }


def _questions() -> Iterator[tuple[str, Question]]:
    """Yield the questions with their modules, family by family."""
    for family in _FAMILIES:
        for path in sorted((_PACKAGE / "measures" / family).glob("*.py")):
            name = f"{family}.{path.stem}".removesuffix(".__init__")
            question = getattr(import_module(f"kg.measures.{name}"), "QUESTION", None)
            if question is not None:
                yield name, question


def _index(questions: dict[str, Question]) -> str:
    commands = {
        part.asks.name: f"{question.name} {word}"
        for question in questions.values()
        for part, word in zip(question.parts, question.outline.words, strict=True)
        if isinstance(part.asks, Question)
    }
    lines = [
        _entry(module, question, commands.get(question.name, ""))
        for module, question in questions.items()
    ]
    return f"{_INDEX}{''.join(lines)}}}\n"


def _entry(module: str, question: Question, command: str) -> str:
    values = [f'"{module}"', f'"{question.summary}"', *([f'"{command}"'] if command else [])]
    lines = "".join(f"        {value},\n" for value in values)
    return f'    "{question.name}": Entry(\n{lines}    ),\n'


def _outlines(questions: dict[str, Question]) -> str:
    outlines = {question.name: question.outline.to_dict() for question in questions.values()}
    return json.dumps(outlines, ensure_ascii=False, indent=1) + "\n"


def _stub(questions: dict[str, Question]) -> str:
    rows = {row(question) for question in questions.values()}
    imports = [
        "from kg.graph.answer import Answer",
        *sorted(f"from {kind.__module__} import {kind.__name__}" for kind in rows),
        "from kg.relations.scope import ScopeOptions",
    ]
    methods = "\n".join(map(_method, questions.values()))
    return f"{_STUB}{chr(10).join(imports)}\n\nclass Questions:\n{methods}\n"


def _method(question: Question) -> str:
    """Return the method of a question, one parameter a line."""
    taken, lines, is_starred = signature(question), ["self,"], False
    for parameter in list(taken.parameters.values())[1:]:
        if parameter.kind is parameter.KEYWORD_ONLY and not is_starred:
            lines.append("*,")
            is_starred = True
        stars = "**" if parameter.kind is parameter.VAR_KEYWORD else ""
        default = "" if parameter.default is parameter.empty else " = ..."
        lines.append(f"{stars}{parameter.name}: {parameter.annotation}{default},")
    text = f'"""{documentation(question)}\n"""'
    head = f"def {question.name.replace('-', '_')}(\n"
    body = f"{indent(chr(10).join(lines), '    ')}\n) -> {taken.return_annotation}:\n"
    return indent(f"{head}{body}{indent(text, '    ')}\n", "    ")
