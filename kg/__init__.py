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

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

    from kg.errors import Finding, KgError
    from kg.graph import Graph, open  # noqa: A004 - kg.open reads well
    from kg.model import Actor, Amount, Deal, Observation, Records, Relation, Source
    from kg.scope import Scope

__version__ = "0.1.0"

_HOMES = {
    "Actor": "kg.model",
    "Amount": "kg.model",
    "Deal": "kg.model",
    "Finding": "kg.errors",
    "Graph": "kg.graph",
    "KgError": "kg.errors",
    "Observation": "kg.model",
    "Records": "kg.model",
    "Relation": "kg.model",
    "Scope": "kg.scope",
    "Source": "kg.model",
    "open": "kg.graph",
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


def load_ipython_extension(shell: InteractiveShell) -> None:
    """Make ``%%sparql`` known to a notebook; what ``%load_ext kg`` calls."""
    from importlib import import_module

    import_module("kg.magic").register(shell)
