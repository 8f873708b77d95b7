"""What a dossier says around the names, in English and in French.

Labels of types, statuses and the like stand in the ontology, not here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.base.errors import UnknownName
from kg.vocabulary.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

_FRENCH = {
    " (through {name})": " (par {name})",
    "Also: {names}": "Aussi : {names}",
    "As of {day}, as known on {known}, at actor level.": "Au {day}, selon ce qu'on savait au "
    "{known}, au niveau de l'acteur.",
    "As of {day}, as known on {known}, at group level.": "Au {day}, selon ce qu'on savait au "
    "{known}, au niveau du groupe.",
    "As of {day}, at actor level.": "Au {day}, au niveau de l'acteur.",
    "As of {day}, at group level.": "Au {day}, au niveau du groupe.",
    "Figures": "Chiffres",
    "No relation in scope.": "Aucune relation considérée.",
    "Part of {name}": "Fait partie de {name}",
    "Units: {names}": "Unités : {names}",
    "What is not listed may still exist: absence is no evidence.": "Ce qui n'est pas listé peut "
    "exister : l'absence n'est pas une preuve.",
    "announced {day}": "annoncé le {day}",
    "founded {day}": "fondé en {day}",
    "from {day}": "à partir du {day}",
    "in force then": "en vigueur alors",
    "to {day}": "jusqu'au {day}",
    "undated": "sans date",
    "{level} confidence": "confiance {level}",
    "{low} to {high}": "{low} à {high}",
    "{what}: {value}.": "{what} : {value}.",
}
_SENTENCES: Mapping[str, Mapping[str, str]] = {"en": {}, "fr": _FRENCH}
_MARKS = {
    "en": {},
    "fr": {ord(","): "\N{NO-BREAK SPACE}", ord("."): ","},
}


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language: call it with a sentence in English and its values.

    >>> Words("fr")("announced {day}", day=2025), Words("en").label("actor-kind", "ai-lab")
    ('annoncé le 2025', 'AI lab')
    """

    language: str

    def __post_init__(self) -> None:
        """Refuse a language of which there are no words."""
        if self.language not in _SENTENCES:
            raise UnknownName("language", self.language, list(_SENTENCES))

    def __call__(self, text: str, **values: object) -> str:
        """Return a sentence with its values put in."""
        return _SENTENCES[self.language].get(text, text).format(**values)

    def label(self, scheme: str, slug: str) -> str:
        """Return the label of an entry of a closed list."""
        return vocabulary().codes[scheme][slug].labels[self.language]

    def number(self, value: Decimal) -> str:
        """Return a number in full, with the marks of the language."""
        return f"{value:,f}".translate(_MARKS[self.language])

    def sum(self, currency: str, written: str) -> str:
        """Return a sum of money: ``EUR 5``, and ``5 EUR`` in French."""
        return f"{currency} {written}" if self.language == "en" else f"{written} {currency}"
