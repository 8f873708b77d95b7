"""The closed lists: the words that relations, actors and sources are described with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kg.base.errors import UnknownName
from kg.measures.question import Question
from kg.vocabulary.names import nearest
from kg.vocabulary.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kg.measures.words import Words
    from kg.records.model import Records
    from kg.vocabulary.vocabulary import Code


@dataclass(frozen=True, slots=True)
class ClosedLists:
    """Closed lists with their entries.

    Attributes
    ----------
    lists : dict of str to dict of str to Code
        Entries by id, in display order, by the name of the list.
    """

    lists: Mapping[str, Mapping[str, Code]]

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready values: id, labels and definitions by language."""
        lists = {name: list(map(_entry, codes.values())) for name, codes in self.lists.items()}
        return {"command": "terms", "lists": lists}


def terms(records: Records, name: str | None = None) -> ClosedLists:  # noqa: ARG001 - as all are
    """Return the closed lists with the definition of every entry.

    Parameters
    ----------
    records
        All records; the lists are the same for all.
    name
        Only this list: relation-type, status, market, actor-kind and so on.

    Raises
    ------
    UnknownName
        With the nearest names of lists.
    """
    lists = vocabulary().codes
    if name is None:
        return ClosedLists(lists)
    if name not in lists:
        raise UnknownName("list", name, nearest(name, lists) or list(lists))
    return ClosedLists({name: lists[name]})


def _entry(code: Code) -> dict[str, Any]:
    return {
        "id": code.slug,
        "labels": dict(code.labels),
        "definitions": dict(code.definitions),
    }


def _lines(reply: ClosedLists, words: Words) -> Iterator[str]:
    """Yield the lists in words: id, label where it differs, and definition of every entry."""
    for position, (name, codes) in enumerate(reply.lists.items()):
        yield from ([""] if position else [])
        yield name
        for code in codes.values():
            what = f"  {code.slug}{_label(code, words.language)}"
            definition = code.definitions.get(words.language)
            yield words("word.labelled", what=what, value=definition) if definition else what


def _label(code: Code, language: str) -> str:
    label = code.labels[language]
    return "" if label.replace(" ", "-") == code.slug else f" ({label})"


QUESTION = Question(
    terms,
    """The closed lists, with definitions.

    Explain the words that options and tables use: relation types, statuses, markets, kinds of
    actors and so on.
    """,
    {},
    text=_lines,
    examples=("", "relation-type", "status --format json"),
)
