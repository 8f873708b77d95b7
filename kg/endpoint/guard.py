"""What a query may look like: judged by its words alone, before any parser sees it.

A parser can be crashed by nesting and a planner kept busy for minutes by many patterns; and a query
can ask the engine to fetch addresses. The guard reads the text once, in time that grows with its
length, skips comments, IRIs and strings, and refuses what is not for us to answer. SPARQL lets any
character be written as an escape, also in keywords, so both readings of the text are judged.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kg.endpoint.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

_FORMS = {"SELECT": "rows", "ASK": "boolean", "CONSTRUCT": "graph", "DESCRIBE": "graph"}
_REFUSED = {"SERVICE": "federated queries", "LOAD": "loading from an address"}
_VOLATILE = {"NOW", "RAND", "UUID", "STRUUID", "BNODE"}
_NO_PATTERN = {"SELECT", "GRAPH", "GROUP", "ORDER", "HAVING", "VALUES", "DESCRIBE", "WITH", "USING"}
_OPENING, _CLOSING = "({[", ")}]"
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
# A string without end is taken to the end of its line, so that no character is looked at twice.
_TOKEN = re.compile(
    r"""
    (?P<comment>\#[^\r\n]*)
  | (?P<iri><[^<>"{}|^`\x00-\x20]*>)
  | (?P<string>\"{3}(?:[^"\\]|\\.|"(?!""))*(?:\"{3}|\Z)|'{3}(?:[^'\\]|\\.|'(?!''))*(?:'{3}|\Z)
        |"(?:[^"\\\r\n]|\\.)*"?|'(?:[^'\\\r\n]|\\.)*'?)
  | (?P<variable>[?$]\w+)
  | (?P<tag>@\w+(?:-\w+)*)
  | (?P<name>(?:[^\W\d][\w.·-]{0,80})?:(?:[\w:·-]|\.(?=[\w:·%\\-])|%[0-9A-Fa-f]{2}|\\.)*)
  | (?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)
  | (?P<word>[^\W\d]\w*)
  | (?P<mark>&&|\|\||\^\^|!=|<=|>=|[^\s])
    """,
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that a query may hold of each thing.

    ``nesting``: brackets within brackets; ``patterns``: triple patterns; ``steps``: steps of
    property paths; ``optionals``, ``unions``: such groups; ``chain``: operators in one expression;
    ``negations``: negations in a row.
    """

    nesting: int = 100
    patterns: int = 60
    steps: int = 50
    optionals: int = 100
    unions: int = 100
    chain: int = 200
    negations: int = 20


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the guard learns about a text it lets pass.

    Attributes
    ----------
    form : str
        ``rows``, ``boolean`` or ``graph``; empty when it is no query, as the parser will say.
    volatile : bool
        Whether the answer can differ each time: it asks for the time, or for chance.
    """

    form: str
    volatile: bool


LIMITS = Limits()


def inspect(text: str, limits: Limits = LIMITS, *, is_update: bool = False) -> Verdict:
    """Let a query or an update pass, or refuse it.

    Parameters
    ----------
    text
        SPARQL, of a bounded length.
    limits
        The most it may hold of each thing.
    is_update
        Whether triples to insert may be many: the patterns in ``DATA`` blocks are not counted.

    Raises
    ------
    Problem
        403 for what reaches out to addresses, 400 for what is too much; with line and column.
    """
    readings = dict.fromkeys((text, _unescaped(text)))
    verdicts = [_Reading(reading, limits, is_update).verdict() for reading in readings]
    return Verdict(verdicts[-1].form, any(verdict.volatile for verdict in verdicts))


def tokens(text: str) -> Iterator[tuple[str, str, int]]:
    """Yield kind, text and place of every token that is not a comment."""
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or ""
        if kind != "comment":
            yield kind, match[0], match.start()


def _unescaped(text: str) -> str:
    """Return the text with the code point escapes of SPARQL resolved."""

    def character(match: re.Match[str]) -> str:
        number = int(match[1] or match[2], 16)
        return chr(number) if number <= 0x10FFFF else match[0]

    return _ESCAPE.sub(character, text)


@dataclass
class _Reading:
    """One pass over a text, counting."""

    text: str
    limits: Limits
    is_update: bool
    place: int = 0
    open: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    form: str = ""
    volatile: bool = False
    opening: str = ""  # the keyword that the next group belongs to
    in_pattern: bool = False

    def verdict(self) -> Verdict:
        """Read all tokens."""
        for kind, token, place in tokens(self.text):
            self.place = place
            if kind == "word":
                self._word(token.upper())
            elif kind == "mark":
                self._mark(token)
            else:
                self._term(kind, token)
            if token != "!":  # noqa: S105 - no password
                self.counts["negations"] = 0
        return Verdict(self.form, self.volatile)

    def _word(self, word: str) -> None:
        if word in _REFUSED:
            detail = (
                f"{_REFUSED[word]} ({word}) is not offered here; ask the other address yourself"
            )
            self._refuse(403, "Not offered", detail)
        if not self.form and word in _FORMS:
            self.form = _FORMS[word]
        self.volatile = self.volatile or word in _VOLATILE
        if word in {"VALUES", "DATA"}:
            self.opening = word
        elif word == "OPTIONAL":
            self._count("optionals", "OPTIONAL groups")
        elif word in {"UNION", "MINUS"}:
            self._count("unions", "UNION and MINUS groups")
        self.in_pattern = word in _NO_PATTERN

    def _mark(self, mark: str) -> None:
        if mark in _OPENING:
            self._enter(mark)
        elif mark in _CLOSING:
            self.in_pattern = mark == "]"
            if self.open:
                self.open.pop()
        elif mark in {".", ";", ","}:
            self.in_pattern = False
        elif mark == "!":
            self._count("negations", "negations in a row")
        elif mark in {"/", "|", "^"}:
            self._count("steps", "steps of property paths")
        elif mark in {"||", "&&", "+", "-", "*", "=", "<", ">", "!=", "<=", ">="}:
            self._count("chain", "operators")

    def _enter(self, bracket: str) -> None:
        is_data = bracket == "{" and self.opening
        inside = self.open[-1] if self.open else ""
        self.open.append("data" if is_data or inside == "data" else bracket)
        if is_data:
            self.opening = ""
        if bracket in "{[":
            self.in_pattern = False
        if len(self.open) > self.limits.nesting:
            self._too_many("levels of brackets", self.limits.nesting)

    def _term(self, kind: str, token: str) -> None:
        """Count the pattern that a term begins."""
        if kind == "iri":
            self._iri(token)
        if not self.in_pattern and self.open and self.open[-1] in "{[":
            self.in_pattern = True
            self._count("patterns", "triple patterns")

    def _iri(self, iri: str) -> None:
        """Count what may be an expression: ``?a<((1))>2`` can be read as one."""
        if iri.count("(") + iri.count("[") + len(self.open) > self.limits.nesting:
            self._too_many("levels of brackets", self.limits.nesting)
        if iri.count("!") > self.limits.negations:
            self._too_many("negations in a row", self.limits.negations)

    def _count(self, name: str, words: str) -> None:
        self.counts[name] = self.counts.get(name, 0) + 1
        most = getattr(self.limits, name)
        if self.counts[name] > most:
            self._too_many(words, most)

    def _too_many(self, words: str, most: int) -> None:
        detail = f"it has more than {most} {words}; ask less at once"
        self._refuse(400, "Query too complex", detail)

    def _refuse(self, status: int, title: str, detail: str) -> None:
        before = self.text[: self.place]
        line = before.count("\n") + 1
        column = self.place - (before.rfind("\n") + 1) + 1
        raise Problem(status, title, detail, line=line, column=column)
