"""Codes that others define: currencies (ISO 4217) and countries (ISO 3166-1), as shipped lists."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from kg.vocabulary.bundled import folder

if TYPE_CHECKING:
    from collections.abc import Mapping


@lru_cache
def codes(standard: str) -> Mapping[str, str]:
    """Return the codes of a standard with their names.

    Parameters
    ----------
    standard
        ``iso-4217``: the currencies in use, and those given up since 2015; ``iso-3166-1``: the
        countries, by their two letters.

    Examples
    --------
    >>> codes("iso-3166-1")["FR"], "XYZ" in codes("iso-4217")
    ('France', False)
    """
    import csv

    path = folder("ontology") / "standards" / f"{standard}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        next(rows)
        return dict((code, name) for code, name in rows)  # noqa: C402 - two cells per row
