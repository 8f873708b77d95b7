"""The columns of every answer: they follow from the types of the rows.

A specimen of each row is made from its annotations; what `to_dict` says of it are the columns.
"""

from __future__ import annotations

import ast
import inspect
import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from importlib import import_module
from types import UnionType
from typing import TYPE_CHECKING, Annotated, Any, Literal, Union, get_args, get_origin

from kg.base import frames
from kg.graph.asking import row
from kg.measures.index import QUESTIONS
from kg.measures.question import View, question
from kg.vocabulary.dates import PartialDate
from kg.vocabulary.names import ActorId

if TYPE_CHECKING:
    from types import ModuleType

    from kg.measures.question import Question

_ACTOR = "an actor"
_DAY = date(1901, 2, 3)
_SPECIMENS: dict[Any, Any] = {
    ActorId: _ACTOR,
    Any: "text",
    PartialDate: PartialDate.parse("1901"),
    Decimal: Decimal("1.5"),
    bool: True,
    date: _DAY,
    float: 1.5,
    int: 1,
    str: "text",
}
# Where a text must be an entry of a closed list.
_CODES = {"currency": "USD", "status": "active", "type": "invests-in"}


def text() -> str:
    """Return the columns of every answer with their kinds, as JSON."""
    questions = [question(name) for name in sorted(QUESTIONS)]
    columns = {asked.name: kinds(row(asked)) for asked in questions if asked.scope}
    for asked in questions:
        columns |= {f"{asked.name} {word}": kinds(kind) for word, kind in _views(asked).items()}
    return json.dumps(columns, indent=1) + "\n"


def kinds(kind: Any) -> dict[str, str]:
    """Return the columns of a type of rows with their kinds."""
    cells = {name: cells[0] for name, cells in frames.columns([specimen(kind).to_dict()]).items()}
    return {
        name: _kind(name, _property(kind, name) if cell in (None, []) else cell)
        for name, cell in cells.items()
        if cell != {}  # its keys are columns, and differ
    }


def _property(kind: Any, name: str) -> Any:
    """Return a value of a property of which the specimen has none."""
    getter = getattr(getattr(kind, name, None), "fget", None)
    if getter is None:
        return None
    hint = eval(getter.__annotations__["return"], _names(kind))  # noqa: S307 - ours
    value = specimen(hint)
    return list(value) if isinstance(value, tuple) else value


def _views(asked: Question) -> dict[str, Any]:
    """Return the types of the rows that parts list, by the words that ask for them."""
    views = {part.word: part.asks for part in asked.parts if isinstance(part.asks, View)}
    return {word: kind for word, view in views.items() if (kind := view.row)}


def _kind(name: str, cell: Any) -> str:
    """Return the kind of a column; ids of actors and days are text in the rows."""
    if cell == _DAY.isoformat():
        return "date"
    if cell == _ACTOR:
        return "actor"
    if isinstance(cell, list) and set(map(str, cell)) == {_ACTOR}:
        return "actors"
    return frames.kind(name, [cell]) or ("number" if name.endswith("_usd") else "text")


def specimen(hint: Any) -> Any:
    """Return a value of a type."""
    if hint in _SPECIMENS:
        return _SPECIMENS[hint]
    origin, parts = get_origin(hint), get_args(hint)
    if origin in {Annotated, Union, UnionType}:
        return specimen(parts[0])
    if origin in {dict, Mapping}:
        return {}
    if origin is None:
        return hint(**{name: _field(name, kind) for name, kind in _hints(hint).items()})
    values = [part if origin is Literal else specimen(part) for part in parts if part is not ...]
    return values[0] if origin is Literal else origin(values)


def _field(name: str, hint: Any) -> Any:
    return _CODES[name] if name in _CODES and hint is str else specimen(hint)


def _hints(kind: Any) -> dict[str, Any]:
    """Return the types of the fields by name."""
    names = _names(kind)
    annotations = inspect.get_annotations(kind)
    return {name: eval(str(hint), names) for name, hint in annotations.items()}  # noqa: S307 - ours


def _names(kind: Any) -> dict[str, Any]:
    """Return the names of a module, with those that it imports for annotations only."""
    module = import_module(kind.__module__)
    return vars(module) | _imports(module)


def _imports(module: ModuleType) -> dict[str, Any]:
    """Return what a module imports for type checkers."""
    blocks = [
        node
        for node in ast.parse(inspect.getsource(module)).body
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
    ]
    statements = [node for block in blocks for node in block.body]
    names: dict[str, Any] = {}
    for node in statements:
        if isinstance(node, ast.ImportFrom):
            source = import_module(str(node.module))
            names |= {alias.name: getattr(source, alias.name, Any) for alias in node.names}
    return names
