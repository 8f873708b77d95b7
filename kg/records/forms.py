"""Forms of cells: how the text of a cell is read, what to write, and which term it is in RDF."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from kg.records import cells

if TYPE_CHECKING:
    from collections.abc import Callable

Kind = Literal["text", "address", "boolean", "code", "date", "decimal", "id", "item"]


@dataclass(frozen=True)
class Form:
    """The form of the cells of a column.

    Attributes
    ----------
    parse : callable
        Reads the text of a cell that is not empty, or raises `InvalidValue`.
    words : str
        What to write, in Markdown.
    kind : str
        Which term a value is in RDF: a literal (``text``, ``address``, ``boolean``, ``date``,
        ``decimal``) or an IRI (``code`` of a closed list, ``id`` of a row, ``item`` of Wikidata).
    scheme : str
        The closed list of the ontology whose entries stand in the cells.
    standard : str
        The standard whose codes stand in the cells; see `kg.vocabulary.standards`.
    several : str
        Whether a cell may hold several values, and in which order, in words.
    """

    parse: Callable[[str], Any]
    words: str
    kind: Kind = "text"
    scheme: str = ""
    standard: str = ""
    several: str = ""


TEXT = Form(cells.text, "text")
ID = Form(cells.slug, "id", "id")
DATE = Form(cells.partial_date, "`YYYY`, `YYYY-MM` or `YYYY-MM-DD`", "date")
YEAR = Form(cells.year, "`YYYY`", "date")
NUMBER = Form(cells.number, "decimal number without exponent", "decimal")
POSITIVE = Form(cells.positive, "decimal number, not negative", "decimal")
PERCENT = Form(cells.percent, "number from 0 to 100", "decimal")
BOOLEAN = Form(cells.boolean, "`true` or `false`", "boolean")
ADDRESS = Form(cells.address, "http or https address", "address")
LEI = Form(cells.lei, "20 letters and digits, the last two of them check digits")


def code(scheme: str) -> Form:
    """Return the form of entries of a closed list of the ontology."""
    return Form(cells.code(scheme), "one of", "code", scheme)


def standard(what: str, name: str, words: str) -> Form:
    """Return the form of codes of a standard."""
    return Form(cells.standard(what, name, words), words, standard=name)


def pattern(what: str, regex: str, words: str, kind: Kind = "text") -> Form:
    """Return the form of texts that match a regular expression."""
    return Form(cells.pattern(what, regex, f"write {words}"), words, kind)


def several(form: Form) -> Form:
    """Return the form of a set of values with ``|`` between them."""
    return replace(form, parse=cells.several(form.parse), several="or several, with `|` between")


def main_first(form: Form) -> Form:
    """Return the form of a set of values, the main one first."""
    return replace(
        form, parse=cells.main_first(form.parse), several="or several, the main one first"
    )
