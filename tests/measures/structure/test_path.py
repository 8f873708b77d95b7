"""How two actors are connected."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kg
import strategies
from builders import actor, on, person, records, relation, source
from examples import examples
from kg.measures.structure.path import Path, best_source, path
from kg.networks.network import network
from kg.relations import table as relations
from kg.relations.hindsight import as_known
from kg.relations.selection import select
from oracle import then

if TYPE_CHECKING:
    from kg.graph.graph import Graph
    from kg.records.model import Records, Relation
    from kg.relations.scope import Scope


def ask(found: Records, source: str, target: str, **more: object) -> list[tuple[str, ...]]:
    selection = select(relations.table(found), on())
    return [path.actors for path in path(selection, source, target, **more)]


def links(*pairs: str) -> list[Relation]:
    """Return a partnership for every pair of letters."""
    return [relation(a, "partners-with", b) for a, b in pairs]


@settings(max_examples=150)
@given(strategies.multigraphs(), strategies.scopes())
def test_lengths_equal_networkx(found: Records, scope: Scope) -> None:
    selection = select(relations.table(found), scope)
    plain = nx.Graph(network(selection).edges())
    for target in ("b", "c", "auu"):
        rows = path(selection, "a", target, count=100, rivals=True)
        if "a" in plain and target in plain and nx.has_path(plain, "a", target):
            assert len(rows[0].hops) == nx.shortest_path_length(plain, "a", target)
            every = {tuple(p) for p in nx.all_simple_paths(plain, "a", target)}
            assert {row.actors for row in rows} == every
        else:
            assert rows == ()


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (1, [("a", "b", "z")]),
        (2, [("a", "b", "z"), ("a", "c", "z")]),
        (9, [("a", "b", "z"), ("a", "c", "z"), ("a", "d", "e", "z")]),
    ],
)
def test_shortest_first(count: int, expected: list[tuple[str, ...]]) -> None:
    found = records(links("ab", "bz", "ac", "cz", "ad", "de", "ez"))
    assert ask(found, "a", "z", count=count) == expected


def test_direction_does_not_matter() -> None:
    found = records([relation("b", "invests-in", "a"), relation("b", "invests-in", "c")])
    assert ask(found, "a", "c") == [("a", "b", "c")]


@pytest.mark.parametrize(
    ("people", "expected"), [(False, {("a", "x", "b")}), (True, {("a", "p", "b"), ("a", "x", "b")})]
)
def test_nothing_runs_through_people_unless_asked(
    people: bool,
    expected: set[tuple[str, ...]],
) -> None:
    found = records(
        [relation("p", "leads", "a"), relation("p", "leads", "b"), *links("ax", "bx")],
        [person("p")],
    )
    assert set(ask(found, "a", "b", people=people)) == expected


def test_paths_of_one_length_stand_in_the_order_of_ids() -> None:
    """Whoever stands first in the relations."""
    found = records(
        [relation("p", "invests-in", "a"), relation("p", "invests-in", "b"), *links("ax", "bx")]
    )
    assert ask(found, "a", "b") == [("a", "p", "b"), ("a", "x", "b")]


def test_only_some_families() -> None:
    found = records([relation("a", "invests-in", "b"), *links("ac", "bc")])
    assert ask(found, "a", "b", families={"collaboration"}) == [("a", "c", "b")]
    assert ask(found, "a", "b", families={"capital"}) == [("a", "b")]
    assert ask(found, "a", "b", families={"supply"}) == []


def test_a_hop_names_all_relations_both_ways() -> None:
    found = records(
        [
            relation("a", "invests-in", "b"),
            relation("b", "supplies-cloud-to", "a"),
            relation("a", "partners-with", "b"),
        ]
    )
    (chain,) = path(select(relations.table(found), on()), "a", "b")
    assert chain.to_dict() == {
        "actors": ["a", "b"],
        "length": 1,
        "hops": [
            {
                "source": "a",
                "target": "b",
                "types": ["invests-in >", "partners-with >", "supplies-cloud-to <"],
                "relations": [
                    "a--invests-in--b",
                    "a--partners-with--b",
                    "b--supplies-cloud-to--a",
                ],
                "sources": [
                    {
                        "relation": id_,
                        "source": "s",
                        "publisher": "Publisher",
                        "published": None,
                        "url": "https://s.example/",
                        "kind": "news",
                    }
                    for id_ in (
                        "a--invests-in--b",
                        "a--partners-with--b",
                        "b--supplies-cloud-to--a",
                    )
                ],
                "rivalry": [],
            }
        ],
    }


def test_a_hop_names_only_relations_of_the_families_asked_for() -> None:
    found = records([relation("a", "invests-in", "b"), relation("a", "partners-with", "b")])
    selection = select(relations.table(found), on())
    (chain,) = path(selection, "a", "b", families={"capital"})
    assert chain.hops[0].relations == ("a--invests-in--b",)


FOES = [relation("a", "competes-with", "b", market=("search",)), *links("ac", "bc")]


@pytest.mark.parametrize(
    ("options", "first"),
    [
        ({}, ("a", "c", "b")),
        ({"rivals": True}, ("a", "b")),
        ({"families": {"rivalry"}}, ("a", "b")),
        ({"types": {"competes-with"}}, ("a", "b")),
    ],
)
def test_paths_run_over_co_operation_unless_asked(
    options: dict[str, object], first: tuple[str, ...]
) -> None:
    assert ask(records(FOES), "a", "b", **options)[0] == first


@pytest.mark.parametrize("type_", ["competes-with", "litigates-against", "investigates"])
def test_a_hop_between_rivals_says_so(type_: str) -> None:
    hostile = relation("a", type_, "b", market=("search",))
    found = records([relation("a", "invests-in", "b"), hostile])
    (chain,) = path(select(relations.table(found), on()), "a", "b")
    assert chain.hops[0].relations == ("a--invests-in--b",)
    assert chain.hops[0].rivalry == (hostile.id,)


def test_only_some_types() -> None:
    found = records([relation("a", "invests-in", "b"), *links("ac", "bc")])
    assert ask(found, "a", "b", types={"partners-with"}) == [("a", "c", "b")]
    assert ask(found, "a", "b", types={"invests-in", "partners-with"})[0] == ("a", "b")
    assert ask(found, "a", "b", types={"partners-with"}, families={"capital"}) == []


@pytest.mark.parametrize(
    ("most", "expected"),
    [(1, []), (2, [("a", "b", "z")]), (3, [("a", "b", "z"), ("a", "d", "e", "z")])],
)
def test_at_most_so_many_hops(most: int, expected: list[tuple[str, ...]]) -> None:
    found = records(links("ab", "bz", "ad", "de", "ez"))
    assert ask(found, "a", "z", count=9, max_hops=most) == expected


HUB = ("ah", "hz", "hi", "hj", "ab", "bc", "cz", "ib")


@pytest.mark.parametrize(
    ("avoided", "expected"),
    [
        (0, [("a", "h", "z"), ("a", "b", "c", "z"), ("a", "b", "i", "h", "z")]),
        (1, [("a", "b", "c", "z")]),
        (2, []),
        (100, []),
    ],
)
def test_round_the_hubs(avoided: int, expected: list[tuple[str, ...]]) -> None:
    """h has four neighbours, b three."""
    found = records(links(*HUB))
    assert set(ask(found, "a", "z", count=9, avoid_hubs=avoided)) >= set(expected)
    assert bool(ask(found, "a", "z", avoid_hubs=avoided)) == bool(expected)


def test_the_ends_may_be_hubs() -> None:
    found = records(links(*HUB))
    assert ask(found, "h", "b", count=1, avoid_hubs=2) == [("h", "a", "b")]
    assert ask(found, "h", "a", count=1, avoid_hubs=100) == [("h", "a")]


def test_hubs_of_the_relations_asked_for() -> None:
    """Who trades with many is no hub of capital."""
    found = records(
        [
            *links("hi", "hj", "hk"),
            relation("a", "invests-in", "h"),
            relation("h", "invests-in", "z"),
        ]
    )
    assert ask(found, "a", "z", avoid_hubs=1) == []
    more = [relation("x", "invests-in", other) for other in "pqr"]
    found = records([*found.relations, *more])
    assert ask(found, "a", "z", avoid_hubs=1, families={"capital"}) == [("a", "h", "z")]


@examples(1000)
@given(
    strategies.multigraphs(15),
    strategies.scopes(),
    st.sampled_from([None, {"supply"}, {"capital", "rivalry"}]),
    st.sampled_from([None, {"competes-with", "invests-in"}]),
    st.integers(0, 2),
    st.integers(1, 4),
)
def test_all_options_equal_networkx(
    found: Records,
    scope: Scope,
    families: set[str] | None,
    types: set[str] | None,
    avoided: int,
    most: int,
) -> None:
    """Every simple path of networkx, with what is not wanted taken out."""
    selection = select(relations.table(found), scope)
    plain = nx.Graph(
        (a, b)
        for a, b, data in network(selection).edges(data=True)
        if (families or types or data["sign"] == "cooperative")
        and (families is None or data["family"] in families)
        and (types is None or data["type"] in types)
    )
    ranked = sorted(plain, key=lambda node: (-len(plain[node]), node))
    plain.remove_nodes_from(set(ranked[:avoided]) - {"a", "c"})
    expected: set[tuple[str, ...]] = set()
    if "a" in plain and "c" in plain:
        expected = {tuple(p) for p in nx.all_simple_paths(plain, "a", "c", cutoff=most)}
    rows = path(
        selection,
        "a",
        "c",
        count=1000,
        families=families,
        types=types,
        avoid_hubs=avoided,
        max_hops=most,
    )
    assert [row.actors for row in rows] == sorted(expected, key=lambda path: (len(path), path))
    relations_then = then(found, scope).relation_by_id
    for hop in (hop for row in rows for hop in row.hops):
        for id_, best in zip(hop.relations, hop.sources, strict=True):
            sources = relations_then[id_].sources
            assert best.id in sources if best else not sources


@pytest.mark.parametrize(
    ("sources", "known_at", "best"),
    [
        ([("n", "2020", "news"), ("f", "2021", "filing")], None, "f"),
        ([("n", "2020", "news"), ("m", "2019", "news")], None, "m"),
        ([("n", None, "news"), ("m", "2025", "news")], None, "m"),
        ([("n", None, "news"), ("m", None, "news")], None, "m"),
        ([("f", None, "filing"), ("m", "2019", "news")], None, "f"),
        ([("n", "2020", "news"), ("f", "2021", "filing")], "2020-12-31", "n"),
        # A page without a date may be of a later day: it is held back.
        ([("n", None, "news"), ("f", "2021", "filing")], "2020-12-31", None),
    ],
)
def test_best_source(
    sources: list[tuple[str, str | None, str]], known_at: str | None, best: str | None
) -> None:
    cited = [source(id_, published, kind=kind) for id_, published, kind in sources]
    ids = tuple(sorted(s.id for s in cited))
    tie = relation("a", "partners-with", "b", announced="2019", sources=ids)
    then = date.fromisoformat(known_at) if known_at else None
    found = records([tie], sources=cited)
    found = as_known(found, then) if then else found
    source_ = best_source(found.relations[0], found)
    assert (source_.id if source_ else None) == best


def test_shipped_round_the_hubs(shipped: Graph) -> None:
    through = shipped.path("mistral-ai", "openai", count=1, max_hops=4)
    around = shipped.path("mistral-ai", "openai", count=3, max_hops=4, avoid_hubs=10)
    hubs = {row.actor for row in shipped.central().rows[:3]} - {"openai", "mistral-ai"}
    assert len(through[0].hops) <= 3
    for row in around:
        assert not hubs & set(row.actors)
        assert all(source.url.startswith("http") for hop in row.hops for source in hop.sources)


@pytest.mark.parametrize("target", ["z", "alone", "nobody"])
def test_no_path(target: str) -> None:
    found = records([*links("ab"), *links("yz")], [actor("alone")])
    assert ask(found, "a", target) == []


@pytest.mark.parametrize("name", ["atlas", "atlas-cloud"])
def test_from_an_actor_to_itself(tiny_graph: Graph, name: str) -> None:
    """At group level a unit and its group are one; a path has no hop to print."""
    try:
        answer = tiny_graph.path("atlas", name).to_dict()
    except kg.KgError:
        return
    assert all(row["length"] == 0 for row in answer["rows"])


def test_tiny_by_hand(tiny_graph: Graph) -> None:
    rows = [row.actors for row in tiny_graph.path("cobalt", "boreal", count=5)]
    assert rows == [
        ("cobalt", "atlas", "boreal"),
        ("cobalt", "delta", "boreal"),
        ("cobalt", "atlas", "delta", "boreal"),
        ("cobalt", "delta", "atlas", "boreal"),
    ]
    assert not tiny_graph.path("cobalt", "fjord")
    assert [row.actors for row in tiny_graph.path("cobalt", "fjord", rumours=True)][:1] == [
        ("cobalt", "fjord")
    ]


def test_first_and_last(tiny_graph: Graph) -> None:
    (path, *_) = tiny_graph.path("eve", "atlas", people=True)
    assert isinstance(path, Path)
    assert path.actors[0] == "eve"
    assert path.actors[-1] == "atlas"
    assert not tiny_graph.path("eve", "atlas")
