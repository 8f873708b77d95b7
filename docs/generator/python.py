"""The Python interface as its reference shows it: signatures and docstrings of the public names."""

from __future__ import annotations

import ast
import inspect
import re
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING, Any

import kg
from generator import numpydoc
from kg.relations import scope

if TYPE_CHECKING:
    from collections.abc import Iterator

# What is public beside the names that `kg` itself exports, which come first.
_MODULES = {
    "The graph": ("kg.graph.graph", ("open", "Graph")),
    "Answers": ("kg.graph.answer", ("Answer",)),
    "Rows of SPARQL": ("kg.rdf.solutions", ("Solutions",)),
    "Scope": ("kg.relations.scope", ("Scope", "scope")),
    "Records": (
        "kg.records.model",
        ("Records", "Actor", "Source", "Deal", "Relation", "Observation", "Amount"),
    ),
    "Relations as columns": ("kg.relations.table", ("RelationTable", "Selection", "LeftOut")),
    "Formats": ("kg.exchange", ("Format", "find", "guess")),
    "Folders of tables": ("kg.records.folders", ("create",)),
    "Adding and sorting rows": ("kg.records.curating", ("add", "tidy")),
    "Merging": ("kg.records.merging", ("merge", "Merger", "Conflict")),
    "Notebooks": ("kg.graph.magic", ("register",)),
}
_ANSWER = re.compile(r"\bAnswer\[(\w+)\]")


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
        held = "g." if self.value is kg.Graph else f"{self.name}."
        found: dict[str, Any] = {}
        for owner in reversed([c for c in self.value.__mro__ if c.__module__.startswith("kg")]):
            found |= {name: member for name, member in vars(owner).items() if _is_said(member)}
        return [Name(name, found[name], held) for name in found if not name.startswith("_")]


@dataclass(frozen=True)
class Section:
    """A theme of the reference."""

    title: str
    module: str
    names: tuple[Name, ...]


def sections() -> list[Section]:
    """Return the themes in the order in which a reader meets them."""
    found = []
    for title, (module, names) in _MODULES.items():
        home = import_module(module)
        found.append(Section(title, module, tuple(Name(n, getattr(home, n)) for n in names)))
    found.insert(3, Section("Rows of answers", "kg.measures", tuple(_rows())))
    return [*found, Section("Errors", "kg.base.errors", tuple(_errors()))]


def error_tree() -> str:
    """Return the tree of errors as the docstring of `kg.base.errors` draws it."""
    text = inspect.getdoc(import_module("kg.base.errors")) or ""
    return inspect.cleandoc(text.partition("::\n")[2])


def _rows() -> Iterator[Name]:
    """Yield the types of rows, in the order of the questions that answer with them."""
    seen = set()
    for owner in reversed([c for c in kg.Graph.__mro__ if c.__module__.startswith("kg")]):
        homes = _imports(owner.__module__)
        for member in vars(owner).values():
            said = str(getattr(member, "__annotations__", {}).get("return", ""))
            for name in _ANSWER.findall(said):
                if name not in seen and name in homes:
                    seen.add(name)
                    module, original = homes[name]
                    yield Name(original, getattr(import_module(module), original))


def _imports(module: str) -> dict[str, tuple[str, str]]:
    """Return where the names come from that a module imports, for type checking too."""
    tree = ast.parse(inspect.getsource(import_module(module)))
    return {
        alias.asname or alias.name: (node.module, alias.name)
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module
        for alias in node.names
    }


def _errors() -> Iterator[Name]:
    module = import_module("kg.base.errors")
    for name, value in vars(module).items():
        if inspect.isclass(value) and value.__module__ == "kg.base.errors":
            yield Name(name, value)


def _is_said(member: Any) -> bool:
    kinds = (property, cached_property, classmethod, staticmethod)
    return bool(inspect.isfunction(member) or isinstance(member, kinds)) and bool(
        getattr(member, "__doc__", "")
    )


def _documentation(value: Any) -> str:
    said = inspect.getdoc(value) or ""
    # A dataclass without a docstring gets its signature as one.
    return "" if inspect.isclass(value) and said.startswith(f"{value.__name__}(") else said


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
    given = signature.return_annotation
    end = "" if given is signature.empty else f" -> {given}"
    return "\n".join(["(", *lines, f"){end}"])


SCOPE_OPTIONS = scope.ScopeOptions.__annotations__
