"""SPARQL, free or by name: reading it, running it, and filling in parameters.

A named query is a phrase ``query.NAME`` and a file ``queries/NAME.rq`` with a header::

    # parameter actor: actor = openai; the company asked about
    # column investor: the actor that puts in the money

and in whose text a parameter is a variable. Its value, an RDF term, stands in place of the variable
wherever that occurs, so that an engine looks it up first.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.base.errors import QueryFailed, QuerySyntax, UnknownName, UsageError
from kg.rdf.sparql.syntax import UNDECLARED, in_words, is_empty
from kg.rdf.sparql.tokens import prefixes, services
from kg.records.cells import canonical, number, slug
from kg.vocabulary.catalogue import phrase
from kg.vocabulary.dates import PartialDate, last_day
from kg.vocabulary.iri import PREFIXES, mint, mint_code
from kg.vocabulary.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping

    from kg.rdf.engine import QuadStore, Results

_FOLDER = Path(__file__).parent / "queries"
_HEADER = re.compile(r"#\s*(about|parameter|column)\s*([a-z_]*)\s*:\s*(.*)")
_PARAMETER = re.compile(r"(?P<type>[a-z-]+)(?:\s*=\s*(?P<default>\S+))?\s*;\s*(?P<about>.+)")
_PLACE = re.compile(r"(?:error at )?(\d+):(\d+): ?(.*)", re.DOTALL)
_VARIABLE = re.compile(r"\?(\w+)")
_INCLUDE = re.compile(r"^( *)# include ([a-z-]+)((?: \w+=\w+)*)\n", re.MULTILINE)
_XSD = PREFIXES["xsd"]
_UNKNOWN = "kg_unknown"


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a named query.

    Attributes
    ----------
    name : str
    type : str
        ``actor``, ``relation``, ``deal``, ``source``, ``date`` (of a month or year its last day),
        ``first-day`` (its first one), ``number``, ``text``, or the name of a closed list such as
        ``metric``.
    default : str or None
        Used when none is given; a parameter without default must be given.
    about : str
        What the parameter is.
    """

    name: str
    type: str
    default: str | None
    about: str


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """A shipped question: its name, words, parameters, columns and SPARQL text."""

    name: str
    about: str
    parameters: tuple[Parameter, ...]
    columns: Mapping[str, str]
    text: str

    @property
    def title(self) -> str:
        """The question as one English sentence, from the catalogue of phrases."""
        return phrase(f"query.{self.name}")

    def sparql(self, terms: Mapping[str, ox.NamedNode | ox.Literal]) -> str:
        """Return the SPARQL text with the parameters' values put in.

        Parameters
        ----------
        terms
            An RDF term for every parameter; their own serialisation is what is put in.
        """
        text = self.filled({name: str(term) for name, term in terms.items()})
        return undeclared_prefixes(text).replace("> ", ">\n") + text

    def filled(self, values: Mapping[str, str]) -> str:
        """Return the SPARQL text with values, as SPARQL writes them, in place of variables.

        Our prefixes are left undeclared, as the query has them.
        """
        return _VARIABLE.sub(lambda match: values.get(match[1], match[0]), self.text)


@lru_cache(maxsize=1)
def named_queries() -> Mapping[str, NamedQuery]:
    """Return the shipped queries by name."""
    return {path.stem: _read(path) for path in sorted(_FOLDER.glob("*.rq"))}


def named(name: str) -> NamedQuery:
    """Return a shipped query.

    Raises
    ------
    UnknownName
        With the nearest names.
    """
    queries = named_queries()
    if name not in queries:
        raise UnknownName("query", name, get_close_matches(name, queries, 3, 0.4))
    return queries[name]


def bind(
    query: NamedQuery,
    texts: Mapping[str, str],
    find_actor: Callable[[str], str],
    defaults: Mapping[str, str],
) -> dict[str, ox.NamedNode | ox.Literal]:
    """Return the RDF term of every parameter.

    Parameters
    ----------
    query
        The named query.
    texts
        Values as text, by parameter.
    find_actor
        Gives the id of an actor for any of its names.
    defaults
        What ``$cutoff`` and the like in a default stand for.

    Raises
    ------
    UsageError
        For parameters the query does not have, or lacks, or that cannot be read.
    """
    names = {parameter.name for parameter in query.parameters}
    for name in texts:
        if name not in names:
            raise UnknownName(f"parameter of {query.name}", name, sorted(names))
    terms = {}
    for parameter in query.parameters:
        text = texts.get(parameter.name, parameter.default)
        if text is None:
            example = f"{parameter.name}=…"
            raise UsageError(f"{query.name} needs {example} ({parameter.type}: {parameter.about})")
        terms[parameter.name] = _term(parameter, defaults.get(text, text), find_actor)
    return terms


def run(store: QuadStore, sparql: str, allowed: Collection[str] = ()) -> Results:
    """Answer a query; our prefixes need no declaration.

    Parameters
    ----------
    store
        The store to ask.
    sparql
        The query.
    allowed
        Addresses that a local engine may ask by ``SERVICE``; an endpoint decides for itself.

    Raises
    ------
    UsageError
        When a local engine would ask another address.
    QuerySyntax
        With line and column in the query as given, when it does not parse.
    QueryFailed
        When it cannot be answered.
    """
    if isinstance(store, ox.Store):
        _refuse_services(sparql, allowed)
    declarations = undeclared_prefixes(sparql)
    try:
        with answering():
            return store.query(declarations + sparql)
    except SyntaxError as error:
        raise syntax_error(str(error), sparql, len(declarations)) from None


