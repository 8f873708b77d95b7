"""Words for people: phrases, names, sums of money and labels, in one language."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from kg.vocabulary.catalogue import catalogue
from kg.vocabulary.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date
    from decimal import Decimal

    from kg.records.model import Amount, Records, Relation
    from kg.relations.money import KnownAmount
    from kg.vocabulary.catalogue import Catalogue

_NAMED_UNITS = 2
_QUALIFIED = {"up-to", "about", "at-least"}


@dataclass(frozen=True, slots=True)
class Words:
    """The words in which rows are shown.

    Parameters
    ----------
    records
        Whose actors have the names.
    language
        Code of a language with a catalogue.
    units
        Names of the units by the group they count as in the row that is shown.

    Examples
    --------
    >>> words = Words(None, "en")
    >>> words("count.row", n=5), words.number(250_000_000_000), words.labels("market", ["memory"])
    ('5 rows', '250bn', 'memory')
    """

    records: Records
    language: str
    units: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def __call__(self, key: str, /, **values: object) -> str:
        """Return a phrase with its values."""
        return self._catalogue(key, **values)

    def figure(self, number: str) -> str:
        """Return a number that Python wrote, with the marks of the language."""
        return self._catalogue.marked(number)

    def number(self, value: Decimal | float | None) -> str:
        """Return a number in three or four digits with its scale: ``1.45bn``."""
        return self("word.unknown") if value is None else self._catalogue.scaled(float(value))

    def percent(self, value: float, digits: int = 0) -> str:
        """Return a share in per cent."""
        return self._catalogue.percent(value, digits)

    def share(self, value: float | None) -> str:
        """Return a share in per cent; undefined stays undefined."""
        return self("word.undefined") if value is None else self.percent(value)

    def ratio(self, value: float | None, digits: int = 4) -> str:
        """Return a ratio in so many digits, a dash for none."""
        return "–" if value is None else self.figure(f"{value:.{digits}g}")

    def answer(self, value: bool) -> str:
        """Return yes or no."""
        return self("word.yes" if value else "word.no")

    def money(self, currency: str, value: Decimal | float) -> str:
        """Return a sum with its currency: ``USD 250bn``."""
        return self._catalogue.money(currency, self.number(value))

    def amount(self, value: Amount) -> str:
        """Return an amount as a reader says it: ``up to USD 100bn per year``."""
        parts = [self.money(value.currency, value.value)]
        if value.qualifier in _QUALIFIED:
            parts.insert(0, self.label("qualifier", value.qualifier))
        if value.period != "total":
            parts.append(self.label("period", value.period))
        return " ".join(parts)

    def kind(self, slug: str) -> str:
        """Return a kind of money; a rate by its period: ``per year``."""
        name, _, period = slug.partition(" ")
        return self.label("period", period) if period else self.label("money-kind", name)

    def known(self, value: KnownAmount) -> str:
        """Return a sum of known amounts: ``commitment USD 250bn, agreed``."""
        parts = [f"{self.kind(value.kind)} {self.bounded(value)}", self.stage(value)]
        return ", ".join(filter(None, parts))

    def stage(self, value: KnownAmount) -> str:
        """Return the stage of a sum, and whether its relations begin later."""
        parts = [self.label("stage", value.stage)] if value.stage else []
        parts += [self("word.begins-later")] if value.begins_later else []
        return ", ".join(parts)

    def bounded(self, value: KnownAmount) -> str:
        """Return a sum of known amounts with its bounds and without its kind."""
        limits = self._limits(value)
        return self("range.about", sum=limits) if value.is_about else limits

    def _limits(self, value: KnownAmount) -> str:
        low = self.money(value.currency, value.low)
        if value.high is None:
            return self("range.or-more", low=low)
        if value.low == value.high:
            return low
        if not value.low:
            return self("range.up-to", high=self.money(value.currency, value.high))
        both = f"{self.number(value.low)}-{self.number(value.high)}"
        return self._catalogue.money(value.currency, both)

    def range(self, low: str, high: str) -> str:
        """Return two ends as one text where they are equal, else as a range."""
        return low if low == high else self("range.from-to", low=low, high=high)

    def sentence(self, relation: Relation) -> str:
        """Return a relation as a sentence: subject, verb phrase, object."""
        verb = vocabulary().relation_types[relation.type].labels[self.language]
        return f"{self.name(relation.subject)} {verb} {self.name(relation.object)}"

    def state(self, relation: Relation) -> str:
        """Return status, dates and amount of a relation."""
        status = self.label("status", relation.status)
        parts = [] if relation.status == "announced" else [status]
        if relation.announced:
            parts.append(self("relation.announced", day=relation.announced))
        elif not parts:
            parts.append(status)
        if relation.valid_from and relation.valid_from != relation.announced:
            parts.append(self("relation.from", day=relation.valid_from))
        if relation.valid_to:
            parts.append(self("relation.to", day=relation.valid_to))
        if not (relation.announced or relation.valid_from):
            parts.append(self("word.undated"))
        if relation.amount:
            parts.append(self.amount(relation.amount))
        return ", ".join(parts)

    def naming(self, units: Iterable[str], day: date) -> Words:
        """Return words that name some units beside the groups they count as on a day.

        A name that begins with that of the group goes without it: *Microsoft (Azure)*.
        """
        by_group: dict[str, list[str]] = {}
        for unit in units:
            group = self.records.group(unit, day)
            name, whole = (self.records.actor_by_id[actor].name for actor in (unit, group))
            by_group.setdefault(group, []).append(name.removeprefix(f"{whole} "))
        return replace(self, units=by_group) if by_group or self.units else self

    def name(self, actor: str) -> str:
        """Return the name of an actor, with those of its units that a row rests on.

        Of more than two units the first two are named: ``OpenAI (DeployCo)``.
        """
        name, units = self.bare(actor), self.units.get(actor, ())
        if not units:
            return name
        more = [f"+{len(units) - _NAMED_UNITS}"] if len(units) > _NAMED_UNITS else []
        return f"{name} ({', '.join([*units[:_NAMED_UNITS], *more])})"

    def bare(self, actor: str) -> str:
        """Return the name of an actor alone, where its units are named elsewhere in the row."""
        return self.records.actor_by_id[actor].name

    def names(self, actors: Iterable[str], between: str = ", ") -> str:
        """Return the names of actors in a row."""
        return between.join(map(self.name, actors))

    def pair(self, a: str, b: str) -> str:
        """Return the names of two actors: ``A and B``."""
        return self("word.and", a=self.name(a), b=self.name(b))

    def label(self, scheme: str, slug: str) -> str:
        """Return the label of an entry of a closed list."""
        return vocabulary().code(scheme, slug).labels[self.language]

    def labels(self, scheme: str, slugs: Iterable[str]) -> str:
        """Return the labels of entries of a closed list in a row."""
        return ", ".join(self.label(scheme, slug) for slug in slugs)

    def families(self, types: Iterable[str]) -> str:
        """Return the families of relation types with their numbers, in display order.

        >>> Words(None, "en").families(["partners-with", "invests-in", "lends-to"])
        'capital ×2, collaboration'
        """
        codes = vocabulary().codes["family"]
        counts = Counter(vocabulary().relation_types[slug].family for slug in types)
        ordered = sorted(counts, key=lambda slug: codes[slug].rank)
        labels = ((codes[slug].labels[self.language], counts[slug]) for slug in ordered)
        return ", ".join(_times(label, count) for label, count in labels)

    def types(self, types: Iterable[str]) -> str:
        """Return relation types in words with their numbers, in display order.

        >>> Words(None, "en").types(["partners-with", "invests-in", "invests-in"])
        'invests in ×2, partners with'
        """
        entries, counts = vocabulary().relation_types, Counter(types)
        ordered = sorted(counts, key=lambda slug: entries[slug].rank)
        labels = ((entries[slug].labels[self.language], counts[slug]) for slug in ordered)
        return ", ".join(_times(label, count) for label, count in labels)

    @property
    def _catalogue(self) -> Catalogue:
        return catalogue(self.language)


def _times(label: str, count: int) -> str:
    return label if count == 1 else f"{label} ×{count}"
