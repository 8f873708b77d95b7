"""The scope of a question: which relations count, on what day, by whose knowledge.

Every question is asked under a `Scope`. Each of its fields is declared once, with the words, the
choices and the reasons it gives for leaving a relation out. The command line, HTTP, Python, the
summary of an answer and the page read that declaration through `OPTIONS` and `REASONS`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any, Literal, TypedDict

from kg.base.checks import one_of, unknown_option
from kg.vocabulary.dates import last_day

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date
    from typing import Unpack

Level = Literal["actor", "group"]
Basis = Literal["announced", "in-force"]
Form = Literal["day", "code", "codes", "choice", "switch"]


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason to leave a relation out, or to count it with reserve.

    Attributes
    ----------
    name : str
        Key in the JSON of an answer.
    is_said : bool
        Whether the summary of an answer says it.
    has_money : bool
        Whether the known money of these relations is said too.
    """

    name: str
    is_said: bool = True
    has_money: bool = True

    @property
    def phrase(self) -> str:
        """Key of the phrase that says it; ``{n}`` in it is the number of relations."""
        return f"left-out.{self.name.replace('_', '-')}"


@dataclass(frozen=True, slots=True)
class Option:
    """A field of a scope as a user sets it.

    Attributes
    ----------
    form : {"day", "code", "codes", "choice", "switch"}
        A day; one or several entries of a closed list; one of a few words; on or off.
    about : str
        What it does, in one or two sentences.
    closed_list : str
        Name of the closed list whose entries it takes.
    choices : dict of str to object
        The words it takes, with the value each stands for.
    default : str or None
        The word that holds when the user says nothing.
    flag : str
        Name on the command line where it is not that of the field.
    reasons : tuple of Reason
        Why it leaves relations out, or counts them with reserve.
    """

    form: Form
    about: str
    closed_list: str = ""
    choices: Mapping[str, Any] = field(default_factory=dict)
    default: str | None = None
    flag: str = ""
    reasons: tuple[Reason, ...] = ()

    def read(self, name: str, value: Any) -> Any:
        """Return the value of a field from what a user gives.

        Raises
        ------
        InvalidValue, UnknownName
            For a date, an entry of a list or a word that does not exist.
        """
        if self.form == "day":
            return last_day(value)
        if self.form == "choice":
            return self.choices[one_of(name, value, tuple(self.choices))]
        return value if self.form == "switch" else self._entry(value)

    def _entry(self, value: Any) -> Any:
        """Return the entry of the closed list, or the set of them, that a user names."""
        from kg.vocabulary.vocabulary import vocabulary

        if self.form == "codes":
            return vocabulary().chosen(self.closed_list, value) or None
        return vocabulary().code(self.closed_list, value).slug

    def write(self, value: Any) -> Any:
        """Return the value of a field as JSON writes it."""
        if self.form == "choice":
            return next(word for word, meaning in self.choices.items() if meaning == value)
        if self.form == "codes":
            return None if value is None else sorted(value)
        return value.isoformat() if self.form == "day" and value is not None else value


def _declare(**words: Any) -> dict[str, Option]:
    return {"option": Option(**words)}


