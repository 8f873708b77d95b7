"""AI Alliances: who finances, supplies, licenses, sues and competes with whom in the AI industry.

A knowledge graph of dated, typed and sourced claims, to be asked in SPARQL, in Python and on the
command line, and to be explored in one offline page.

>>> import kg
>>> g = kg.open()
>>> g.actor("OpenAI").id
'openai'
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kg.base.version import __version__ as __version__

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

    from kg.base.errors import Finding, KgError
    from kg.graph.graph import Graph, open  # noqa: A004 - kg.open reads well
    from kg.records.model import Actor, Amount, Deal, Observation, Records, Relation, Source
    from kg.relations.scope import Scope

_HOMES = {
    "Actor": "kg.records.model",
    "Amount": "kg.records.model",
    "Deal": "kg.records.model",
    "Finding": "kg.base.errors",
    "Graph": "kg.graph.graph",
    "KgError": "kg.base.errors",
    "Observation": "kg.records.model",
    "Records": "kg.records.model",
    "Relation": "kg.records.model",
    "Scope": "kg.relations.scope",
    "Source": "kg.records.model",
    "open": "kg.graph.graph",
}

__all__ = [
    "Actor",
    "Amount",
    "Deal",
    "Finding",
    "Graph",
    "KgError",
    "Observation",
    "Records",
    "Relation",
    "Scope",
    "Source",
    "open",
]


def __getattr__(name: str) -> Any:
    """Import a public name on first use, so that ``import kg`` stays light."""
    if name not in _HOMES:
        raise AttributeError(f"module 'kg' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    """Return the public names, for who asks what there is."""
    return [*__all__, "__doc__", "__version__"]


def load_ipython_extension(shell: InteractiveShell) -> None:
    """Make ``%%sparql`` known to a notebook; what ``%load_ext kg`` calls."""
    from importlib import import_module

    import_module("kg.graph.magic").register(shell)
