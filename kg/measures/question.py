"""Questions: what can be asked, with which options, and how an answer reads.

A measure is a function. Its signature says which options the question takes, with their choices,
bounds and defaults; its docstring says what they do. The `Question` beside it adds what people
read. From both follow the command, the parameters over HTTP, the method of `kg.Graph` and the
reference: nothing of it is written down again.

The first parameter of a measure is the selection it looks at. A measure that compares two days
takes two selections, and its question then asks for two days; one that looks at a single record
takes the records, and its question has no scope.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, field
from datetime import date
from functools import cached_property, lru_cache
from types import UnionType
from typing import (
    TYPE_CHECKING,
    Annotated,
    Any,
    Literal,
    NamedTuple,
    Protocol,
    TypeVar,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

from kg.base.checks import Bounds
from kg.measures import outline as outlines
from kg.measures.outline import Outline, Parameter
from kg.relations.scope import OPTIONS

if TYPE_CHECKING:
    from kg.measures.outline import Form
    from kg.measures.words import Words
    from kg.relations.scope import Scope
    from kg.relations.selection import LeftOut

Row_co = TypeVar("Row_co", covariant=True)
_FORMS: dict[type, Form] = {int: "integer", float: "number", bool: "switch"}
_NAMES = {"Callable": Callable, "Iterable": Iterable, "Mapping": Mapping, "Sequence": Sequence}
# What the graph gives a measure to look at; only the names matter here, the modules are heavy.
_SUBJECTS = {"Selection": object, "Records": object}
_EVALUATED = {**_NAMES, **_SUBJECTS, "date": date}


class Named(NamedTuple):
    """A mark in an annotation: the value is the name of something.

    ``kind`` is ``actor`` for whoever stands for the actor at the level of the scope, ``actor
    itself`` for nobody but the actor, ``relation or actor``, ``capability``, or the name of a
    closed list.
    """

    kind: str


class Progress(NamedTuple):
    """A mark in an annotation: what passes on steps of work, so that a program may show them.

    ``key`` is the phrase that says what is being done.
    """

    key: str


LOCAL = "local"  # a mark in an annotation: not asked over HTTP

ActorName = Annotated[str, Named("actor")]
UnitName = Annotated[str, Named("actor itself")]
CapabilityName = Annotated[str, Named("capability")]
Families = Annotated[Iterable[str], Named("family")]
Day = Annotated[date, "day"]


class Rows(tuple[Row_co, ...]):
    """Rows of an answer, with facts that belong to none of them.

    >>> rows = Rows(("a", "b"), by="degree")
    >>> rows, rows.about
    (('a', 'b'), {'by': 'degree'})
    """

    about: dict[str, Any]
    left_out: LeftOut  # where the rows are of fewer relations than the scope has

    def __new__(cls, rows: Iterable[Row_co], **about: Any) -> Rows[Row_co]:
        """Keep the facts beside the rows."""
        kept = super().__new__(cls, rows)
        kept.about = about
        return kept

    def leaving_out(self, left_out: LeftOut) -> Rows[Row_co]:
        """Return the rows, with what they leave out of the relations they are about."""
        self.left_out = left_out
        return self


class Reply(Protocol):
    """An answer as far as it is put into words."""

    @property
    def rows(self) -> tuple[Any, ...]:
        """The rows."""
        ...

    @property
    def about(self) -> dict[str, Any]:
        """Facts that belong to no row."""
        ...

    @property
    def scope(self) -> Scope:
        """What was asked about."""
        ...

    def units(self, row: Any) -> tuple[str, ...]:
        """Return the parties of the relations a row rests on that count as a group, by id."""
        ...

    def later(self, row: Any) -> tuple[str, ...]:
        """Return the first days of the relations a row rests on that begin later, as stated."""
        ...


Cell = Callable[[Any, "Words"], str]
Lines = Callable[[Any, "Words"], Iterable[str]]
Table = tuple[Sequence[str], Iterable[Sequence[str]]]


@dataclass(frozen=True, slots=True)
class View:
    """Another way to list an answer: other rows made of the same facts.

    Attributes
    ----------
    rows : callable
        From an answer to the rows listed instead.
    columns, notes
        As for `Question`.
    text : callable or None
        From an answer to lines that are printed as they are, instead of a table.
    row : type or None
        Type of the rows; None for those of the question.
    """

    rows: Callable[[Reply], Iterable[Any]]
    columns: Mapping[str, Cell] = field(default_factory=dict)
    notes: str | Lines = ""
    text: Lines | None = None
    row: type | None = None

    def table(self, reply: Reply, words: Words) -> Table:
        """Return header and rows for people."""
        return table(self.columns, reply, words)


class Part(NamedTuple):
    """A part of a command: the word that asks for it, what it is, and the question or view."""

    word: str
    about: str
    asks: Question | View | None = None


@dataclass(frozen=True, eq=False)
class Question:
    """What can be asked of a graph.

    Attributes
    ----------
    rows : callable
        The measure.
    about : str
        What is asked, in a line; further paragraphs follow in the help of the command.
    columns : dict of str to callable, or callable
        Columns for people: the phrase of the heading, with what makes a cell of a row; or a
        function from an answer to header and rows, where columns depend on it.
    notes : str or callable
        What the numbers mean and what they do not: a phrase, or a function from an answer to
        paragraphs.
    intro : callable or None
        From an answer to the lines above the table.
    text : callable or None
        From an answer to lines that are printed instead of a table.
    examples : tuple of str
        What may stand after the name of the command; what follows three blanks is a remark.
    parts : tuple of Part
        What the command answers besides. The first one names the question itself where the parts
        exclude each other (``--part``); else each is a switch (``--via``).
    sequels : dict of str to str
        Parts whose first rows follow on a terminal when an actor is named, by their words, with
        the phrase that stands above.
    plot : str
        Function of `kg.graph.plots` that draws the answer.
    """

    rows: Callable[..., Any]
    about: str
    columns: Mapping[str, Cell] | Callable[[Reply, Words], Table]
    _: KW_ONLY
    notes: str | Lines = ""
    intro: Lines | None = None
    text: Lines | None = None
    examples: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    sequels: Mapping[str, str] = field(default_factory=dict)
    plot: str = ""

    @property
    def name(self) -> str:
        """Its name as command and over HTTP: that of the measure."""
        return self.rows.__name__.replace("_", "-")

    @cached_property
    def outline(self) -> Outline:
        """All that there is to know before it is asked."""
        parts = (
            outlines.Part(
                part.word,
                part.about,
                part.asks.name if isinstance(part.asks, Question) else "",
            )
            for part in self.parts
        )
        return Outline(
            name=self.name,
            about=inspect.cleandoc(self.about).partition("\n\n")[2],
            parameters=self.parameters,
            scope=self.scope,
            examples=self.examples,
            parts=tuple(parts),
            plot=self.plot,
            is_divided=bool(self.parts) and self.parts[0].asks is None,
            is_text=self.text is not None,
        )

    @property
    def summary(self) -> str:
        """What is asked, in a line."""
        return self.about.partition("\n")[0]

    @cached_property
    def selections(self) -> tuple[str, ...]:
        """Names of the selections that the measure takes."""
        annotations = self.rows.__annotations__.items()
        return tuple(name for name, annotation in annotations if annotation == "Selection")

    @property
    def days(self) -> tuple[str, ...]:
        """The days it asks for, where it compares selections."""
        return self.selections if len(self.selections) > 1 else ()

    @cached_property
    def scope(self) -> tuple[str, ...]:
        """The options of a scope it takes besides its own."""
        if not self.selections:
            return ()
        return tuple(name for name in OPTIONS if not (self.days and name == "as_of"))

    @cached_property
    def parameters(self) -> dict[str, Parameter]:
        """Its own options by name."""
        abouts = _abouts(inspect.getdoc(self.rows) or "")
        hints = get_type_hints(self.rows, localns=_EVALUATED, include_extras=True)
        hints |= dict.fromkeys(self.days, Day)
        return {
            name: _parameter(parameter, hints[name], abouts.get(name, ""))
            for name, parameter in inspect.signature(self.rows).parameters.items()
            if name in self.days or parameter.annotation not in _SUBJECTS
        }

    def table(self, reply: Reply, words: Words) -> Table:
        """Return header and rows for people."""
        return table(self.columns, reply, words)


def table(
    columns: Mapping[str, Cell] | Callable[[Reply, Words], Table], reply: Reply, words: Words
) -> Table:
    """Return header and rows for people, by the columns of a question or a view."""
    if not isinstance(columns, Mapping):
        return columns(reply, words)
    marked = dict(columns)
    if "heading.from" not in columns and any(map(reply.later, reply.rows)):
        marked["heading.begins-later"] = lambda row, words: _begins(reply, row, words)
    rows = ((row, words.naming(reply.units(row), reply.scope.group_day)) for row in reply.rows)
    return [words(key) for key in marked], [
        tuple(cell(row, named) for cell in marked.values()) for row, named in rows
    ]


def _begins(reply: Reply, row: Any, words: Words) -> str:
    """Return from when the relations of a row that begin later are in force."""
    return ", ".join(words("relation.from", day=day) for day in reply.later(row))


def _parameter(parameter: inspect.Parameter, hint: Any, about: str) -> Parameter:
    """Return the option that a parameter of a measure is."""
    marks, kind = _marks(hint), _kind(hint)
    count = {tuple: len(get_args(kind)), Iterable: 0}.get(get_origin(kind))
    if count is not None:
        item = get_args(kind)[0]
        marks, kind = (*marks, *_marks(item)), _kind(item)
    form: Form = "day" if "day" in marks else _FORMS.get(kind, "text")
    progress = next((mark.key for mark in marks if isinstance(mark, Progress)), "")
    is_required = parameter.default is parameter.empty
    return Parameter(
        parameter.name,
        about,
        form,
        is_required=is_required,
        default=None if is_required or progress else parameter.default,
        is_positional=parameter.kind is parameter.POSITIONAL_OR_KEYWORD,
        count=count,
        choices=get_args(kind) if get_origin(kind) is Literal else (),
        bounds=next((mark for mark in marks if isinstance(mark, Bounds)), None),
        named=next((mark.kind for mark in marks if isinstance(mark, Named)), ""),
        progress=progress,
        is_local=LOCAL in marks,
    )


def _marks(hint: Any) -> tuple[Any, ...]:
    """Return what annotations say beside the type, for a type that may be None too."""
    if get_origin(hint) is Annotated:
        return (*hint.__metadata__, *_marks(hint.__origin__))
    if get_origin(hint) in {Union, UnionType}:
        return tuple(mark for part in get_args(hint) for mark in _marks(part))
    return ()


def _kind(hint: Any) -> Any:
    """Return the type itself, for a type that may be None too."""
    if get_origin(hint) is Annotated:
        return _kind(hint.__origin__)
    if get_origin(hint) in {Union, UnionType}:
        return next(_kind(part) for part in get_args(hint) if part is not type(None))
    return hint


_SECTION = re.compile(r"^Parameters\n-+\n(.*?)(?=^\w[^\n]*\n-+\n|\Z)", re.MULTILINE | re.DOTALL)
_ENTRY = re.compile(r"^(\w[\w, ]*)\n((?:[ \t]+[^\n]*(?:\n|\Z)|\n)*)", re.MULTILINE)


@lru_cache
def _abouts(docstring: str) -> dict[str, str]:
    r"""Return what a docstring in the manner of numpydoc says of each parameter.

    >>> _abouts("Ask.\n\nParameters\n----------\na, b\n    Ends of\n    a path.\n")
    {'a': 'Ends of a path.', 'b': 'Ends of a path.'}
    """
    section = _SECTION.search(docstring)
    return {
        name: " ".join(text.split())
        for names, text in _ENTRY.findall(section[1] if section else "")
        for name in names.replace(" ", "").split(",")
    }


def question(name: str) -> Question:
    """Return a question by its name; its measure is imported only now.

    Raises
    ------
    KeyError
        When there is none.
    """
    from importlib import import_module

    from kg.measures.index import QUESTIONS

    asked: Question = import_module(f"kg.measures.{QUESTIONS[name].module}").QUESTION
    return asked
