"""The Python interface as its reference shows it: signatures and docstrings of the public names."""

from __future__ import annotations

import inspect
import re
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING, Any

import kg
from generator import numpydoc
from kg.graph.asking import documentation, row, signature
from kg.graph.questions import Method
from kg.measures.index import QUESTIONS
from kg.measures.question import question
from kg.relations import scope

if TYPE_CHECKING:
    from collections.abc import Iterator

# What is public beside the names that `kg` itself exports, which come first.
_MODULES = {
    "The graph": ("kg.graph.graph", ("open", "Graph")),
    "Answers": ("kg.graph.answer", ("Answer",)),
    "Rows of SPARQL": ("kg.rdf.solutions", ("Solutions", "Row")),
    "Scope": ("kg.relations.scope", ("Scope", "scope")),
    "Records": (
        "kg.records.model",
        ("Records", "Actor", "Source", "Deal", "Relation", "Observation", "Amount"),
    ),
    "Relations as columns": ("kg.relations.table", ("RelationTable",)),
    "Selections": ("kg.relations.selection", ("Selection", "LeftOut")),
    "Formats": ("kg.exchange", ("Format", "find", "guess")),
    "Folders of tables": ("kg.records.folders", ("create",)),
    "Adding and sorting rows": ("kg.records.curating", ("add", "tidy")),
    "Merging": ("kg.records.merging", ("merge", "Merger", "Conflict")),
    "Notebooks": ("kg.graph.magic", ("register",)),
}


@dataclass(frozen=True)
class Name:
    """A public class, function, method or property."""

    name: str
    value: Any
    within: str = ""

    @property
    def signature(self) -> str:
        """How it is called, one parameter a line when it is long."""
        value = self.value
        if isinstance(value, property | cached_property):
            return f"{self.written}: {_returns(value)}"
        try:
            signature = inspect.signature(value)
        except ValueError:
            return self.written
        parameters = [p for p in signature.parameters.values() if p.name != "self"]
        signature = signature.replace(parameters=parameters)
        if inspect.isclass(value):
            signature = signature.replace(return_annotation=inspect.Signature.empty)
        text = f"{self.written}{_plain(signature)}"
        return text if len(text) <= 88 else f"{self.written}{_folded(signature)}"

    @property
    def written(self) -> str:
        """The name as a program writes it."""
        return f"{self.within}{self.name}"

    @property
    def text(self) -> str:
        """The docstring in Markdown."""
        return numpydoc.markdown(_documentation(self.value))

    @property
    def members(self) -> list[Name]:
        """The public methods and properties of a class that say what they do."""
        if not inspect.isclass(self.value) or issubclass(self.value, BaseException):
            return []
        before = "g." if self.value is kg.Graph else f"{self.name}."
        members: dict[str, Any] = {}
        for owner in reversed([c for c in self.value.__mro__ if c.__module__.startswith("kg")]):
            members |= vars(owner)
        members = {name: _looked_up(member) for name, member in members.items()}
        return [
            Name(name, member, before)
            for name, member in members.items()
            if _is_documented(member) and not name.startswith("_")
        ]


@dataclass(frozen=True)
class Section:
    """A theme of the reference."""

    title: str
    module: str
    names: tuple[Name, ...]


def sections() -> list[Section]:
    """Return the themes in the order in which a reader meets them."""
    themes = []
    for title, (module, names) in _MODULES.items():
        home = import_module(module)
        themes.append(Section(title, module, tuple(Name(n, getattr(home, n)) for n in names)))
    themes.insert(3, Section("Rows of answers", "kg.measures", tuple(_rows())))
    return [*themes, Section("Errors", "kg.base.errors", tuple(_errors()))]


def error_tree() -> str:
    """Return the tree of errors as the docstring of `kg.base.errors` draws it."""
    text = inspect.getdoc(import_module("kg.base.errors")) or ""
    return inspect.cleandoc(text.partition("::\n")[2])


def _rows() -> Iterator[Name]:
    """Yield the types of rows, in the order of the questions that answer with them."""
    kinds = dict.fromkeys(row(question(name)) for name in QUESTIONS)
    yield from (Name(kind.__name__, kind) for kind in kinds)


def _errors() -> Iterator[Name]:
    module = import_module("kg.base.errors")
    for name, value in vars(module).items():
        if inspect.isclass(value) and value.__module__ == "kg.base.errors":
            yield Name(name, value)


def _looked_up(member: Any) -> Any:
    """Return a member, for a question the method that asks it.

    The page lists the options of a scope once, not with every question.
    """
    if not isinstance(member, Method):
        return member
    asked = question(member.name)

    def method() -> None:
        """Stand for the method on the page."""

    method.__doc__ = documentation(asked)
    method.__signature__ = signature(asked)  # type: ignore[attr-defined] # inspect reads it
    return method


def _is_documented(member: Any) -> bool:
    kinds = (property, cached_property, classmethod, staticmethod)
    return bool(inspect.isfunction(member) or isinstance(member, kinds)) and bool(
        getattr(member, "__doc__", "")
    )


def _documentation(value: Any) -> str:
    text = inspect.getdoc(value) or ""
    # A dataclass without a docstring gets its signature as one.
    return "" if inspect.isclass(value) and text.startswith(f"{value.__name__}(") else text


def _returns(value: property | cached_property[Any]) -> str:
    function = value.fget if isinstance(value, property) else value.func
    return str(getattr(function, "__annotations__", {}).get("return", ""))


def _plain(signature: inspect.Signature) -> str:
    """Return a signature whose annotations, which are text, stand without quotes."""
    return re.sub(r"(: |-> )'([^']*)'", r"\1\2", str(signature))


def _folded(signature: inspect.Signature) -> str:
    lines, starred = [], False
    for parameter in signature.parameters.values():
        if parameter.kind is parameter.KEYWORD_ONLY and not starred:
            lines.append("    *,")
            starred = True
        lines.append(f"    {_plain(inspect.Signature([parameter]))[1:-1].removeprefix('*, ')},")
    returned = signature.return_annotation
    end = "" if returned is signature.empty else f" -> {returned}"
    return "\n".join(["(", *lines, f"){end}"])


SCOPE_OPTIONS = scope.ScopeOptions.__annotations__
