"""Pages from their templates, in the language of the reader.

Templates and catalogues are read when the module is loaded: a process that answers requests may
not open files later.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader

from kg.vocabulary.catalogue import SOURCE, catalogue, languages
from kg.vocabulary.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kg.records.model import Amount, Relation

_FOLDER = Path(__file__).parent / "templates"
_PAGES = Environment(loader=FileSystemLoader(_FOLDER), autoescape=True, auto_reload=False)
_TEMPLATES = {path.stem: _PAGES.get_template(path.name) for path in sorted(_FOLDER.iterdir())}
_CATALOGUES = {language: catalogue(language) for language in languages()}


def render(name: str, language: str, **facts: Any) -> bytes:
    """Return a page of a template, or of that for any thing when there is none of that name."""
    template = _TEMPLATES.get(name, _TEMPLATES["thing"])
    return template.render(**_speech(language), **facts).encode()


def preferred(header: str | None) -> str:
    """Return the language that a header ``Accept-Language`` prefers of those we have.

    >>> preferred("de, fr-CA;q=0.8, en;q=0.5"), preferred("fr;q=0"), preferred(None)
    ('fr', 'en', 'en')
    """
    wishes = sorted(map(_wish, (header or "").split(",")[:20]), key=lambda wish: -wish[0])
    return next((code for rank, code in wishes if rank and code in _CATALOGUES), SOURCE)


def _wish(part: str) -> tuple[float, str]:
    """Return the quality and the language of one entry of ``Accept-Language``."""
    tag, _, parameter = part.partition(";")
    quality = parameter.strip().removeprefix("q=") or "1"
    rank = float(quality) if quality.replace(".", "", 1).isdecimal() else 0.0
    return rank, tag.strip().partition("-")[0].lower()


def _speech(language: str) -> Mapping[str, Any]:
    """Return what templates say phrases, labels and amounts with."""
    return {
        "language": language,
        "t": _CATALOGUES[language],
        "labels": partial(_labels, language),
        "verb": partial(_verb, language),
        "amount": partial(_amount, language),
    }


def _labels(language: str, scheme: str, slugs: Iterable[str]) -> str:
    codes = vocabulary().codes[scheme]
    return ", ".join(codes[slug].labels[language] for slug in slugs)


def _verb(language: str, relation: Relation) -> str:
    """Return what a relation says, as a verb."""
    return vocabulary().relation_types[relation.type].labels[language]


def _amount(language: str, amount: Amount) -> str:
    """Return an amount in full: ``up to USD 100,000,000 per year``."""
    spoken = _CATALOGUES[language]
    parts = [spoken.money(amount.currency, spoken.marked(f"{amount.value:,}"))]
    if amount.qualifier not in {None, "exact"}:
        parts.insert(0, _labels(language, "qualifier", [str(amount.qualifier)]))
    if amount.period != "total":
        parts.append(_labels(language, "period", [amount.period]))
    return " ".join(parts)
