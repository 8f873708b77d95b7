"""What the program says to people: one catalogue per language, by key.

A catalogue is a file ``phrases/LANGUAGE.json``. It holds the phrases of the command line, the
dossier, the page and the service, and how the language writes numbers and chooses a plural. To add
a language, add its file; labels of types, statuses and the like come from the ontology.

A phrase is text with places for values, ``{day}``. Where its wording depends on a number it has
forms: ``plurals`` names each with a regular expression that the digits of ``{n}`` match, and
``other`` serves all remaining numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.base.errors import UnknownName

if TYPE_CHECKING:
    from collections.abc import Mapping

SOURCE = "en"  # the language of help texts and errors, and of everything without a translation
_FOLDER = Path(__file__).parent / "phrases"


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The phrases of a language, and how it writes numbers.

    Attributes
    ----------
    language : str
        Code of the language, which is the name of its file.
    name : str
        What the language calls itself.
    locale : mapping of str to str
        How browsers write ``numbers`` and ``dates``, as BCP 47 codes.
    plurals : mapping of str to str
        Forms of a phrase, each with the regular expression for the numbers that take it.
    numbers : mapping of str to Any
        ``group`` and ``decimal`` marks, ``percent`` and ``money`` as text with places, and
        ``scales``: powers of ten with their units, the largest first.
    phrases : mapping of str to str or mapping
        Phrases by key; one with several forms is a mapping of form to text.
    """

    language: str
    name: str
    locale: Mapping[str, str]
    plurals: Mapping[str, str]
    numbers: Mapping[str, Any]
    phrases: Mapping[str, str | Mapping[str, str]]

    def __call__(self, key: str, /, **values: object) -> str:
        r"""Return a phrase with its values; ``n`` chooses the form, whole numbers get their marks.

        >>> catalogue("fr")("count.row", n=1200), catalogue("fr")("relation.announced", day="2025")
        ('1\xa0200 lignes', 'annoncé le 2025')
        """
        phrase = self.phrases[key]
        text = phrase if isinstance(phrase, str) else phrase[self.form(values["n"])]
        return text.format_map({name: self._written(value) for name, value in values.items()})

    def part(self, section: str) -> dict[str, Any]:
        """Return what a browser needs to say the phrases of a section, their keys without it.

        >>> catalogue("fr").part("page")["phrases"]["readHere"]
        'Lire en français'
        """
        own = {key: text for key, text in self.phrases.items() if key.startswith(f"{section}.")}
        phrases = {key.removeprefix(f"{section}."): text for key, text in own.items()}
        return {"locale": self.locale, "plurals": self.plurals, "phrases": phrases}

    def form(self, number: object) -> str:
        """Return the form that a phrase takes beside a number.

        >>> catalogue("en").form(0), catalogue("fr").form(0)
        ('other', 'one')
        """
        import re

        forms = self.plurals.items()
        return next((form for form, rule in forms if re.fullmatch(rule, str(number))), "other")

    def marked(self, figure: str) -> str:
        r"""Return a number that Python wrote with the marks of the language.

        >>> catalogue("en").marked("1,234.5"), catalogue("fr").marked("1,234.5")
        ('1,234.5', '1\xa0234,5')
        """
        marks = {ord(","): self.numbers["group"], ord("."): self.numbers["decimal"]}
        return figure.translate(marks)

    def scaled(self, value: float) -> str:
        """Return a number in three or four digits with its scale.

        >>> catalogue("en").scaled(1_450_000_000), catalogue("fr").scaled(640)
        ('1.45bn', '640')
        """
        for power, unit in self.numbers["scales"].items():
            if abs(value) >= 10 ** int(power):
                part = value / 10 ** int(power)
                return self.marked(f"{part:,.4g}" if part < 1000 else f"{part:,.0f}") + str(unit)
        return self.marked(f"{value:,.10g}")

    def percent(self, value: float, digits: int = 0) -> str:
        r"""Return a share in per cent.

        >>> catalogue("en").percent(0.125, 1), catalogue("fr").percent(0.125, 1)
        ('12.5%', '12,5\xa0%')
        """
        template: str = self.numbers["percent"]
        return template.format(n=self.marked(f"{100 * value:.{digits}f}"))

    def money(self, currency: str, amount: str) -> str:
        """Return a sum with its currency.

        >>> catalogue("en").money("USD", "250bn"), catalogue("fr").money("USD", "250 Md")
        ('USD 250bn', '250 Md USD')
        """
        template: str = self.numbers["money"]
        return template.format(currency=currency, amount=amount)

    def _written(self, value: object) -> object:
        return self.marked(f"{value:,}") if type(value) is int else value


@lru_cache(maxsize=1)
def languages() -> tuple[str, ...]:
    """Return the languages that have a catalogue, the source language first.

    >>> languages()[0], "fr" in languages()
    ('en', True)
    """
    codes = sorted(path.stem for path in _FOLDER.glob("*.json"))
    return (SOURCE, *(code for code in codes if code != SOURCE))


@lru_cache
def catalogue(language: str) -> Catalogue:
    """Return the catalogue of a language.

    Raises
    ------
    UnknownName
        For a language without a catalogue.
    """
    import json

    if language not in languages():
        raise UnknownName("language", language, known=languages())
    text = (_FOLDER / f"{language}.json").read_text(encoding="utf-8")
    return Catalogue(language, **json.loads(text))


def phrase(key: str, language: str = SOURCE, /, **values: object) -> str:
    """Return a phrase in a language, with its values.

    >>> phrase("count.row", "en", n=1), phrase("count.row", "en", n=0), phrase("count.row", n=1200)
    ('1 row', '0 rows', '1,200 rows')
    """
    return catalogue(language)(key, **values)
