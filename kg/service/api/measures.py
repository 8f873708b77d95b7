"""The measures over HTTP: ``/api/NAME``, each a method of the graph, and their OpenAPI."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kg.base.errors import InvalidValue
from kg.relations.scope import OPTIONS
from kg.service.protocol.problems import Problem
from kg.vocabulary.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kg.graph.graph import Graph
    from kg.relations.scope import Option

    Head = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a measure.

    ``kind`` is ``string``, ``integer``, ``number``, ``boolean`` or ``array`` (given several times,
    or ``exactly`` so many times). ``codes`` names the closed list that values are of;
    ``pattern`` tells clients what a value looks like, which is read by the measure itself;
    ``default`` is what is taken over HTTP where Python's own takes too long for a request.
    """

    name: str
    about: str
    kind: str = "string"
    required: bool = False
    choices: tuple[str, ...] = ()
    least: float | None = None
    most: float | None = None
    exactly: int | None = None
    codes: str = ""
    pattern: str = ""
    default: int | None = None

    def read(self, values: list[str]) -> Any:
        """Return the value that is meant by the values given.

        Raises
        ------
        InvalidValue
            When it cannot be read.
        """
        if self.kind == "array":
            if self.exactly not in {None, len(values)}:
                said = f"give it {self.exactly} times"
                raise InvalidValue(self.name, " ".join(values)[:100], said)
            return tuple(self._code(value) for value in values)
        if len(values) != 1:
            raise InvalidValue(self.name, " ".join(values), "give it once")
        text = values[0]
        if self.choices and text not in self.choices:
            raise InvalidValue(self.name, text, f"choose {', '.join(self.choices)}")
        if self.kind == "boolean":
            if text not in {"true", "false"}:
                raise InvalidValue(self.name, text, "write true or false")
            return text == "true"
        if self.kind in {"integer", "number"}:
            return self._number(text)
        return self._code(text)

    def _code(self, text: str) -> str:
        """Return a value; one of a closed list must be in it."""
        return vocabulary().code(self.codes, text).slug if self.codes else text

    def _number(self, text: str) -> float:
        try:
            value: float = int(text) if self.kind == "integer" else float(text)
        except ValueError:
            raise InvalidValue(self.name, text[:100], "write a number") from None
        low = self.least if self.least is not None else float("-inf")
        high = self.most if self.most is not None else float("inf")
        if not low <= value <= high:
            raise InvalidValue(self.name, text[:100], f"choose between {low:g} and {high:g}")
        return value

    def schema(self) -> dict[str, Any]:
        """Return what OpenAPI says of it."""
        what: dict[str, Any] = {"type": self.kind}
        known = {"enum": list(vocabulary().slugs(self.codes))} if self.codes else {}
        if self.kind == "array":
            what["items"] = {"type": "string", **known}
            if self.exactly:
                what |= {"minItems": self.exactly, "maxItems": self.exactly}
        else:
            what |= known
        what |= {"enum": list(self.choices)} if self.choices else {}
        what |= {"pattern": self.pattern} if self.pattern else {}
        what |= {"minimum": self.least} if self.least is not None else {}
        what |= {"default": self.default} if self.default is not None else {}
        what |= {"maximum": self.most} if self.most is not None else {}
        return {
            "name": self.name,
            "in": "query",
            "description": self.about,
            "required": self.required,
            "schema": what,
        }


@dataclass(frozen=True, slots=True)
class Measure:
    """A question with its parameters; ``method`` is that of the graph that answers it."""

    about: str
    parameters: tuple[Parameter, ...] = ()
    method: str = ""
    scoped: bool = True


_DATE = "^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$"
_KINDS = {"codes": "array", "switch": "boolean"}


def _of_scope(name: str, option: Option) -> Parameter:
    """Return the parameter of a field of a scope."""
    return Parameter(
        name,
        option.about,
        _KINDS.get(option.form, "string"),
        choices=tuple(option.choices),
        codes=option.closed_list,
        pattern=_DATE if option.form == "day" else "",
    )


SCOPE = tuple(_of_scope(name, option) for name, option in OPTIONS.items())
_KNOWN_AT = _of_scope("known_at", OPTIONS["known_at"])
_ACTOR = Parameter("actor", "An actor, by id, name, other name or ticker.")
_ONE = Parameter("actor", "An actor, by id, name, other name or ticker.", required=True)
_CAPABILITY = Parameter("capability", "Only what gives this capability.")
_FAMILIES = Parameter("families", "Only relations of these families.", "array", codes="family")
_SEED = Parameter("seed", "Where chance begins.", "integer", least=0, most=2**32 - 1)
_LENGTH = Parameter("max_length", "Most actors in a loop.", "integer", least=2, most=6)

