"""The questions as methods of a graph.

Type checkers and editors read their signatures in the stub beside this module, ``questions.pyi``.
It follows from the measures: ``python docs/generate.py`` writes it, and lint keeps it fresh.
"""

from __future__ import annotations

from functools import lru_cache
from types import MethodType
from typing import TYPE_CHECKING, Any

from kg.measures.index import QUESTIONS

if TYPE_CHECKING:
    from collections.abc import Callable

    from kg.graph.graph import Graph


class Questions:
    """What can be asked of a graph; see `kg.measures`."""


class Method:
    """A question as a method: its measure is imported when it is first looked at.

    Parameters
    ----------
    name
        Name of the question.
    """

    def __init__(self, name: str) -> None:
        self.name = name

    def __get__(self, graph: Graph | None, owner: type[Graph] | None = None) -> Callable[..., Any]:
        """Return the method of a graph, or the function for none."""
        function = _function(self.name)
        return function if graph is None else MethodType(function, graph)


@lru_cache
def _function(name: str) -> Callable[..., Any]:
    """Return the method that asks a question, with its signature and its docstring."""
    from kg.graph.asking import ask, signature
    from kg.graph.manual import manual, spelled
    from kg.measures.question import question

    asked = question(name)
    taken = signature(asked)

    def method(*args: Any, **kwargs: Any) -> Any:
        bound = taken.bind(*args, **kwargs).arguments
        graph, options = bound.pop("self"), bound.pop("options", {})
        return ask(graph, asked, bound | options)

    method.__name__ = name.replace("-", "_")
    method.__qualname__ = f"Graph.{method.__name__}"
    method.__doc__ = manual(asked)
    method.__signature__ = spelled(asked)  # type: ignore[attr-defined] # inspect reads it
    return method


for _name in QUESTIONS:
    setattr(Questions, _name.replace("-", "_"), Method(_name))
