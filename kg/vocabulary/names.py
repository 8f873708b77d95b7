"""Finding an actor by any of its names."""

from __future__ import annotations

import re
import unicodedata
from difflib import get_close_matches
from typing import TYPE_CHECKING, Annotated, Protocol

from kg.base.errors import InvalidValue, UnknownName, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_WORD = re.compile(r"[^\W_]+")

ActorId = Annotated[str, "actor"]


def fold(name: str) -> str:
    """Return a name without case, accents and outer spaces, for comparing.

    >>> fold(" Léonard AI ")
    'leonard ai'
    """
    decomposed = unicodedata.normalize("NFKD", name.strip().casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


class Named(Protocol):
    """What has the names of an actor."""

    @property
    def id(self) -> str:
        """Its id."""
        ...

    @property
    def name(self) -> str:
        """Its name."""
        ...

    @property
    def alt_names(self) -> tuple[str, ...]:
        """Its other names."""
        ...

    @property
    def ticker(self) -> str | None:
        """Exchange and symbol."""
        ...

    @property
    def cik(self) -> str | None:
        """Central Index Key of the SEC."""
        ...

    @property
    def lei(self) -> str | None:
        """Legal Entity Identifier."""
        ...


def spellings(actor: Named) -> Iterator[str]:
    """Yield the name of an actor, its other names, its ticker and symbol, and its numbers.

    The Central Index Key comes with and without the zeros in front.
    """
    yield from (actor.name, *actor.alt_names)
    if actor.ticker:
        yield from (actor.ticker, actor.ticker.partition(":")[2])
    if actor.cik:
        yield from (actor.cik, actor.cik.lstrip("0"))
    if actor.lei:
        yield actor.lei


def index(actors: Iterable[Named]) -> dict[str, tuple[str, ...]]:
    """Return actor ids by every folded name: the id and the `spellings`.

    An id always means its own actor; any other name may be shared by several.
    """
    exact: dict[str, tuple[str, ...]] = {}
    ids: dict[str, tuple[str, ...]] = {}
    shared: dict[str, dict[str, None]] = {}
    for actor in actors:
        exact[actor.id] = (actor.id,)
        ids[fold(actor.id)] = (*ids.get(fold(actor.id), ()), actor.id)
        for name in filter(None, spellings(actor)):
            shared.setdefault(fold(name), {})[actor.id] = None
    return {name: tuple(actors) for name, actors in shared.items()} | ids | exact


def find(name: str, names: Mapping[str, tuple[str, ...]]) -> str:
    """Return the id of the actor that goes by a name.

    Parameters
    ----------
    name
        Id, or one of the `spellings`, without regard to case and accents.
    names
        What `index` gives.

    Raises
    ------
    UnknownName
        With the nearest names.
    InvalidValue
        For what is no text.
    UsageError
        When several actors go by the name.
    """
    if not isinstance(name, str):
        raise InvalidValue("actor", name, "write an id, name or ticker as text")
    folded = fold(name)
    actors = names.get(name.strip()) or names.get(folded) or _written_alike(folded, names)
    if len(actors) == 1:
        return actors[0]
    if actors:
        raise UsageError(f"{name!r} can mean {', '.join(actors)}; name one of these")
    raise UnknownName("actor", name, _suggestions(folded, names))


def _written_alike(folded: str, names: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Return the actors with a name of the same letters: ``open ai`` and ``Open-AI`` for OpenAI."""
    letters = "".join(_words(folded))
    if not letters:
        return ()
    alike = (actors for name, actors in names.items() if "".join(_words(name)) == letters)
    return tuple(dict.fromkeys(actor for actors in alike for actor in actors))


def _suggestions(folded: str, names: Mapping[str, tuple[str, ...]]) -> list[str]:
    """Return up to three actors: those with all these words in a name, else with a name alike.

    An actor whose id does not show why it is meant is followed by that name.
    """
    words = set(_words(folded))
    named = [name for name in names if words and words <= set(_words(name))]
    reasons: dict[str, str] = {}
    for name in named or nearest(folded, names, 8):
        for actor in names[name]:
            reasons.setdefault(actor, name)
    shown = list(reasons.items())[:3]
    return [actor if _is_like(actor, name) else f"{actor} ({name})" for actor, name in shown]


def _is_like(actor: str, name: str) -> bool:
    """Say whether an id and a name have a word in common, or begin alike."""
    return fold(actor)[:3] == name[:3] or bool(set(_words(fold(actor))) & set(_words(name)))


def _words(folded: str) -> list[str]:
    return _WORD.findall(folded)


def nearest(name: str, known: Iterable[str], count: int = 3) -> list[str]:
    """Return the names that come closest: those that begin with it, then those alike.

    >>> nearest("mistral", ["mistral-ai", "minstrel", "openai"])
    ['mistral-ai', 'minstrel']
    """
    names = list(known)
    beginning = sorted(n for n in names if name and n.startswith(name))
    alike = get_close_matches(name, names, count, 0.6)
    return list(dict.fromkeys((*beginning, *alike)))[:count]
