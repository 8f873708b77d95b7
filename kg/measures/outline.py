"""The outline of a question: all of it that a program needs before the measure itself.

Help and completion of the command line, and the service, read outlines from ``outlines.json``, so
that no measure is imported before it is asked. ``python docs/generate.py`` writes that file from
the measures, and lint keeps it fresh.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from kg.base.checks import Bounds, one_of
from kg.base.errors import InvalidValue
from kg.relations.scope import OPTIONS

if TYPE_CHECKING:
    from collections.abc import Mapping

Form = Literal["text", "day", "integer", "number", "switch"]
FILE = Path(__file__).parent / "outlines.json"


@dataclass(frozen=True, slots=True)
class Parameter:
    """An option of a question.

    Attributes
    ----------
    name : str
    about : str
        What it does, from the docstring of the measure.
    form : {"text", "day", "integer", "number", "switch"}
        What a single value is.
    is_required : bool
        Whether a value must be given.
    default : Any
        Value when none is given.
    is_positional : bool
        Whether it is an argument of the command, not an option.
    count : int or None
        Number of values: 0 for any number, None for a single one.
    choices : tuple of str
        Words to choose from.
    bounds : Bounds or None
        For numbers.
    named : str
        See `Named`; empty for a value that names nothing.
    progress : str
        See `Progress`; empty for anything that a caller would choose.
    is_local : bool
        Whether it is left out over HTTP.
    alias : str
        Name on the command line where it does not follow from the name.
    """

    name: str
    about: str
    form: Form = "text"
    is_required: bool = False
    default: Any = None
    is_positional: bool = False
    count: int | None = None
    choices: tuple[str, ...] = ()
    bounds: Bounds | None = None
    named: str = ""
    progress: str = ""
    is_local: bool = False
    alias: str = ""

    @property
    def flag(self) -> str:
        """Its name on the command line; one that takes several values is named for one of them.

        >>> Parameter("families", "", count=0).flag, Parameter("max_length", "").flag
        ('family', 'max-length')
        """
        name = self.name.replace("_", "-")
        if self.alias or self.count != 0:
            return self.alias or name
        return re.sub("ie$", "y", name.removesuffix("s"))

    @property
    def is_coded(self) -> bool:
        """Whether it names entries of a closed list."""
        from kg.vocabulary.vocabulary import vocabulary

        return self.named in vocabulary().codes

    def check(self, value: Any) -> Any:
        """Return a value if the question takes it, names of closed lists as their entries.

        Raises
        ------
        InvalidValue, UnknownName
            With what it takes.
        """
        if value is None or self.progress:
            return value
        if self.count is None:
            return self._single(value)
        values = (value,) if isinstance(value, str) else tuple(value)
        if self.count not in {0, len(values)}:
            text = " ".join(map(str, values))
            raise InvalidValue(self.name, text[:100], f"give it {self.count} times")
        checked = tuple(map(self._single, values))
        return frozenset(checked) or None if self.is_coded else checked

    def _single(self, value: Any) -> Any:
        """Return one value if it is taken."""
        from kg.measures.supply.capabilities import find
        from kg.vocabulary.vocabulary import vocabulary

        if self.choices:
            return one_of(self.name, value, self.choices)
        if self.bounds is not None:
            return self.bounds.check(self.name, value)
        if self.named == "capability":
            return find(value)
        return vocabulary().code(self.named, value).slug if self.is_coded else value


class Part(NamedTuple):
    """A part of a command: the word that asks for it, what it is, and its question, if any."""

    word: str
    about: str
    question: str


@dataclass(frozen=True, slots=True)
class Outline:
    """What there is to know of a question before it is asked.

    Attributes
    ----------
    name : str
        Its name as command and over HTTP.
    about : str
        The help of the command.
    parameters : dict of str to Parameter
        Its own options.
    scope : tuple of str
        The options of a scope it takes besides.
    examples, parts, plot
        See `kg.measures.question.Question`.
    is_divided : bool
        Whether its parts exclude each other, the first one being the question itself.
    is_text : bool
        Whether the answer is text, not a table.
    """

    name: str
    about: str
    parameters: Mapping[str, Parameter]
    scope: tuple[str, ...]
    examples: tuple[str, ...]
    parts: tuple[Part, ...] = ()
    plot: str = ""
    is_divided: bool = False
    is_text: bool = False

    @property
    def words(self) -> tuple[str, ...]:
        """How each part is asked for on the command line."""
        how = "--part {}" if self.is_divided else "--{}"
        return tuple(how.format(part.word) for part in self.parts)

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready values, without those that are the default."""
        parameters = [_stated(parameter) for parameter in self.parameters.values()]
        return _stated(self) | {"parameters": parameters}

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Outline:
        """Return the outline that values of `to_dict` stand for."""
        read: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in values.items()
        }
        parameters = [_parameter(parameter) for parameter in values["parameters"]]
        read["parameters"] = {parameter.name: parameter for parameter in parameters}
        read["parts"] = tuple(Part(*part) for part in values.get("parts", ()))
        return cls(**read)


def _stated(value: Any) -> dict[str, Any]:
    """Return the fields of a value that are not the default."""
    names = (field for field in fields(value) if getattr(value, field.name) != field.default)
    stated = {field.name: getattr(value, field.name) for field in names}
    return {name: _stated(v) if isinstance(v, Bounds) else v for name, v in stated.items()}


def _parameter(values: Mapping[str, Any]) -> Parameter:
    bounds = values.get("bounds")
    return Parameter(
        **{
            **values,
            "choices": tuple(values.get("choices", ())),
            "bounds": None if bounds is None else Bounds(**bounds),
        }
    )


@lru_cache(maxsize=1)
def _outlines() -> dict[str, Any]:
    outlines: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return outlines


@lru_cache
def outline(name: str) -> Outline:
    """Return the outline of a question.

    Raises
    ------
    KeyError
        When there is none of that name.
    """
    return Outline.of(_outlines()[name])


def scope_parameter(name: str) -> Parameter:
    """Return the option that sets a field of a scope."""
    option = OPTIONS[name]
    forms: dict[str, Form] = {"day": "day", "switch": "switch"}
    return Parameter(
        name,
        option.about,
        forms.get(option.form, "text"),
        default=False if option.form == "switch" else option.default,
        count=0 if option.form == "codes" else None,
        choices=tuple(option.choices),
        named=option.closed_list,
        alias=option.flag,
    )
