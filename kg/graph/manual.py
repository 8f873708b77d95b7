"""What ``help()`` and completion show of a question: scope options spelled out, and an example."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING

from kg.graph.asking import documentation, signature
from kg.relations.scope import OPTIONS, ScopeOptions

if TYPE_CHECKING:
    from kg.measures.outline import Parameter
    from kg.measures.question import Question

_ACTORS = ("openai", "nvidia")
_RELATION = "openai--acquires--io-products--2025"
_DAYS = ("2025", "2026")


def spelled(question: Question) -> inspect.Signature:
    """Return the signature of a question with an option for each field of its scope."""
    taken = signature(question)
    own = [p for p in taken.parameters.values() if p.kind is not p.VAR_KEYWORD]
    scope = [
        inspect.Parameter(
            name,
            inspect.Parameter.KEYWORD_ONLY,
            default=False if OPTIONS[name].form == "switch" else OPTIONS[name].default,
            annotation=ScopeOptions.__annotations__[name].__forward_arg__,
        )
        for name in question.scope
    ]
    return taken.replace(parameters=[*own, *scope])


def manual(question: Question) -> str:
    """Return the docstring of a question with its choices, its scope options and an example."""
    choices = [
        f"{name} : {' | '.join(parameter.choices)}"
        for name, parameter in question.parameters.items()
        if parameter.choices
    ]
    scope = [f"{name}\n    {OPTIONS[name].about}" for name in question.scope]
    sections = {"Choices": choices, "Scope options": scope, "Examples": [_example(question)]}
    written = [f"{title}\n{'-' * len(title)}\n" + "\n".join(lines)
               for title, lines in sections.items() if lines]  # fmt: skip
    return "\n\n".join([documentation(question), *written])


def _example(question: Question) -> str:
    """Return a call that runs on the shipped graph."""
    actors, days = iter(_ACTORS), iter(_DAYS)
    values = [
        _value(parameter, next(days if parameter.form == "day" else actors))
        for parameter in question.parameters.values()
        if parameter.is_required
    ]
    call = f"kg.open().{question.name.replace('-', '_')}({', '.join(map(repr, values))})"
    return f">>> import kg\n>>> answer = {call}"


def _value(parameter: Parameter, sample: str) -> str:
    return _RELATION if parameter.named == "relation or actor" else sample
