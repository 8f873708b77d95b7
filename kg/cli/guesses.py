"""What somebody meant who wrote a word that is not a command."""

from __future__ import annotations

from contextlib import suppress
from difflib import get_close_matches
from typing import TYPE_CHECKING

from kg.base.errors import KgError, UnknownName, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

_SYNONYMS = {
    "actor": ("who",),
    "alliances": ("overlaps",),
    "ask": ("query",),
    "company": ("who",),
    "compare": ("pair", "diff"),
    "competitors": ("overlaps", "who"),
    "convert": ("export",),
    "find": ("actors", "who"),
    "flows": ("loops",),
    "format": ("fmt",),
    "frenemies": ("overlaps",),
    "graph": ("render",),
    "html": ("render",),
    "list": ("actors", "relations", "queries"),
    "ls": ("actors", "relations", "queries"),
    "money": ("totals", "loops"),
    "new": ("init",),
    "page": ("render",),
    "plot": ("render",),
    "profile": ("who",),
    "rivals": ("overlaps",),
    "save": ("export",),
    "search": ("actors", "who"),
    "show": ("who", "evidence"),
    "sources": ("evidence",),
    "sparql": ("query",),
    "start": ("serve",),
    "stats": ("info", "totals"),
    "status": ("info", "check"),
    "suppliers": ("dependence",),
    "validate": ("check",),
    "version": ("info", "--version"),
    "visualize": ("render",),
    "web": ("render", "serve"),
}


def unknown_command(word: str, commands: Sequence[str], place: str | None) -> UsageError:
    """Return the error for a word that is not a command, with what was meant.

    Parameters
    ----------
    word
        What stands where a command should.
    commands
        The names of the commands.
    place
        The graph of the call: an actor of it is asked about with ``kg who``.
    """
    meant = [name for name in _SYNONYMS.get(word.lower(), ()) if name in {*commands, "--version"}]
    near = meant or get_close_matches(word, commands, 3, 0.6)
    actor = None if near else _actor(word, place)
    if actor:
        return UsageError(f"{word!r} is an actor, not a command; write: kg who {actor}")
    error = UnknownName("command", word, near or get_close_matches(word, commands, 3, 0.5))
    return error if error.nearest else UsageError(f"{error}; kg --help lists the commands")


def _actor(word: str, place: str | None) -> str | None:
    """Return the id of the actor that goes by a word, if the graph can be read."""
    from kg.graph import graph

    with suppress(KgError):
        return graph.open(place).actor(word).id
    return None
