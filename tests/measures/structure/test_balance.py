"""Signed balance: the vector, all divisions of random multigraphs, camps and triangles by hand."""

from __future__ import annotations

from itertools import combinations
from random import Random
from typing import TYPE_CHECKING

import numpy as np
import pytest

from builders import actor, on, records, relation
from kg.measures.structure.balance import balance
from kg.relations import table as relations
from kg.relations.selection import select
from kg.vocabulary.vocabulary import vocabulary

if TYPE_CHECKING:
    from kg.graph.graph import Graph
    from kg.measures.structure.balance import Balance
    from kg.records.model import Relation

# Cooperative, competitive, adversarial and neutral, some as often as they help.
TYPES = ("partners-with", "invests-in", "supplies-cloud-to") + ("competes-with",) * 2
TYPES += ("litigates-against", "in-talks-with")


def ask(found: list[Relation], **options: int) -> Balance:
    options.setdefault("draws", 0)
    return balance(select(relations.table(records(found)), on(rumours=True)), **options)


def tie(a: str, sign: str, b: str) -> Relation:
    a, b = sorted((a, b))
    return relation(a, "partners-with" if sign == "+" else "competes-with", b)


# Signs are a toy, not a claim.
VECTOR = [
    tie("MSFT", "+", "OAI"),
    tie("OAI", "-", "GOOG"),
    tie("MSFT", "-", "GOOG"),
    tie("GOOG", "+", "ANT"),
    tie("AMZN", "+", "ANT"),
    tie("OAI", "-", "ANT"),
    tie("MSFT", "-", "AMZN"),
    tie("GOOG", "-", "AMZN"),
]


def random_relations(random: Random) -> list[Relation]:
    """Return relations of up to 8 actors, several for a pair, one after another in id."""
    actors = "abcdefgh"[: random.randint(2, 8)]
    pairs = list(combinations(actors, 2))
    chosen = random.choices(pairs, k=random.randint(1, 2 * len(pairs)))
    return [
        relation(*(a, random.choice(TYPES), b), str(number)) for number, (a, b) in enumerate(chosen)
    ]


def least_of_all(found: list[Relation]) -> tuple[int, int]:
    """Return the least cost over all divisions, and the number of edges: a pair has one a sign."""
    signs = {"cooperative": 1, "competitive": -1, "adversarial": -1}
    edges = set()
    for r in found:
        sign = vocabulary().relation_types[r.type].sign
        if sign in signs:
            edges.add((r.subject, r.object, signs[sign]))
    side = (np.arange(2**8) >> np.arange(8)[:, None]) & 1
    place = "abcdefgh".index
    apart = [(side[place(a)] != side[place(b)]) == (sign > 0) for a, b, sign in edges]
    return int(np.sum(apart, axis=0).min()) if edges else 0, len(edges)


def test_vector() -> None:
    found = ask(VECTOR)
    assert found.index == (1, 1)
    assert found.normalised == (0.75, 0.75)
    assert (found.balanced_triangles, found.triangles, found.triangle_index) == (2, 4, 0.5)
    assert [(t.a, t.b, t.kind) for t in found.rows] == [("AMZN", "GOOG", "rivalry")]
    assert [camp.actors for camp in found.camps] == [("AMZN", "ANT", "GOOG"), ("MSFT", "OAI")]


def test_unbalanced_triangles_of_the_vector() -> None:
    from kg.measures.structure.balance import _triangles

    plus = {"partners-with"}
    signed = {(r.subject, r.object): 1 if r.type in plus else -1 for r in VECTOR}
    unbalanced = {triangle for triangle, sign in _triangles(signed).items() if sign < 0}
    assert unbalanced == {("AMZN", "ANT", "GOOG"), ("AMZN", "GOOG", "MSFT")}


def test_equal_to_all_divisions_of_random_multigraphs() -> None:
    random = Random(6)  # the same graphs every time
    ambivalent = 0
    for _ in range(1000):
        rows = random_relations(random)
        found = ask(rows)
        best, edges = least_of_all(rows)
        assert found.index == (best, best)
        assert found.positive + found.negative == edges
        assert len(found.rows) == best
        ambivalent += found.ambivalent > 0
    assert ambivalent > 300


def test_camps_leave_as_many_ties_as_the_index() -> None:
    random = Random(7)  # the same graphs every time
    for _ in range(200):
        found = ask(random_relations(random))
        first, second = (set(camp.actors) for camp in found.camps)
        assert not first & second
        wrong = 0
        for one in found.rows:
            together = {one.a, one.b} <= first or {one.a, one.b} <= second
            wrong += one.kind == ("rivalry" if together else "co-operation")
        assert wrong == found.found.high


def test_row_by_hand() -> None:
    both = [tie("a", "+", "b"), tie("a", "-", "b"), relation("b", "invests-in", "a")]
    found = ask([*both, tie("b", "-", "c")])
    assert found.to_dict() == {
        "actors": 3,
        "edges": 3,
        "positive": 1,
        "negative": 2,
        "frustration": {"low": 1, "high": 1},
        "ambivalent": 1,
        "frustration_without_ambivalent": {"low": 0, "high": 0},
        "normalised": {"low": 1 - 2 / 3, "high": 1 - 2 / 3},
        "triangles": 0,
        "balanced_triangles": 0,
        "triangle_index": None,
        "camps": [{"camp": 1, "actors": ["b"]}, {"camp": 2, "actors": ["c"]}],
        "chance": None,
    }
    assert [one.to_dict() for one in found.rows] == [
        {
            "a": "a",
            "b": "b",
            "kind": "ambivalent",
            "cooperative": ["a--partners-with--b", "b--invests-in--a"],
            "rival": ["a--competes-with--b"],
        }
    ]


def test_nothing_is_undefined_not_zero() -> None:
    found = ask([relation("a", "in-talks-with", "b")], draws=10)
    assert (found.actors, found.normalised, found.triangle_index) == (0, None, None)
    assert found.chance is None


def test_units_stand_for_their_group() -> None:
    rows = [tie("au", "+", "b"), tie("a", "-", "b"), tie("a", "+", "au")]
    table = relations.table(records(rows, [actor("a"), actor("au", "a")]))
    group = balance(select(table, on()), draws=0)
    unit = balance(select(table, on(level="actor")), draws=0)
    assert (group.ambivalent, unit.ambivalent) == (1, 0)
    assert (group.index, unit.index) == ((1, 1), (1, 1))
    assert unit.triangles == 1


@pytest.mark.parametrize(("actors", "edges"), [(1, 0), (2, 1), (3, 3), (5, 8), (99, 8)])
def test_the_most_tied_actors(actors: int, edges: int) -> None:
    found = ask(VECTOR, actors=actors)
    assert found.positive + found.negative == edges


def test_chance_is_that_of_the_ties_of_one_sign() -> None:
    found = ask([*VECTOR, tie("AMZN", "+", "GOOG")], draws=50)
    assert found.chance is not None
    assert found.chance.draws == 50
    assert 0 < found.chance.p_low <= 1
    assert found == ask([*VECTOR, tie("AMZN", "+", "GOOG")], draws=50)


def test_shipped(shipped: Graph) -> None:
    answer = shipped.balance(draws=0)
    about = answer.about
    assert about["ambivalent"] == len(shipped.overlaps(rivals="all"))
    assert about["frustration"]["low"] == about["frustration"]["high"] == len(answer)
    without = about["frustration_without_ambivalent"]["low"]
    assert 0 < without < about["negative"] - about["ambivalent"]
    assert answer.to_dict() == shipped.balance(draws=0).to_dict()
