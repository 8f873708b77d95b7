"""The questions over HTTP: ``/api/NAME``, each a method of the graph, and their OpenAPI."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from kg.base.errors import InvalidValue
from kg.measures.index import QUESTIONS
from kg.measures.outline import outline, scope_parameter
from kg.service.protocol.problems import Problem
from kg.vocabulary.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kg.base.checks import Bounds
    from kg.graph.graph import Graph
    from kg.measures.outline import Parameter

    Head = dict[str, Any]

_DATE = "^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$"
_TYPES = {
    "text": "string",
    "day": "string",
    "integer": "integer",
    "number": "number",
    "switch": "boolean",
}
_TROUBLE = {
    "400": "A parameter does not fit",
    "404": "Nothing goes by that name",
    "413": "The answer is too large",
    "429": "Too many requests",
    "503": "It takes too long",
}


def parameters(name: str) -> dict[str, Parameter]:
    """Return the parameters of a question over HTTP, those of its scope last.

    Bounds are those that hold here; where the default takes too long for a request, it is the most
    that does not.
    """
    asked = outline(name)
    own = {
        name: _capped(parameter)
        for name, parameter in asked.parameters.items()
        if not (parameter.is_local or parameter.progress)
    }
    return own | {name: scope_parameter(name) for name in asked.scope}


def _capped(parameter: Parameter) -> Parameter:
    """Return a parameter with its cap as greatest number."""
    bounds = parameter.bounds
    if bounds is None or bounds.cap is None:
        return parameter
    default = parameter.default
    if isinstance(default, int) and default > bounds.cap:
        default = int(bounds.cap)
    return replace(parameter, bounds=replace(bounds, most=bounds.cap), default=default)


def read(name: str, pairs: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Return the arguments of a question from the parameters of an address.

    Raises
    ------
    Problem
        404 for a question that does not exist, 400 for parameters that do not fit.
    InvalidValue, UnknownName
        For a value that is not taken.
    """
    if name not in QUESTIONS:
        raise Problem(404, "Not found", f"there is no measure {name[:100]!r}; see /api")
    known = parameters(name)
    texts: dict[str, list[str]] = {}
    for key, text in pairs:
        if key not in known:
            detail = f"{name} has no parameter {key[:100]!r}; it has {', '.join(known)}"
            raise Problem(400, "Bad request", detail)
        texts.setdefault(key, []).append(text)
    for parameter in known.values():
        if parameter.is_required and parameter.name not in texts:
            raise Problem(400, "Bad request", f"{name} needs {parameter.name}: {parameter.about}")
    capped = {
        key: parameter.default
        for key, parameter in known.items()
        if parameter.bounds and parameter.bounds.cap is not None and parameter.default is not None
    }
    return capped | {key: _value(known[key], values) for key, values in texts.items()}


def _value(parameter: Parameter, texts: list[str]) -> Any:
    """Return what is meant by the texts given for a parameter."""
    if parameter.count is None and len(texts) != 1:
        raise InvalidValue(parameter.name, " ".join(texts)[:100], "give it once")
    value = tuple(texts) if parameter.count is not None else _single(parameter, texts[0])
    parameter.check(value)
    return value


def _single(parameter: Parameter, text: str) -> Any:
    if parameter.form == "switch":
        if text not in {"true", "false"}:
            raise InvalidValue(parameter.name, text[:100], "write true or false")
        return text == "true"
    if parameter.form in {"integer", "number"}:
        try:
            return int(text) if parameter.form == "integer" else float(text)
        except ValueError:
            raise InvalidValue(parameter.name, text[:100], "write a number") from None
    return text


def answer(graph: Graph, head: Head, _body: bytes) -> tuple[Head, bytes]:
    """Return the answer to a question as JSON: the same as on the command line."""
    method = getattr(graph, head["measure"].replace("-", "_"))
    reply = method(**head["arguments"])
    text = json.dumps(reply.to_dict(), ensure_ascii=False, default=str, allow_nan=False)
    if len(text) > head["bytes"]:
        raise Problem(413, "Answer too large", "ask about one actor, or for less")
    return {"type": "application/json"}, text.encode()


def openapi(version: str) -> dict[str, Any]:
    """Return the OpenAPI document of the questions."""
    paths = {f"/api/{name}": {"get": _operation(name)} for name in QUESTIONS}
    return {
        "openapi": "3.1.0",
        "info": {"title": "AI Alliances", "version": version, "license": {"name": "CC BY 4.0"}},
        "paths": paths,
        "components": {"schemas": {"Answer": _ANSWER, "Record": _RECORD, "Problem": _PROBLEM}},
    }


def _operation(name: str) -> dict[str, Any]:
    schema = "Answer" if outline(name).scope else "Record"
    replies = {
        code: _reply(words, "application/problem+json", "Problem")
        for code, words in _TROUBLE.items()
    }
    return {
        "operationId": name.replace("-", "_"),
        "summary": QUESTIONS[name].summary,
        "parameters": [_described(parameter) for parameter in parameters(name).values()],
        "responses": {"200": _reply("The answer", "application/json", schema), **replies},
    }


def _reply(description: str, media: str, schema: str) -> dict[str, Any]:
    reference = {"schema": {"$ref": f"#/components/schemas/{schema}"}}
    return {"description": description, "content": {media: reference}}


def _described(parameter: Parameter) -> dict[str, Any]:
    """Return what OpenAPI says of a parameter."""
    about, bounds = parameter.about, parameter.bounds
    if bounds is not None and bounds.cap is not None:
        about = f"{about} Capped at {bounds.cap:g} over HTTP."
    return {
        "name": parameter.name,
        "in": "query",
        "description": about,
        "required": parameter.is_required,
        "schema": _schema(parameter),
    }


def _schema(parameter: Parameter) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": _TYPES[parameter.form]}
    words = parameter.choices
    if parameter.is_coded:
        words = vocabulary().slugs(parameter.named)
    schema |= {"enum": list(words)} if words else {}
    schema |= {"pattern": _DATE} if parameter.form == "day" else {}
    schema |= _bounds(parameter.bounds) if parameter.bounds else {}
    if parameter.count is not None:
        schema = {"type": "array", "items": schema}
        if parameter.count:
            schema |= {"minItems": parameter.count, "maxItems": parameter.count}
    if not (parameter.is_required or parameter.default is None):
        schema["default"] = parameter.default
    return schema


def _bounds(bounds: Bounds) -> dict[str, float]:
    ends = {"minimum": bounds.least, "exclusiveMinimum": bounds.above, "maximum": bounds.most}
    return {name: end for name, end in ends.items() if end is not None}


def _object(**members: str) -> dict[str, Any]:
    """Return the schema of an object whose members are all there."""
    kinds = {name: {"type": kind} for name, kind in members.items()}
    return {"type": "object", "required": list(members), "properties": kinds}


_ANSWER = _object(command="string", scope="object", data="object", left_out="object", rows="array")
_RECORD = _object(command="string")
_PROBLEM = _object(title="string", status="integer")
