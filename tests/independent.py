"""Count partners who compete, and loops of money, from the tables alone.

Written from the definitions in ``docs/reference/measures.md`` without a line of the package, to
hold the program to: no import but of the standard library, no ontology, loops instead of columns.
Run it on a folder: ``python tests/measures/independent.py data 2026-10-06``.
"""

from __future__ import annotations

import calendar
import csv
import sys
from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path

CAPITAL = {"invests-in", "lends-to", "guarantees"}
SUPPLY = {
    *("supplies-cloud-to", "supplies-chips-to", "supplies-hardware-to", "manufactures-for"),
    *("supplies-datacenter-to", "supplies-energy-to", "supplies-data-to"),
    *("licenses-model-to", "licenses-technology-to", "licenses-content-to"),
}
TIES = CAPITAL | SUPPLY | {
    *("acquires", "owns", "distributes", "co-develops-with", "joint-venture-with"),
    *("partners-with", "member-of"),
}  # fmt: skip
OVER = {"ended", "cancelled", "superseded", "dismissed"}
ITSELF = {"acquires", "owns"}  # who buys a unit does not buy its parent


def rows(folder: Path, table: str) -> list[dict[str, str]]:
    """Return the rows of a table."""
    with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def first(text: str) -> date | None:
    """Return the first day of a date of year, month or day precision."""
    year, month, day = [*map(int, text.split("-")), 1, 1][:3] if text else (0, 0, 0)
    return date(year, month, day) if text else None


def last(text: str) -> date:
    """Return the last day of such a date."""
    year, month, *day = [*map(int, text.split("-")), 12][:2] if text.count("-") < 1 else [
        int(part) for part in text.split("-")]  # fmt: skip
    return date(year, month, day[0] if day else calendar.monthrange(year, month)[1])


def holds(row: dict[str, str], day: date, basis: str) -> bool:
    """Say whether a relation counts on a day."""
    if row["status"] == "rumoured" or row["type"] == "in-talks-with":
        return False
    announced, begun = first(row["announced"]), first(row["valid_from"])
    known = [start for start in (announced, begun) if start]
    start = (begun or announced) if basis == "in-force" else min(known, default=None)
    if start and start > day:
        return False
    if not row["valid_to"]:
        return row["status"] not in OVER
    exact = row["valid_to"].count("-") == 2
    end = last(row["valid_to"]) + timedelta(days=0 if exact else 1)
    return day < end


def groups(actors: dict[str, dict[str, str]], day: date) -> dict[str, str]:
    """Return the group of every actor on a day."""

    def above(actor: str) -> str:
        row = actors[actor]
        begun, ended = first(row["part_of_from"]), row["part_of_to"]
        is_member = (not begun or begun <= day) and (not ended or day <= last(ended))
        return row["part_of"] if is_member else ""

    roots = {}
    for actor in actors:
        top = actor
        while above(top):
            top = above(top)
        roots[actor] = top
    return roots


def between(
    folder: Path, day: date, basis: str, level: str = "group"
) -> list[tuple[dict[str, str], str, str]]:
    """Return the relations that count, with the two organisations they stand between."""
    actors = {row["id"]: row for row in rows(folder, "actors")}
    group = groups(actors, day) if level == "group" else {actor: actor for actor in actors}
    ties = []
    for row in rows(folder, "relations"):
        subject, target = row["subject"], row["object"]
        if "person" in actors[subject]["kinds"].split("|") or not holds(row, day, basis):
            continue
        if group[subject] != group[target]:
            itself = row["type"] in ITSELF
            ties.append((row, group[subject], target if itself else group[target]))
    return ties


def overlaps(folder: Path, day: date, basis: str, level: str = "group") -> set[tuple[str, ...]]:
    """Return the pairs that are partners and rivals on a day."""
    signs = defaultdict(set)
    for row, a, b in between(folder, day, basis, level):
        if row["type"] in TIES or row["type"] == "competes-with":
            signs[tuple(sorted((a, b)))].add(row["type"] in TIES)
    return {pair for pair, both in signs.items() if len(both) == 2}


def arcs(folder: Path, day: date, basis: str) -> tuple[set[tuple[str, str]], ...]:
    """Return who finances, and who pays a supplier or licensor, from payer to payee."""
    financed, bought = set(), set()
    for row, a, b in between(folder, day, basis):
        if row["type"] in CAPITAL:
            financed.add((a, b))
        elif row["type"] in SUPPLY:
            bought.add((b, a))
        elif row["type"] == "distributes":
            bought.add((a, b))
    return financed, bought


def loops(folder: Path, day: date, basis: str, longest: int) -> set[tuple[str, ...]]:
    """Return the loops of money up to a length, each from its smallest actor on."""
    financed, bought = arcs(folder, day, basis)
    payees = defaultdict(set)
    for a, b in financed | bought:
        payees[a].add(b)
    paths = [(actor,) for actor in list(payees)]
    closed = set()
    while paths:
        path = paths.pop()
        ring = set(zip(path, (*path[1:], path[0]), strict=True))
        if len(path) > 1 and path[0] in payees[path[-1]] and ring & financed and ring & bought:
            closed.add(path)
        if len(path) < longest:
            following = (p for p in payees[path[-1]] if p > path[0] and p not in path)
            paths += [(*path, payee) for payee in following]
    return closed


if __name__ == "__main__":
    place, when = Path(sys.argv[1]), date.fromisoformat(sys.argv[2])
    for basis in ("announced", "in-force"):
        for level in ("group", "actor"):
            sys.stdout.write(
                f"{basis}, {level} level: {len(overlaps(place, when, basis, level))} overlaps\n"
            )
        lengths = [len(loop) for loop in loops(place, when, basis, 4)]
        counts = ", ".join(f"{lengths.count(n)} of {n}" for n in (2, 3, 4))
        sys.stdout.write(f"{basis}, group level: loops {counts}\n")
