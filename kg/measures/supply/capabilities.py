"""What is supplied: a capability for every relation type of the supply family.

A capability is named after its relation type: ``supplies-cloud-to`` supplies ``cloud``, and
``manufactures-for`` stands for ``manufacturing``. Which types there are, the vocabulary says.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from kg.base.errors import UnknownName
from kg.vocabulary.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Mapping

_FAMILY = "supply"
_SUPPLIES = re.compile(r"supplies-(.+)-to")
_VERB_ENDING = re.compile(r"e?s$")


@lru_cache(maxsize=1)
def capabilities() -> Mapping[str, str]:
    """Return the relation type of every capability, by the capability's name, in display order.

    >>> capabilities()["cloud"]
    'supplies-cloud-to'
    """
    types = vocabulary().types_with(family=_FAMILY)
    ordered = (slug for slug in vocabulary().relation_types if slug in types)
    return MappingProxyType({_name(slug): slug for slug in ordered})


def find(name: str) -> str:
    """Return the capability meant by its name or by its relation type.

    Raises
    ------
    UnknownName
        With the nearest capabilities.

    Examples
    --------
    >>> find("Cloud"), find("manufactures-for")
    ('cloud', 'manufacturing')
    """
    key = name.strip().casefold()
    for capability, slug in capabilities().items():
        if key in {capability, slug}:
            return capability
    near = get_close_matches(key, capabilities(), 3, 0.5)
    raise UnknownName("capability", name, near or tuple(capabilities()))


def _name(slug: str) -> str:
    """Return what a type supplies; for a verb, the activity it names."""
    match = _SUPPLIES.fullmatch(slug)
    verb = slug.rpartition("-")[0] or slug
    return match[1] if match else _VERB_ENDING.sub("ing", verb)


def scopes(capability: str | None) -> list[str | None]:
    """Return the capabilities to look at: the one named, else all at once and each by itself."""
    return [None, *capabilities()] if capability is None else [capability]
