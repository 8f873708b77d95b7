"""Finding an actor by any of its names."""

from __future__ import annotations

import unicodedata
from difflib import get_close_matches
from typing import TYPE_CHECKING, Annotated, Protocol

from kg.base.errors import InvalidValue, UnknownName, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

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
    wanted = fold(name)
    found = names.get(name.strip()) or names.get(wanted, ())
    if len(found) == 1:
        return found[0]
    if found:
        raise UsageError(f"{name!r} can mean {', '.join(found)}; name one of these")
    close = dict.fromkeys(actor for n in nearest(wanted, names, 8) for actor in names[n])
    raise UnknownName("actor", name, list(close)[:3])


def nearest(name: str, known: Iterable[str], count: int = 3) -> list[str]:
    """Return the names that come closest: those that begin with it, then those alike.

    >>> nearest("mistral", ["mistral-ai", "minstrel", "openai"])
    ['mistral-ai', 'minstrel']
    """
    names = list(known)
    beginning = sorted(n for n in names if name and n.startswith(name))
    alike = get_close_matches(name, names, count, 0.6)
    return list(dict.fromkeys((*beginning, *alike)))[:count]
