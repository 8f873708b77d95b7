"""How a question is asked of a graph: what its measure is called with, and as which method."""

from __future__ import annotations

import inspect
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from kg.base.checks import unknown_option
from kg.base.errors import UnknownName
from kg.graph.answer import Answer
from kg.vocabulary import names
from kg.vocabulary.dates import last_day

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kg.graph.graph import Graph
    from kg.measures.outline import Parameter
    from kg.measures.question import Question
    from kg.relations.selection import Selection

_TYPES = {
    "text": "str",
    "day": "str | date",
    "integer": "int",
    "number": "float",
    "switch": "bool",
}
_ACTORS = ("actor", "actor itself")
_ROW = re.compile(r"\[(\w+)[\],]")
_SUBJECT = re.compile(r"^(?:selection|records)\n(?:[ ]+.*\n|\n)+?(?=^\S)", re.MULTILINE)


def ask(graph: Graph, question: Question, arguments: Mapping[str, Any]) -> Any:
    """Answer a question.

    Parameters
    ----------
    graph
        Whom to ask.
    question
        What to ask.
    arguments
        The question's own options and those of its scope, by name.

    Returns
    -------
    Answer
        Or what the measure returns, for a question without a scope.

    Raises
    ------
    InvalidValue, UnknownName
        For a value that is not taken.
    """
    own = {name: value for name, value in arguments.items() if name in question.parameters}
    options = {name: value for name, value in arguments.items() if name not in own}
    for name in sorted(options.keys() - set(question.scope)):
        call = question.name.replace("-", "_")
        raise unknown_option(call, name, (*question.parameters, *question.scope))
    if not question.scope:
        return question.rows(graph.records, **_values(graph, question, own, None))
    if question.days:
        looked_at = {day: graph.select(**options, as_of=own[day]) for day in question.days}
    else:
        looked_at = {name: graph.select(**options) for name in question.selections}
    *_, selection = looked_at.values()
    values = _values(graph, question, own, selection)
    result = question.rows(**looked_at, **values)
    if isinstance(result, tuple):
        rows, about = tuple(result), getattr(result, "about", {})
    else:
        rows, about = result.rows, result.to_dict()
    if hasattr(result, "left_out"):
        left_out = result.left_out
    else:
        left_out = replace(selection, focus=_focus(question, values)).left_out
    scope, later = selection.scope, _begins_later(selection)
    return Answer(question.name, rows, scope, left_out, graph, about, later)


def _begins_later(selection: Selection) -> dict[str, str]:
    """Return the first days, as stated, of the relations that begin after the as-of day, by id."""
    relations = map(selection.table.records.relations.__getitem__, selection.begins_later.tolist())
    return {relation.id: str(relation.valid_from) for relation in relations}


def _focus(question: Question, values: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the actor that a question is about; nothing for several or none.

    What the answer leaves out is counted of its relations.
    """
    named = [
        values.get(name)
        for name, parameter in question.parameters.items()
        if parameter.named in _ACTORS and parameter.count is None
    ]
    actors = [actor for actor in named if actor is not None]
    return tuple(actors) if len(actors) == 1 else ()


def _values(
    graph: Graph, question: Question, own: Mapping[str, Any], selection: Selection | None
) -> dict[str, Any]:
    """Return what the measure is called with: values that were checked, names as ids."""
    values = {}
    for name, parameter in question.parameters.items():
        if name in own and name not in question.days:
            value = parameter.check(own[name])
            is_given = value is not None
            values[name] = _meant(graph, parameter, selection, value) if is_given else None
    return values


def _meant(graph: Graph, parameter: Parameter, selection: Selection | None, value: Any) -> Any:
    """Return what a value names: ids of actors, a day; anything else as it is."""
    if parameter.form == "day":
        return last_day(value)
    if parameter.named == "relation or actor":
        return _relation(graph, value)
    if parameter.named not in _ACTORS:
        return value
    if parameter.count is not None:
        return tuple(_actor(graph, parameter, selection, name) for name in value)
    return _actor(graph, parameter, selection, value)


def _actor(graph: Graph, parameter: Parameter, selection: Selection | None, name: str) -> str:
    """Return the id of an actor, or of the one that stands for it under the scope."""
    actor = graph.actor(name).id
    if parameter.named == "actor itself" or selection is None:
        return actor
    return selection.stands_for(actor)


def _relation(graph: Graph, name: str) -> str:
    """Return the id of a relation, else of the actor that goes by a name."""
    by_id = graph.records.relation_by_id
    if name in by_id:
        return name
    try:
        return graph.actor(name).id
    except UnknownName:
        raise UnknownName("relation", name, names.nearest(name, by_id)) from None


def signature(question: Question) -> inspect.Signature:
    """Return how a question is asked as a method of a graph."""
    kinds = inspect.Parameter
    parameters = [kinds("self", kinds.POSITIONAL_ONLY)]
    parameters += [
        kinds(
            name,
            kinds.POSITIONAL_OR_KEYWORD if parameter.is_positional else kinds.KEYWORD_ONLY,
            default=kinds.empty if parameter.is_required else parameter.default,
            annotation=_annotation(parameter),
        )
        for name, parameter in question.parameters.items()
    ]
    if question.scope:
        parameters.append(kinds("options", kinds.VAR_KEYWORD, annotation="Unpack[ScopeOptions]"))
    return inspect.Signature(parameters, return_annotation=_returned(question))


def row(question: Question) -> type:
    """Return the type of the rows, or of the whole reply to a question without a scope."""
    module = vars(inspect.getmodule(question.rows))
    returned = str(question.rows.__annotations__["return"])
    if question.scope and "[" not in returned:
        returned = str(module[returned].__annotations__["rows"])
    match = _ROW.search(returned)
    kind: type = module[match[1] if match else returned]
    return kind


def documentation(question: Question) -> str:
    """Return the docstring of the method: that of the measure, without what the graph gives it."""
    text = _SUBJECT.sub("", f"{inspect.getdoc(question.rows)}\n")
    return re.sub(r"Parameters\n-+\n\s*(?=\w+\n-|\Z)", "", text).strip()


def _returned(question: Question) -> str:
    name = row(question).__name__
    return f"Answer[{name}]" if question.scope else name


def _annotation(parameter: Parameter) -> str:
    """Return the type of a parameter as text."""
    if parameter.progress:
        return "Callable[[Sequence[Any]], Iterable[Any]]"
    words = ", ".join(f'"{choice}"' for choice in parameter.choices)
    kind = f"Literal[{words}]" if words else _TYPES[parameter.form]
    if parameter.count == 0:
        kind = f"Iterable[{kind}]"
    elif parameter.count:
        kind = f"tuple[{', '.join([kind] * parameter.count)}]"
    is_optional = parameter.default is None and not parameter.is_required
    return f"{kind} | None" if is_optional else kind