MEASURES: dict[str, Measure] = {
    "overlaps": Measure(
        "Partners that compete.",
        (
            _ACTOR,
            Parameter(
                "rivals", "Who counts as rival.", choices=("competitive", "adversarial", "all")
            ),
            Parameter("limit", "Only so many pairs with most co-operation.", "integer", least=1),
        ),
    ),
    "portfolios": Measure("How much of an actor's co-operation is with rivals.", (_ACTOR,)),
    "conduits": Measure("Third parties that rivals share.", (_ACTOR,)),
    "successions": Measure(
        "Partners that became rivals, and the reverse.",
        (Parameter("window", "Days between the two at most.", "integer", least=1, most=36500),),
    ),
    "loops": Measure(
        "Circular flows of money.",
        (_LENGTH, Parameter("through", "Only those that this actor is part of.")),
    ),
    "circularity": Measure("What part of the money goes round in circles."),
    "round-trips": Measure("What finances customers and comes back as purchases."),
    "knots": Measure("Actors among whom money can get from each to each."),
    "balance": Measure(
        "How far partners and rivals fall into two camps.",
        (
            Parameter("actors", "Only so many actors with most ties.", "integer", least=2),
            Parameter(
                "draws", "Random graphs to compare with.", "integer", least=0, most=200, default=200
            ),
            _SEED,
        ),
    ),
    "concentration": Measure(
        "How concentrated suppliers or customers are.",
        (
            _CAPABILITY,
            Parameter("of", "Of this actor."),
            Parameter("side", "Whose shares.", choices=("supplier", "customer")),
            Parameter("merge", "Two actors, given one by one, counted as one.", "array", exactly=2),
        ),
    ),
    "exposure": Measure(
        "How much an actor and those it deals with depend on each other.",
        (
            _ONE,
            Parameter("by", "What to sort by.", choices=("company", "relationship")),
        ),
    ),
    "chained-exposure": Measure("Who depends on an actor through others: an estimate.", (_ONE,)),
    "shock": Measure(
        "Who is hit when an actor fails: a scenario, not a forecast.",
        (
            _ONE,
            Parameter("size", "Part of the actor that fails.", "number", least=0.01, most=1),
            Parameter("rule", "How stress is passed on.", choices=("debtrank", "bardoscia")),
            Parameter("basis", "What dependence rests on.", choices=("revenue", "supply")),
            Parameter("least", "Only actors hit by at least this.", "number", least=0, most=1),
        ),
    ),
    "dependence": Measure(
        "Sole and near-sole sources.",
        (
            _ACTOR,
            _CAPABILITY,
            Parameter(
                "theta", "Share from which a source is near-sole.", "number", least=0, most=1
            ),
        ),
    ),
    "chokepoints": Measure("Actors that every chain of supply passes.", (_ACTOR, _CAPABILITY)),
    "asymmetry": Measure("Shares of partners in each other.", (_ACTOR, _CAPABILITY)),
    "exclusive": Measure("Who was bound to whom, and what came after.", (_ACTOR,)),
    "who": Measure("Everything on record about an actor.", (_ONE,)),
    "path": Measure(
        "How two actors are connected.",
        (
            Parameter("source", "Where the path begins.", required=True),
            Parameter("target", "Where it ends.", required=True),
            Parameter("count", "How many paths.", "integer", least=1, most=20),
            _FAMILIES,
            Parameter("types", "Only relations of these types.", "array", codes="relation-type"),
            Parameter("rivals", "Whether rivalry and disputes count too.", "boolean"),
            Parameter("people", "Whether persons may be on the way.", "boolean"),
            Parameter("avoid_hubs", "Go round so many actors with most ties.", "integer", least=0),
            Parameter("max_hops", "Most relations on a path.", "integer", least=1, most=20),
        ),
    ),
    "central": Measure(
        "The actors by centrality.",
        (
            Parameter(
                "by",
                "Which centrality.",
                choices=(
                    "degree",
                    "usd",
                    "pagerank-money",
                    "pagerank-supply",
                    "betweenness",
                    "core",
                ),
            ),
            _FAMILIES,
        ),
    ),
    "blocs": Measure(
        "Groups of actors tied closely among themselves, and how steady they are.",
        (
            _FAMILIES,
            Parameter("resolution", "Higher for smaller groups.", "number", least=0.01, most=100),
            Parameter("seeds", "Runs to compare.", "integer", least=1, most=50),
            Parameter(
                "method",
                "How groups are found; leiden only where networkx runs on a backend that has it.",
                choices=("louvain", "leiden"),
            ),
        ),
    ),
    "diff": Measure(
        "What changed between two days.",
        (
            Parameter("before", "The earlier day.", required=True, pattern=_DATE),
            Parameter("after", "The later day.", required=True, pattern=_DATE),
            _ACTOR,
            _LENGTH,
        ),
    ),
    "timeline": Measure("What was announced, month by month.", (_ACTOR,)),
    "people": Measure(
        "Persons with posts at two organisations.",
        (_ACTOR, Parameter("rivals_only", "Only at two that compete.", "boolean")),
    ),
    "totals": Measure("Sums by kind of money and status.", (_ACTOR,)),
    "gaps": Measure("What the record lacks or contradicts."),
    "coverage": Measure("What was looked at: actor by family.", (_ACTOR,)),
    "evidence": Measure(
        "One claim with its history and sources.",
        (Parameter("relation", "Id of the relation.", required=True), _KNOWN_AT),
        scoped=False,
    ),
}