def _refuse_services(sparql: str, allowed: Collection[str]) -> None:
    """Raise `UsageError` when a query asks an address that is not allowed."""
    for address in services(sparql):
        if address not in allowed:
            shown = address or "an address that is not written as <http…>"
            raise UsageError(
                f"the query asks {shown} by SERVICE, which would send parts of your data there;"
                " allow an address by naming it: --service ADDRESS, in Python services=[ADDRESS]"
            )


def check(sparql: str, base: str | None = None) -> None:
    """Have the engine parse a query without answering it.

    Parameters
    ----------
    sparql
        The query; our prefixes need no declaration.
    base
        What relative IRIs are read against.

    Raises
    ------
    QuerySyntax
        With line and column, when it does not parse.
    """
    declarations = undeclared_prefixes(sparql)
    unknown = ox.Variable(_UNKNOWN if _UNKNOWN not in sparql else f"{_UNKNOWN}{len(sparql)}")
    try:  # a value for a variable that it lacks is refused before anything is looked up
        ox.Store().query(
            declarations + sparql, base_iri=base, substitutions={unknown: ox.Literal("")}
        )
    except SyntaxError as error:
        raise syntax_error(str(error), sparql, len(declarations)) from None
    except ValueError as error:
        raise QuerySyntax(str(error)) from None
    except RuntimeError:
        return


@contextmanager
def answering() -> Iterator[None]:
    """Turn the errors of an engine that answers, or whose results are read, into ours."""
    try:
        yield
    except SyntaxError:
        raise
    except (OSError, RuntimeError, ValueError) as error:
        raise QueryFailed(str(error)) from None


def syntax_error(message: str, sparql: str, shift: int = 0) -> QuerySyntax:
    """Return our error for the engine's.

    Parameters
    ----------
    message
        The engine's, with line and column.
    sparql
        The query as the user wrote it.
    shift
        Characters of our declarations before it, on its first line.
    """
    match = _PLACE.fullmatch(message)
    if match is None:
        return QuerySyntax(in_words(message))
    line, column = int(match[1]), int(match[2])
    words = "the query is empty" if is_empty(sparql) else in_words(match[3])
    if words == UNDECLARED:
        declared, used = prefixes(sparql)
        words += f": {', '.join(sorted(used - declared - set(PREFIXES)))}"
    return QuerySyntax(words, line, column - shift if line == 1 else column)


def undeclared_prefixes(sparql: str) -> str:
    """Return PREFIX declarations, on one line, for those of our prefixes a query uses undeclared.

    >>> undeclared_prefixes("ASK { ?x a al:Actor }")
    'PREFIX al: <https://w3id.org/ai-alliances/ont#> '
    """
    declared, used = prefixes(sparql)
    missing = used - declared
    lines = [f"PREFIX {p}: <{iri}> " for p, iri in PREFIXES.items() if p in missing]
    return "".join(lines)


def _read(path: Path) -> NamedQuery:
    """Read a query file with its header."""
    text = _INCLUDE.sub(_included, path.read_text(encoding="utf-8"))
    about: list[str] = []
    parameters: dict[str, Parameter] = {}
    columns = {}
    for key, name, value in _HEADER.findall(text):
        if key == "parameter":
            match = _PARAMETER.fullmatch(value)
            assert match, f"{path.name}: malformed parameter {name}"
            parameters[name] = Parameter(name, match["type"], match["default"], match["about"])
        elif key == "column":
            columns[name] = value
        else:
            about.append(value)
    body = "\n".join(line for line in text.splitlines() if not _HEADER.match(line.strip())).strip()
    return NamedQuery(path.stem, " ".join(about), tuple(parameters.values()), columns, body + "\n")


def _included(match: re.Match[str]) -> str:
    """Return what a line of a query includes: a fragment, its variables renamed as the line says.

    Fragments lie in ``queries/include`` and may include others. With ``relation=tie`` on the line,
    ``?tie`` stands where the fragment says ``?relation``.
    """
    indent, name, renames = match.groups()
    new_name = dict(rename.split("=") for rename in renames.split())
    fragment = (_FOLDER / "include" / f"{name}.rq").read_text(encoding="utf-8")
    renamed = lambda variable: f"?{new_name.get(variable[1], variable[1])}"  # noqa: E731 - a short name
    text = _VARIABLE.sub(renamed, _INCLUDE.sub(_included, fragment))
    return "".join(f"{indent}{line}\n" for line in text.splitlines())


def _term(
    parameter: Parameter, text: str, find_actor: Callable[[str], str]
) -> ox.NamedNode | ox.Literal:
    """Return the RDF term for a value of a parameter's type."""
    kind = parameter.type
    if kind == "actor":
        return ox.NamedNode(mint("actor", find_actor(text)))
    if kind in {"relation", "deal", "source", "observation"}:
        return ox.NamedNode(mint(kind, slug(text)))
    if kind in {"date", "first-day"}:
        day = last_day(text) if kind == "date" else PartialDate.parse(text).first
        return ox.Literal(day.isoformat(), datatype=ox.NamedNode(_XSD + "date"))
    if kind == "number":
        value = f"{canonical(number(text)):f}"
        return ox.Literal(value, datatype=ox.NamedNode(_XSD + "decimal"))
    if kind == "text":
        return ox.Literal(text)
    return ox.NamedNode(mint_code(kind, vocabulary().code(kind, text).slug))