@dataclass(frozen=True, slots=True)
class Scope:
    """What a question is asked about.

    Attributes
    ----------
    as_of : date
        Day on which a relation must be on record.
    known_at : date or None
        Only what was published by this day; None for all that is known now.
    basis : {"announced", "in-force"}
        Whether a relation counts from its announcement, or its first day if that is earlier, or
        only from its first day.
    level : {"group", "actor"}
        ``group`` lets an actor stand for the root of its ``part_of`` chain; ``actor`` does not.
    statuses : frozenset of str or None
        Only relations of these statuses; None for all.
    min_confidence, min_tier : str or None
        Least confidence and least tier of evidence; None for all. See `kg.records.evidence.tier`.
    rumours : bool
        Whether rumoured relations and talks count.
    undated : bool
        Whether relations without a start date count.
    """

    as_of: date = field(
        metadata=_declare(
            form="day",
            about="Day on which the relations must hold; a month or year means its last day. "
            "Default: the day up to which the data was compiled.",
            reasons=(
                Reason("over"),
                Reason("not_yet_announced"),
            ),
        )
    )
    known_at: date | None = field(
        default=None,
        metadata=_declare(
            form="day",
            about="Only what was published by this day.",
            reasons=(Reason("not_known_then", has_money=False),),
        ),
    )
    basis: Basis = field(
        default="announced",
        metadata=_declare(
            form="code",
            closed_list="basis",
            default="announced",
            about="announced: from the announcement on, though the relation may begin later; "
            "in-force: from its first day.",
            reasons=(
                Reason("begins_later_included"),
                Reason("begins_later_excluded"),
            ),
        ),
    )
    level: Level = field(
        default="group",
        metadata=_declare(
            form="code",
            closed_list="level",
            default="group",
            about="group: units stand for their group; actor: they do not.",
        ),
    )
    statuses: frozenset[str] | None = field(
        default=None,
        metadata=_declare(
            form="codes",
            closed_list="status",
            flag="status",
            about="Only relations of this status; may be repeated.",
            reasons=(Reason("other_status"),),
        ),
    )
    min_confidence: str | None = field(
        default=None,
        metadata=_declare(
            form="code",
            closed_list="confidence",
            about="Least confidence: high, medium, low.",
            reasons=(Reason("below_confidence"),),
        ),
    )
    min_tier: str | None = field(
        default=None,
        metadata=_declare(
            form="code",
            closed_list="tier",
            flag="tier",
            about="Least tier of evidence: primary, corroborated, single, rumour.",
            reasons=(Reason("below_tier"),),
        ),
    )
    rumours: bool = field(
        default=False,
        metadata=_declare(
            form="switch",
            about="Count rumours and talks too.",
            reasons=(Reason("rumoured"),),
        ),
    )
    undated: bool = field(
        default=True,
        metadata=_declare(
            form="choice",
            choices={"include": True, "exclude": False},
            default="include",
            about="include or exclude relations without a start date.",
            reasons=(
                Reason("undated_included", has_money=False),
                Reason("undated_excluded"),
            ),
        ),
    )

    @property
    def group_day(self) -> date:
        """Day whose groups hold: the as-of day, or that of the knowledge asked for if earlier."""
        return self.as_of if self.known_at is None else min(self.as_of, self.known_at)

    def to_dict(self) -> dict[str, Any]:
        """Return the scope as JSON-ready values."""
        return {name: option.write(getattr(self, name)) for name, option in OPTIONS.items()}


class ScopeOptions(TypedDict, total=False):
    """The fields of a scope as a Python caller gives them; `scope` reads them."""

    as_of: str | date | None
    known_at: str | date | None
    basis: str
    level: str
    statuses: Iterable[str] | None
    min_confidence: str | None
    min_tier: str | None
    rumours: bool
    undated: str


OPTIONS: dict[str, Option] = {field.name: field.metadata["option"] for field in fields(Scope)}
REASONS: tuple[Reason, ...] = (
    *(reason for option in reversed(OPTIONS.values()) for reason in option.reasons),
    Reason("without_amount", is_said=False, has_money=False),  # answers with sums say it
)


def scope(default_as_of: date, call: str = "scope", **options: Unpack[ScopeOptions]) -> Scope:
    """Read a scope from the words a user gives; None and what is not given mean the default.

    A month or a year given as a date means its last day; a text given for statuses is one status.
    To ask for the status ``rumoured`` is to ask for rumours. ``call`` is what the user called.

    Raises
    ------
    InvalidValue, UnknownName
        For a date, status, confidence, tier, level or word that does not exist.

    Examples
    --------
    >>> from datetime import date
    >>> scope(date(2026, 7, 2), as_of="2025-06").as_of
    datetime.date(2025, 6, 30)
    """
    unknown = sorted(set(options) - set(OPTIONS))
    if unknown:
        raise unknown_option(call, unknown[0], OPTIONS)
    values = {
        name: OPTIONS[name].read(name, value)
        for name, value in options.items()
        if value is not None
    }
    if "rumoured" in (values.get("statuses") or ()):
        values["rumours"] = True
    return Scope(**{"as_of": default_as_of, **values})
