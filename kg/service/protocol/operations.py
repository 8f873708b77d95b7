"""The SPARQL 1.1 Protocol as pure functions: from an HTTP request to the operation it asks for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from kg.rdf.sparql.tokens import tokens
from kg.service.protocol.media import media_type
from kg.service.protocol.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

LONGEST = 100_000
FORM = "application/x-www-form-urlencoded"
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\]*")
_OWN = frozenset({"dataset", "explain", "format"})
_MOST_PARAMETERS = 100


@dataclass(frozen=True, slots=True)
class RawRequest:
    """The parts of an HTTP request that the protocol is about.

    Attributes
    ----------
    method : str
    parameters : str
        The query string, still percent-encoded.
    content_type : str
        Empty when there is none.
    body : bytes
    """

    method: str
    parameters: str = ""
    content_type: str = ""
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Operation:
    """A query or an update, with the dataset that it is about.

    Attributes
    ----------
    text : str
        SPARQL.
    default_graphs, named_graphs : tuple of str
        IRIs named by parameters of the protocol; both empty when there are none.
    options : dict
        Parameters of our own: ``dataset``, ``explain``, ``format``.
    """

    text: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    options: dict[str, str] | None = None

    @property
    def has_dataset(self) -> bool:
        """Whether the protocol names the dataset."""
        return bool(self.default_graphs or self.named_graphs)

    def option(self, name: str) -> str | None:
        """Return a parameter of our own, if it is given."""
        return (self.options or {}).get(name)


Pairs = list[tuple[str, str]]


def read_query(request: RawRequest, longest: int = LONGEST) -> Operation | None:
    """Return the query of a request; None when the request is for the service description.

    Raises
    ------
    Problem
        400, 405, 413 or 415.
    """
    _allow(request, ("GET", "HEAD", "POST"))
    address = _pairs(request.parameters)
    if request.method == "POST":
        text, pairs = _posted(request, address, "query")
    else:
        pairs = address
        if not _values(pairs, "query") and not _dataset(pairs, "default-graph-uri"):
            return None
        text = _only(pairs, "query")
    return _operation(text, pairs, ("default-graph-uri", "named-graph-uri"), longest)


def read_update(request: RawRequest, longest: int) -> Operation:
    """Return the update of a request.

    Raises
    ------
    Problem
        400, 405, 413 or 415.
    """
    _allow(request, ("POST",))
    text, pairs = _posted(request, _pairs(request.parameters), "update")
    return _operation(text, pairs, ("using-graph-uri", "using-named-graph-uri"), longest)


def target_graph(request: RawRequest) -> str | None:
    """Return the graph that a Graph Store request names; None for the default graph.

    Raises
    ------
    Problem
        400 when it names none, or more than one.
    """
    pairs = _pairs(request.parameters)
    graphs, default = _values(pairs, "graph"), _values(pairs, "default")
    if len(graphs) + len(default) != 1:
        raise Problem(400, "Bad request", "name one graph: ?default or ?graph=IRI")
    return _iri(graphs[0]) if graphs else None


def decoded(body: bytes) -> str:
    """Return a body as text.

    Raises
    ------
    Problem
        400 when it is not UTF-8.
    """
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Problem(400, "Not UTF-8", f"byte {error.start} of the body is not UTF-8") from None


def _allow(request: RawRequest, methods: Sequence[str]) -> None:
    if request.method not in methods:
        allowed = ", ".join((*methods, "OPTIONS"))
        detail = f"{request.method} is not allowed here; use {allowed}"
        raise Problem(405, "Method not allowed", detail, headers={"Allow": allowed})


def _posted(request: RawRequest, address: Pairs, name: str) -> tuple[str, Pairs]:
    """Return the text of a posted operation and the parameters that go with it."""
    kind, parameters = media_type(request.content_type)
    if parameters.get("charset", "utf-8") not in {"utf-8", "utf8", "us-ascii"}:
        raise Problem(400, "Not UTF-8", "send the request in UTF-8")
    if kind == FORM:
        pairs = address + _pairs(decoded(request.body))
        return _only(pairs, name), pairs
    if kind == f"application/sparql-{name}":
        if _values(address, name):
            raise Problem(400, "Bad request", f"the {name} stands in the address and in the body")
        return decoded(request.body), address
    detail = f"post a {name} as application/sparql-{name} or as a form"
    raise Problem(415, "Unsupported media type", detail, headers={"Accept-Post": _posts(name)})


def _posts(name: str) -> str:
    return f"application/sparql-{name}, {FORM}"


def _operation(text: str, pairs: Pairs, names: tuple[str, str], longest: int) -> Operation:
    if len(text.encode()) > longest:
        detail = f"it is longer than {longest:,} bytes; shorten it"
        raise Problem(413, "Content too large", detail)
    default, named = (_dataset(pairs, name) for name in names)
    options = {name: value for name, value in pairs if name in _OWN}
    return Operation(text, default, named, options)


def _pairs(encoded: str) -> Pairs:
    """Return the parameters of a form or an address, strictly decoded."""
    try:
        return parse_qsl(
            encoded, keep_blank_values=True, errors="strict", max_num_fields=_MOST_PARAMETERS
        )
    except UnicodeDecodeError:
        raise Problem(400, "Not UTF-8", "a parameter is not UTF-8") from None
    except ValueError:
        detail = f"there are more than {_MOST_PARAMETERS} parameters"
        raise Problem(400, "Bad request", detail) from None


def _values(pairs: Pairs, name: str) -> list[str]:
    return [value for key, value in pairs if key == name]


def _only(pairs: Pairs, name: str) -> str:
    """Return a parameter that must be given once."""
    values = _values(pairs, name)
    if len(values) != 1:
        detail = f"give the parameter {name} once, not {len(values)} times"
        raise Problem(400, "Bad request", detail)
    return values[0]


def _dataset(pairs: Pairs, name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_iri(value) for value in _values(pairs, name)))


def _iri(text: str) -> str:
    if not _IRI.fullmatch(text):
        raise Problem(400, "Bad request", f"{text[:200]!r} is not an absolute IRI")
    return text


def update_text(operation: Operation) -> str:
    """Return the text of an update, with the dataset that the protocol names in every operation.

    Raises
    ------
    Problem
        400 when the text names a dataset itself.
    """
    if not operation.has_dataset:
        return operation.text
    return "".join(_with_dataset(operation))


def _with_dataset(operation: Operation) -> Iterator[str]:
    text = operation.text
    using = "".join(f"USING <{graph}> " for graph in operation.default_graphs)
    using += "".join(f"USING NAMED <{graph}> " for graph in operation.named_graphs)
    depth, start, previous = 0, 0, ""
    for kind, token, offset in tokens(text):
        word = token.upper() if kind == "word" else ""
        if depth == 0 and word in {"USING", "WITH"}:
            detail = f"the address names a dataset, and so does the update ({word})"
            raise Problem(400, "Bad request", detail)
        if depth == 0 and word == "WHERE":
            if previous == "DELETE":
                raise Problem(400, "Bad request", "DELETE WHERE takes no dataset; write it out")
            yield text[start:offset] + using
            start = offset
        depth += {"{": 1, "}": -1}.get(token, 0)
        previous = word
    yield text[start:]
