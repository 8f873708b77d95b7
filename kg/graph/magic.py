"""SPARQL in a notebook: the cell magic ``%%sparql``, after ``%load_ext kg``.

Imported by IPython only; nothing else needs it.
"""

# mypy: disable-error-code="no-untyped-call, untyped-decorator"

from __future__ import annotations

import shlex
from functools import lru_cache
from typing import TYPE_CHECKING, Any, cast

from IPython.core.error import UsageError
from IPython.core.magic_arguments import argument, magic_arguments
from IPython.display import Code

from kg.base.errors import KgError
from kg.graph import graph
from kg.rdf import solutions

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable

    from IPython.core.interactiveshell import InteractiveShell


def register(shell: InteractiveShell) -> None:
    """Make ``%sparql`` and ``%%sparql`` known to a shell."""
    shell.magics_manager.register_function(
        _magic(shell), magic_kind="line_cell", magic_name="sparql"
    )


def _magic(shell: InteractiveShell) -> Callable[..., Any]:
    """Return the magic of one shell; it answers with its result, or with one line of error."""

    @magic_arguments()
    @argument("-n", "--name", help="Ask a named query instead of the cell; see kg queries.")
    @argument("-o", "--out", metavar="VARIABLE", help="Keep the result under this name too.")
    @argument(
        "words",
        nargs="*",
        metavar="GRAPH | NAME=VALUE",
        help="A variable that holds a graph (default: the shipped data); parameters of --name.",
    )
    def sparql(line: str, cell: str | None = None) -> Any:
        """Answer a SPARQL query, or a named one; our prefixes need no declaration."""
        try:
            arguments = sparql.parser.parse_intermixed_args(shlex.split(line))
            reply = _answer(shell, arguments, cell or "")
        except (KgError, ValueError) as error:  # shlex says ValueError of an open quote
            raise UsageError(str(error)) from None
        if arguments.out:
            shell.user_ns[arguments.out] = reply
        is_text = isinstance(reply, str)
        return Code(reply, language="turtle") if is_text else reply

    return cast("Callable[..., Any]", sparql)


def _answer(shell: InteractiveShell, arguments: Namespace, cell: str) -> Any:
    """Return rows, a truth value, or triples as Turtle."""
    names = [word for word in arguments.words if "=" not in word]
    parameters = dict(word.split("=", 1) for word in arguments.words if "=" in word)
    if len(names) > 1:
        raise UsageError(f"one graph is asked at a time, not {', '.join(names)}")
    if bool(arguments.name) == bool(cell.strip()):
        raise UsageError("write a query below %%sparql, or name one: %sparql --name overlaps")
    if parameters and not arguments.name:
        raise UsageError("parameters belong to a named query: %sparql --name NAME KEY=VALUE")
    queried = _graph(shell, names[0]) if names else _shipped()
    # The line of the magic counts, so that errors name the line of the cell.
    text = queried.sparql(arguments.name, parameters) if arguments.name else f"\n{cell}"
    reply = queried.query(text)
    match solutions.kind(reply):
        case "boolean":
            return bool(reply)
        case "graph":
            return solutions.serialize(reply, "ttl")
    return reply


@lru_cache(maxsize=1)
def _shipped() -> graph.Graph:
    """Return the shipped data, read once for all cells."""
    return graph.open()


def _graph(shell: InteractiveShell, name: str) -> graph.Graph:
    value = shell.user_ns.get(name)
    if not isinstance(value, graph.Graph):
        names = sorted(
            n for n, v in shell.user_ns.items() if isinstance(v, graph.Graph) and n[0] != "_"
        )
        hint = f"; graphs are {', '.join(names)}" if names else "; make one: g = kg.open()"
        raise UsageError(f"no variable {name!r} holds a graph{hint}")
    return value
