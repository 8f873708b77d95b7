"""What the peers of columns and graphs are given: relations in scope, rolled up and coded."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from harness import BENCHMARKS
from zipf import SCOPE, made

from kg.measures.money.money_graph import FINANCING_FAMILY, money_graph
from kg.relations.selection import select
from kg.relations.sums import contradicted, is_total

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from harness import Answer, Run

    Data = dict[str, np.ndarray]
    Given = Callable[[Data], Run]

_ONLY_US = 10_000_000


def write(place: Path, count: int) -> None:
    """Write the columns of so many relations; at the largest size kg, alone, makes its own."""
    np.savez(place / "columns.npz", **columns(count))


def peer(task: str, name: str) -> Callable[[Given], Given]:
    """Enter a function of the columns as a peer; ours reads the table itself for its measures."""

    def enter(function: Given) -> Given:
        def prepare(place: Path, count: int) -> Run:
            whole = name != "kg" or task in {"loops", "pagerank"}
            return function(_data(place, count, whole=whole))

        BENCHMARKS[task].peer(name)(prepare)
        return function

    return enter


def _data(place: Path, count: int, *, whole: bool) -> Data:
    with np.load(place / "columns.npz") as stored:
        data = {name: stored[name] for name in stored} if whole else {}
    return data | {"count": np.int64(count)}


def columns(count: int) -> dict[str, np.ndarray]:
    """Return what the peers are given: relations in scope, rolled up and coded."""
    if count >= _ONLY_US:
        return {"count": np.int64(count)}
    table = made(count)
    selection = select(table, SCOPE)
    paired, rows = selection.paired, selection.paired.rows
    types, type_ = table.types, table.type[selection.paired.rows]
    by_type = lambda values: np.array(values)[type_]  # noqa: E731 - a short name
    forward = by_type([kind.money_direction == "subject-to-object" for kind in types])
    paid = by_type([kind.money_direction != "none" for kind in types])
    sign = by_type([{"cooperative": 1, "competitive": 2}.get(kind.sign, 0) for kind in types])
    graph, actors = money_graph(selection), len(table.person)
    counts = is_total(table, "USD")[rows] & ~contradicted(table, rows)
    return {
        "key": paired.key, "sign": sign.astype(np.uint8), "source": paired.source,
        "target": paired.target, "pair": paired.key, "deal": table.deal[rows], "type": type_,
        "amount": table.amount[rows], "qualifier": table.qualifier[rows], "row": rows,
        "usd": counts,
        "payer": np.where(forward, paired.source, paired.target),
        "payee": np.where(forward, paired.target, paired.source),
        "buys": paid & by_type([kind.family != FINANCING_FAMILY for kind in types]),
        "supplies": by_type([kind.family == "supply" for kind in types]),
        "arcs": graph.source.astype(np.int64) * actors + graph.target,
        "actors": np.int64(actors), "count": np.int64(count),
    }  # fmt: skip


def sql(data: Data, columns: str, query: str) -> Callable[[], Answer]:
    """Return what answers a query of duckdb on some columns, as table ``r``."""
    import duckdb
    import pandas as pd

    con = duckdb.connect()
    con.execute("SET enable_progress_bar = false")
    con.register("given", pd.DataFrame({name: data[name] for name in columns.split()}))
    con.execute("CREATE TABLE r AS SELECT * FROM given")
    con.unregister("given")
    return lambda: tuple(con.execute(query).fetchone() or ())