def read(name: str, pairs: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Return the arguments of a measure from the parameters of an address.

    Raises
    ------
    Problem
        404 for a measure that does not exist, 400 for parameters that do not fit.
    """
    if name not in MEASURES:
        raise Problem(404, "Not found", f"there is no measure {name[:100]!r}; see /api")
    known = {parameter.name: parameter for parameter in parameters(MEASURES[name])}
    given: dict[str, list[str]] = {}
    for key, value in pairs:
        if key not in known:
            detail = f"{name} has no parameter {key[:100]!r}; it has {', '.join(known)}"
            raise Problem(400, "Bad request", detail)
        given.setdefault(key, []).append(value)
    for parameter in known.values():
        if parameter.required and parameter.name not in given:
            raise Problem(400, "Bad request", f"{name} needs {parameter.name}: {parameter.about}")
    defaults = {key: p.default for key, p in known.items() if p.default is not None}
    return defaults | {key: known[key].read(values) for key, values in given.items()}


def parameters(measure: Measure) -> tuple[Parameter, ...]:
    """Return all parameters of a measure, those of the scope included."""
    return (*measure.parameters, *(SCOPE if measure.scoped else ()))


def answer(graph: Graph, head: Head, _body: bytes) -> tuple[Head, bytes]:
    """Return the answer to a measure as JSON: the same as on the command line."""
    name = head["measure"]
    method = MEASURES[name].method or name.replace("-", "_")
    found = getattr(graph, method)(**head["arguments"])
    text = json.dumps(found.to_dict(), ensure_ascii=False, default=str, allow_nan=False)
    if len(text) > head["bytes"]:
        raise Problem(413, "Answer too large", "ask about one actor, or for less")
    return {"type": "application/json"}, text.encode()


def openapi(version: str, names: Mapping[str, Measure]) -> dict[str, Any]:
    """Return the OpenAPI document of the measures."""
    paths = {f"/api/{name}": {"get": _operation(name, measure)} for name, measure in names.items()}
    return {
        "openapi": "3.1.0",
        "info": {"title": "AI Alliances", "version": version, "license": {"name": "CC BY 4.0"}},
        "paths": paths,
        "components": {
            "schemas": {
                "Answer": {"type": "object"},
                "Problem": {
                    "type": "object",
                    "required": ["title", "status"],
                    "properties": {
                        "title": {"type": "string"},
                        "status": {"type": "integer"},
                        "detail": {"type": "string"},
                    },
                },
            }
        },
    }


def _operation(name: str, measure: Measure) -> dict[str, Any]:
    def told(description: str, media: str, schema: str) -> dict[str, Any]:
        reference = {"schema": {"$ref": f"#/components/schemas/{schema}"}}
        return {"description": description, "content": {media: reference}}

    trouble = {
        code: told(words, "application/problem+json", "Problem")
        for code, words in {
            "400": "A parameter does not fit",
            "404": "Nothing goes by that name",
            "413": "The answer is too large",
            "429": "Too many requests",
            "503": "It takes too long",
        }.items()
    }
    return {
        "operationId": name.replace("-", "_"),
        "summary": measure.about,
        "parameters": [parameter.schema() for parameter in parameters(measure)],
        "responses": {"200": told("The answer", "application/json", "Answer"), **trouble},
    }
