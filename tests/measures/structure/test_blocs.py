"""Blocs, and how alike divisions are."""

from __future__ import annotations

import json
import subprocess
import sys
from itertools import combinations
from random import Random
from typing import TYPE_CHECKING, Any

import networkx as nx
import numpy as np
import pytest

from builders import on, records, relation
from kg.base.errors import UsageError
from kg.measures.structure.blocs import Blocs, blocs, modularity, partition
from kg.networks.partitions import adjusted_rand, company
from kg.relations import table as relations
from kg.relations.selection import select

if TYPE_CHECKING:
    from kg.graph.graph import Graph
    from kg.records.model import Relation


def partners(*pairs: str) -> list[Relation]:
    return [relation(a, "partners-with", b) for a, b in pairs]


# Two triangles, joined by one tie.
TWO = partners("ab", "bc", "ac", "xy", "yz", "xz", "cx")


def ask(found: list[Relation], **more: Any) -> Blocs:
    return blocs(select(relations.table(records(found)), on()), **more)


def rand_by_pairs(first: list[int], second: list[int]) -> float:
    """Adjusted Rand index, counted over pairs of members."""
    pairs = list(combinations(range(len(first)), 2))
    a = sum(first[i] == first[j] for i, j in pairs)
    b = sum(second[i] == second[j] for i, j in pairs)
    both = sum(first[i] == first[j] and second[i] == second[j] for i, j in pairs)
    expected = a * b / len(pairs) if pairs else 0
    if (a + b) / 2 == expected:
        return 1.0
    return (both - expected) / ((a + b) / 2 - expected)


def drawn(random: Random, count: int) -> list[int]:
    return [random.randrange(4) for _ in range(count)]


def test_adjusted_rand_by_counting_pairs() -> None:
    random = Random(1)
    for _ in range(1000):
        count = random.randint(1, 10)
        first, second = drawn(random, count), drawn(random, count)
        mine = adjusted_rand(np.array(first), np.array(second))
        assert mine == pytest.approx(rand_by_pairs(first, second))
        assert mine == pytest.approx(adjusted_rand(np.array(second), np.array(first)))
        assert mine <= 1
        assert adjusted_rand(np.array(first), np.array(first)) == 1


def test_adjusted_rand_on_paper() -> None:
    """Two parts of three against three parts of two."""
    first, second = np.array([0, 0, 0, 1, 1, 1]), np.array([0, 0, 1, 1, 2, 2])
    # pairs: 6 and 3 within, 2 in both, 15 in all: (2 - 1.2) / (4.5 - 1.2)
    assert adjusted_rand(first, second) == pytest.approx(0.8 / 3.3)


def test_company_by_sets() -> None:
    random = Random(2)
    for _ in range(1000):
        count = random.randint(1, 10)
        first, second = drawn(random, count), drawn(random, count)
        mine = company(np.array(first), np.array(second))
        for member in range(count):
            here = {i for i in range(count) if first[i] == first[member]}
            there = {i for i in range(count) if second[i] == second[member]}
            assert mine[member] == pytest.approx(len(here & there) / len(here | there))


@pytest.mark.parametrize("resolution", [0.5, 1.0, 2.0])
def test_modularity_equals_networkx(resolution: float) -> None:
    random = Random(3)
    for seed in range(300):
        made = nx.gnp_random_graph(random.randint(2, 9), 0.5, seed=seed)
        if not made.size():
            continue
        parts = np.array(drawn(random, len(made)))
        sets = [set(np.flatnonzero(parts == part).tolist()) for part in set(parts.tolist())]
        theirs = nx.community.modularity(made, sets, resolution=resolution)
        assert modularity(made, parts, resolution) == pytest.approx(theirs)


def test_two_triangles() -> None:
    found = ask(TWO)
    assert [row.actors for row in found.rows] == [("a", "b", "c"), ("x", "y", "z")]
    assert [(row.inside, row.outside) for row in found.rows] == [(3, 1), (3, 1)]
    assert found.modularity == pytest.approx(2 * (3 / 7 - 0.25))
    assert (found.stability, found.least_stability) == (1.0, 1.0)
    assert found.counts == (2,) * 20
    assert {value for row in found.rows for value in row.agreement} == {1.0}
    assert found.rows[0].relations == (
        "a--partners-with--b",
        "a--partners-with--c",
        "b--partners-with--c",
    )
    assert found.rows[0].to_dict()["mean_agreement"] == 1.0


