"""Forms of cells, columns and tables: what `kg.records.schema` declares, and the way to RDF.

A form says how the text of a cell is read, what to write, and which term it is in RDF.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Literal

from kg.records import cells
from kg.vocabulary.iri import PREFIXES, mint

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence


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


@dataclass(frozen=True, slots=True)
class Step:
    """The last step of a path to a value: which node has the property, and which way it points.

    Attributes
    ----------
    part : str
        The part of the row whose node has the property, a key of `PARTS`; empty for the row's own.
    term : str
        The property, with its prefix.
    inverse : bool
        Whether it points from the value to the node.
    """

    part: str
    term: str
    inverse: bool

    @property
    def name(self) -> str:
        """The local name of the property."""
        return self.term.partition(":")[2]

    @property
    def iri(self) -> str:
        """The IRI of the property."""
        return PREFIXES[self.term.partition(":")[0]] + self.name


def step(path: str) -> Step:
    """Return the last step of a path.

    >>> step("al:evidence/al:statement"), step("^al:hasPart").inverse
    (Step(part='evidence', term='al:statement', inverse=False), True)
    """
    owner, _, last = path.rpartition("/")
    return Step(owner.removeprefix("al:"), last.removeprefix("^"), last.startswith("^"))


@dataclass(frozen=True)
class Column:
    """A column of a table.

    Attributes
    ----------
    name : str
        Its name in the header.
    form : Form
        How its cells are read, what to write, and which term a value is in RDF.
    path : str
        The way from the node of the row to the value, as a SPARQL property path; by default the
        name in camel case, as a property of our ontology. An id has none: it names the node.
    also : mapping of str to str
        Further paths, and what stands there: the ``first`` day of a date, its ``last`` day or the
        first day after it (``end``), the ``main`` value, the ``class`` of a code, the value at a
        second home (``value``), or the way back from it (``back``). Of two columns that fill one
        path, the later counts.
    meaning : str
        What it says, where the definition of its property does not say it.
    required : bool
        Whether every row must fill it.
    refers_to : str
        Table whose ids it holds.
    optional : bool
        Whether a table may lack the column, as tables do that are older than it.
    default : str
        What an empty cell stands for, where the figure it qualifies is stated.
    period : str
        For a sum of money: the period it counts for, where no other column states one.
    """

    name: str
    form: Form
    path: str = ""
    also: Mapping[str, str] = field(default_factory=dict)
    meaning: str = ""
    required: bool = False
    refers_to: str = ""
    optional: bool = False
    default: str = ""
    period: str = "total"

    @property
    def parse(self) -> Callable[[str], Any]:
        """From the text of a cell to its value."""
        return self.form.parse

    @property
    def is_id(self) -> bool:
        """Whether it names the row."""
        return self.name == "id"

    @cached_property
    def landing(self) -> str:
        """The path to its value, empty for an id.

        >>> Column("valid_from", DATE).landing
        'al:validFrom'
        """
        head, *tail = self.name.split("_")
        return "" if self.is_id else self.path or "al:" + head + "".join(map(str.title, tail))

    @cached_property
    def step(self) -> Step:
        """The last step to its value."""
        return step(self.landing)

    @cached_property
    def homes(self) -> tuple[Step, ...]:
        """The steps at which the value itself stands, the one that counts first."""
        seconds = (path for path, feature in self.also.items() if feature == "value")
        return () if self.is_id else (self.step, *map(step, seconds))

    @cached_property
    def of(self) -> Callable[[Any], Any]:
        """From a record to its value in the column; a default goes unsaid."""
        if self.is_id:
            return attrgetter("id")
        stated = first_of([getter(self, home) for home in self.homes])

        def value(record: Any) -> Any:
            text = stated(record)
            return None if text == self.default else text

        return value if self.default else stated


def first_of(getters: Sequence[Callable[[Any], Any]]) -> Callable[[Any], Any]:
    """Return what gives the first value that one of some getters gives."""
    if len(getters) == 1:
        return getters[0]
    return lambda record: next((v for get in getters if (v := get(record)) is not None), None)


def getter(column: Column, home: Step) -> Callable[[Any], Any]:
    """Return what gives the value at a home of a column, from a record."""
    if home.part not in FIGURES:
        return attrgetter(column.name)
    figure, field_of = attrgetter(home.part), attrgetter(home.name)

    def value(record: Any) -> Any:
        amount = figure(record)
        return None if amount is None else field_of(amount)

    return value


@dataclass(frozen=True)
class Part:
    """A node that belongs to a row.

    Attributes
    ----------
    class_ : str
        Its class.
    column : str
        The column that is filled where the part exists.
    attribute : str
        The attribute of the record that is not None there.
    """

    class_: str
    column: str
    attribute: str


PARTS = {"evidence": "Evidence", "amount": "Amount", "valuation": "Amount"}  # with their classes
FIGURES = ("amount", "valuation")  # parts whose properties are the fields of one `Amount`


@dataclass(frozen=True)
class Table:
    """A table.

    Attributes
    ----------
    name : str
        Its name, also that of the collection in `kg.records.model.Records`.
    record : type
        The type of its records.
    listed : tuple of Column
        Its columns in order; the first names the row.
    optional : bool
        Whether a folder may lack it. Its rows are then part of those that they name.
    """

    name: str
    record: type
    listed: tuple[Column, ...]
    optional: bool = False

    @cached_property
    def columns(self) -> Mapping[str, Column]:
        """The columns by name, in order."""
        return {column.name: column for column in self.listed}

    @property
    def key(self) -> str:
        """The name of the column that names the row."""
        return self.listed[0].name

    @property
    def file(self) -> str:
        """File name of the table."""
        return f"{self.name}.csv"

    @property
    def kind(self) -> str:
        """The kind of its rows: ``actor``, ``relation`` and so on."""
        return self.record.__name__.lower()

    def iri(self, id_: str) -> str:
        """Return the IRI of the row of an id.

        >>> from kg.records.schema import TABLES
        >>> TABLES["actors"].iri("openai")
        'https://w3id.org/ai-alliances/actor/openai'
        >>> TABLES["terms"].iri("a--owns--b")
        'https://w3id.org/ai-alliances/relation/a--owns--b/term'
        """
        owner = self.listed[0]
        if owner.is_id:
            return mint(self.kind, id_)
        return mint(owner.refers_to.removesuffix("s"), id_, owner.step.name)

    @cached_property
    def parts(self) -> Mapping[str, Part]:
        """The parts that its rows may have, by name."""
        first: dict[str, Column] = {}
        for column in self.listed:
            if not column.is_id and column.step.part:
                first.setdefault(column.step.part, column)
        return {
            name: Part(PARTS[name], column.name, name if name in FIGURES else column.name)
            for name, column in first.items()
        }

    @cached_property
    def figures(self) -> Mapping[str, Column]:
        """The columns that hold sums of money, by the part of the row."""
        parts = self.parts.items()
        return {name: self.columns[part.column] for name, part in parts if name in FIGURES}

    @cached_property
    def sums(self) -> frozenset[str]:
        """The names of the columns that hold sums of money."""
        return frozenset(column.name for column in self.figures.values())

    @cached_property
    def places(self) -> Mapping[tuple[str, str], str]:
        """The names of columns by part and IRI of every property that they fill."""
        return dict(self._places())

    def _places(self) -> Iterator[tuple[tuple[str, str], str]]:
        for name, part in self.parts.items():
            yield ("", PREFIXES["al"] + name), part.column
        for column in self.listed:
            for home in (*column.homes, *map(step, column.also)):
                yield (home.part, home.iri), column.name
