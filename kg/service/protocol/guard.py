"""The limits of a query, judged by its words alone before any parser sees it.

A parser can be crashed by nesting and a planner kept busy for minutes by many patterns; and a query
can ask the engine to fetch addresses. The guard reads the text once, in time that grows with its
length, skips comments, IRIs and strings, and refuses what is not offered. SPARQL lets any
character be written as an escape, also in keywords, so both readings of the text are judged.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kg.rdf.sparql.tokens import ADDRESS, tokens, unescaped
from kg.service.protocol.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Callable

_FORMS = {"SELECT": "rows", "ASK": "boolean", "CONSTRUCT": "graph", "DESCRIBE": "graph"}
_REFUSED = {"SERVICE": "federated queries are", "LOAD": "loading from an address is"}
_VOLATILE = ("NOW", "RAND", "UUID", "BNODE")
_NO_PATTERN = {"GRAPH", "VALUES", "DESCRIBE", "WITH", "USING"}
# From these to the next curly bracket no term begins a pattern.
_MODIFIERS = {"SELECT", "GROUP", "ORDER", "HAVING", "LIMIT", "OFFSET"}
_OPENING, _CLOSING = "({[", ")}]"
_ENDS_OF_VALUES = {"iri", "string", "variable", "tag", "name", "number", "word", *_CLOSING, ">"}
_TOKENS_AT_ONCE = 1024
_DATA = " data"  # after a bracket that stands in data: no patterns are counted there
_SHOWN = 40


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
    """The facts about a text that the guard lets pass.

    Attributes
    ----------
    form : str
        ``rows``, ``boolean`` or ``graph``; empty when it is not a query.
    volatile : bool
        Whether the answer can differ each time: it asks for the time, or for chance.
    """

    form: str
    volatile: bool


LIMITS = Limits()


class NoLongerWanted(Exception):
    """The verdict is not needed any more."""


def inspect(
    text: str,
    limits: Limits = LIMITS,
    *,
    is_update: bool = False,
    is_wanted: Callable[[], bool] = lambda: True,
) -> Verdict:
    """Let a query or an update pass, or refuse it.

    Parameters
    ----------
    text
        SPARQL, of a bounded length.
    limits
        The most it may hold of each thing.
    is_update
        Whether triples to insert may be many: the patterns in ``DATA`` blocks are not counted.
    is_wanted
        Is asked now and then; once it says no, the work ends.

    Raises
    ------
    NoLongerWanted
        When the verdict is not waited for.
    Problem
        403 for what reaches out to addresses, 400 for what is too much; with line and column.
    """
    readings = dict.fromkeys((text, unescaped(text)))
    verdicts = [_Reading(reading, limits, is_update, is_wanted).verdict() for reading in readings]
    return Verdict(verdicts[-1].form, any(verdict.volatile for verdict in verdicts))


@dataclass
class _Reading:
    """One pass over a text, counting."""

    text: str
    limits: Limits
    is_update: bool
    is_wanted: Callable[[], bool]
    place: int = 0
    open: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    form: str = ""
    volatile: bool = False
    opening: str = ""  # the keyword that the next group belongs to
    in_pattern: bool = False
    in_modifiers: bool = False
    before: str = ""  # the mark before, or the kind of another token

    def verdict(self) -> Verdict:
        """Read all tokens."""
        for number, (kind, token, place) in enumerate(tokens(self.text)):
            if not number % _TOKENS_AT_ONCE and not self.is_wanted():
                raise NoLongerWanted
            self.place = place
            if self.opening and not self._leads_to_data(kind, token):
                self.opening = ""
            if kind == "word" and token != "a":  # noqa: S105 - the predicate, and no keyword
                self._word(token.upper())
            elif kind == "mark":
                self._mark(token)
            else:
                self._term(kind, token)
            if token != "!":  # noqa: S105 - no password
                self.counts["negations"] = 0
            self.before = token if kind == "mark" else kind
        return Verdict(self.form, self.volatile)

    def _word(self, word: str) -> None:
        self._reach(word, ("SERVICE", "LOAD"))
        if not self.form and word in _FORMS:
            self.form = _FORMS[word]
        self.volatile = self.volatile or any(name in word for name in _VOLATILE)
        if word in {"VALUES", "DATA"}:
            self.opening = word
        elif word == "OPTIONAL":
            self._count("optionals", "OPTIONAL groups")
        elif word in {"UNION", "MINUS"}:
            self._count("unions", "UNION and MINUS groups")
        self.in_pattern = word in _NO_PATTERN
        self.in_modifiers = self.in_modifiers or word in _MODIFIERS

    def _leads_to_data(self, kind: str, token: str) -> bool:
        """Return whether a token can stand between ``VALUES`` or ``DATA`` and its group."""
        between = kind == "variable" or token in {"(", ")"}
        is_open = token == "{"  # noqa: S105 - no password
        return is_open or (self.opening == "VALUES" and between)

    def _reach(self, word: str, keywords: tuple[str, ...]) -> None:
        """Refuse what reaches out; the engine needs no space round words: ``trueSERVICEex:a``."""
        for keyword in keywords:
            if keyword in word:
                detail = f"{_REFUSED[keyword]} not offered here ({keyword}); "
                self._refuse(403, "Not offered", detail + "ask the other address yourself")

    def _mark(self, mark: str) -> None:
        if mark in _OPENING:
            self._enter(mark)
        elif mark in _CLOSING:
            self.in_pattern = mark == "]"
            self.in_modifiers = self.in_modifiers and mark != "}"
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
        is_data = bracket == "{" and bool(self.opening)
        inside = self.open[-1] if self.open else ""
        self.open.append(bracket + _DATA if is_data or inside.endswith(_DATA) else bracket)
        if is_data:
            self.opening = ""
        if bracket in "{[":
            self.in_pattern = False
        if bracket == "{":
            self.in_modifiers = False
        if len(self.open) > self.limits.nesting:
            self._too_many("levels of brackets", self.limits.nesting)

    def _term(self, kind: str, token: str) -> None:
        """Count the pattern that a term begins."""
        if kind == "iri":
            self._iri(token)
        elif kind == "name":
            prefix = token.partition(":")[0].upper()
            self._reach(prefix, ("SERVICE", "LOAD") if self.is_update else ("SERVICE",))
        begins = not (self.in_pattern or self.in_modifiers)
        if begins and self.open and self.open[-1] in "{[":
            self.in_pattern = True
            self._count("patterns", "triple patterns")

    def _iri(self, iri: str) -> None:
        """Refuse what the engine may read as a comparison, and go on after its ``<``."""
        if not self._may_compare():
            return
        if not ADDRESS.fullmatch(iri):
            shown = iri if len(iri) < _SHOWN else f"{iri[:_SHOWN]}…"
            detail = f"{shown} can be read as an address or as a comparison; "
            self._refuse(400, "Ambiguous", detail + "if it is one, write a space after its <")
        for _ in range(iri.count("/") + iri.count("-")):
            self._count("chain", "operators")

    def _may_compare(self) -> bool:
        """Return whether a ``<`` here can be an operator: after a value, inside brackets."""
        if not self.open:
            return self.before == ")"
        return self.open[-1].startswith("(") and self.before in _ENDS_OF_VALUES

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