def test_an_unsteady_division_says_so() -> None:
    """A circle of nine can be cut anywhere."""
    ring = partners("ab", "bc", "cd", "de", "ef", "fg", "gh", "hi", "ai")
    found = ask(ring, seeds=30)
    assert found.stability is not None
    assert found.least_stability is not None
    assert found.least_stability < found.stability < 1
    assert min(value or 0 for row in found.rows for value in row.agreement) < 0.9


def test_no_division_is_better_among_those_tried() -> None:
    made = nx.gnp_random_graph(40, 0.1, seed=4)
    pairs = [relation(f"n{a:02}", "partners-with", f"n{b:02}") for a, b in made.edges]
    kept = nx.convert_node_labels_to_integers(made.edge_subgraph(made.edges), ordering="sorted")
    tried = [modularity(kept, partition(kept, seed)) for seed in range(20)]
    assert ask(pairs).modularity == pytest.approx(max(tried))


def test_resolution() -> None:
    assert len(ask(TWO, resolution=0.1).rows) == 1
    assert len(ask(TWO, resolution=5.0).rows) == 6


def test_rivals_are_no_partners() -> None:
    rivals = [relation("a", "competes-with", "x"), relation("b", "litigates-against", "y")]
    assert ask([*TWO, *rivals]).rows == ask(TWO).rows
    found = ask([*TWO, *rivals], families={"rivalry", "adversarial"})
    assert [row.actors for row in found.rows] == [("a", "x"), ("b", "y")]


def test_one_seed_and_no_ties() -> None:
    found = ask(TWO, seeds=1)
    assert (found.stability, found.least_stability, found.rows[0].mean_agreement) == (None,) * 3
    nothing = ask([relation("a", "competes-with", "b")])
    assert nothing.rows == ()
    assert nothing.modularity is None


def test_the_backend_and_the_method_are_passed_through(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[dict[str, Any]] = []

    def fake(made: nx.Graph[int], **options: Any) -> list[set[int]]:
        seen.append(options)
        return [set(made)]

    monkeypatch.setattr(nx.community, "leiden_communities", fake, raising=False)
    ask(TWO, seeds=2, method="leiden", backend="fast", resolution=0.5)
    assert seen == [{"resolution": 0.5, "seed": seed, "backend": "fast"} for seed in (0, 1)]


def test_a_backend_that_is_not_there() -> None:
    with pytest.raises(UsageError, match="backend"):
        ask(TWO, backend="nope")


def test_leiden_as_networkx_has_it() -> None:
    """From 3.7 on it does it itself; before, a backend is needed."""
    if tuple(map(int, nx.__version__.split(".")[:2])) >= (3, 7):
        assert ask(TWO, method="leiden")
    else:
        with pytest.raises(UsageError, match="backend"):
            ask(TWO, method="leiden")


def test_leiden_of_an_older_networkx(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(nx.community, "leiden_communities", raising=False)
    with pytest.raises(UsageError, match="no leiden_communities"):
        ask(TWO, method="leiden")


def test_shipped(shipped: Graph) -> None:
    found = shipped.blocs()
    assert 0.3 < found.about["modularity"] < 0.8
    assert 0.3 < found.about["stability"] <= 1
    actors = [actor for row in found for actor in row.actors]
    assert len(actors) == len(set(actors)) == len(shipped.central(top=None))
    assert sum(len(row.relations) for row in found) > 100


def test_the_same_answer_whatever_the_hashes(shipped: Graph) -> None:
    code = "import json, kg; print(json.dumps(kg.open().blocs(seeds=3).to_dict()))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONHASHSEED": "7"},
    )
    assert json.loads(done.stdout) == json.loads(json.dumps(shipped.blocs(seeds=3).to_dict()))
