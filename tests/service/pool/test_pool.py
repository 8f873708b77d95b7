"""The pool: replacing what is killed, loading another version, beginning anew."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
import pytest

from kg.service.pool.pool import Bounds, Pool
from kg.service.protocol.problems import Problem
from service.running import still_there

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

BOMB = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?o ?p }"
HUNGRY = "SELECT ?a ?d ?g { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c ?f ?i"
HEAD = {
    "job": "query",
    "accept": "text/csv",
    "default_graphs": [],
    "named_graphs": [],
    "rows": 100,
    "bytes": 10_000,
}
BOUNDS = Bounds(workers=1, queue=1, seconds=2.0, memory=128 << 20)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Two thousand quads that are none of ours."""
    return written(tmp_path / "one.nq", 2000)


def written(path: Path, count: int) -> Path:
    lines = (f"<http://e/{n}> <http://e/p> {ox.Literal(n)} .\n" for n in range(count))
    path.write_text("".join(lines), encoding="utf-8")
    return path


def with_pool(data: Path, work: Callable[[Pool], Awaitable[None]], bounds: Bounds = BOUNDS) -> None:
    async def run() -> None:
        pool = Pool(bounds)
        await pool.start(data)
        try:
            await work(pool)
        finally:
            await pool.stop()

    asyncio.run(run())


async def asked(pool: Pool, text: str) -> str:
    return (await pool.run(dict[str, Any](HEAD, text=text))).body.decode()


async def count(pool: Pool) -> int:
    return int((await asked(pool, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")).split()[1])


def test_a_job_is_done_and_a_bomb_replaced(data: Path) -> None:
    async def work(pool: Pool) -> None:
        assert await count(pool) == 2000
        assert pool.current is not None
        before = {worker.pid for worker in pool.current.workers}
        with pytest.raises(Problem, match="longer than 2 seconds"):
            await asked(pool, BOMB)
        assert await count(pool) == 2000
        gone = before - {worker.pid for worker in pool.current.workers}
        assert len(gone) == 1
        assert not still_there(list(gone))

    with_pool(data, work)


@pytest.mark.parametrize("drawn", ["RAND()", "STRUUID()", "BNODE()"])
def test_no_two_workers_draw_the_same_chance(drawn: str, data: Path) -> None:
    async def work(pool: Pool) -> None:
        text = f"SELECT ({drawn} AS ?x) {{}}"
        seen = set()
        for _ in range(3):
            seen.add(await asked(pool, text))
            assert pool.current is not None
            for worker in tuple(pool.current.workers):
                worker.kill()  # the next is a new one
            with contextlib.suppress(Problem):
                await asked(pool, text)
            await asyncio.sleep(0.1)
        assert len(seen) == 3

    with_pool(data, work)


def test_a_job_survives_that_its_worker_was_gone_before(data: Path) -> None:
    """Killed while idle, as the kernel does when memory is short: no fault of the query."""

    async def work(pool: Pool) -> None:
        assert pool.current is not None
        for worker in pool.current.workers:
            os.kill(worker.pid, signal.SIGKILL)
        assert not still_there([worker.pid for worker in pool.current.workers])
        await asyncio.sleep(0.05)
        assert await count(pool) == 2000
        assert pool.counts["died"] == 0

    with_pool(data, work)


def test_a_fault_of_ours_is_told_as_such(data: Path, caplog: pytest.LogCaptureFixture) -> None:
    async def work(pool: Pool) -> None:
        with pytest.raises(Problem, match="500 Internal error") as told:
            await pool.run({"job": "there is no such job"})
        assert told.value.to_dict()["type"].endswith("/problem/internal-error")
        assert "KeyError" in caplog.records[-1].facts["trace"]  # type: ignore[attr-defined]
        assert await count(pool) == 2000

    with_pool(data, work)


def test_memory_that_runs_out_is_told_and_not_tried_again(data: Path) -> None:
    async def work(pool: Pool) -> None:
        with pytest.raises(Problem, match=r"503 (Query ended|Out of memory)"):
            await asked(pool, HUNGRY)
        assert pool.counts["died"] <= 1
        assert await count(pool) == 2000

    with_pool(data, work)


def test_another_version_takes_over(data: Path, tmp_path: Path) -> None:
    async def work(pool: Pool) -> None:
        old = pool.current
        bomb = asyncio.create_task(asked(pool, BOMB))
        await asyncio.sleep(0.2)
        await pool.start(written(tmp_path / "two.nq", 10))
        assert await count(pool) == 10
        with pytest.raises(Problem):
            await bomb
        assert await count(pool) == 10
        assert old is not None
        assert old.process.poll() is not None

    with_pool(data, work)


def test_the_pool_begins_anew_when_its_parent_is_gone(data: Path) -> None:
    async def work(pool: Pool) -> None:
        assert pool.current is not None
        pool.current.process.kill()
        for _ in range(100):  # its workers die with it, one job each
            with contextlib.suppress(Problem):
                await count(pool)
            if pool.counts["parent_lost"]:
                break
            await asyncio.sleep(0.05)
        for _ in range(100):
            with contextlib.suppress(Problem):
                assert await count(pool) == 2000
                return
            await asyncio.sleep(0.05)
        pytest.fail("the pool did not come back")

    with_pool(data, work)


def test_who_waits_takes_the_express_when_it_is_free_first(data: Path) -> None:
    """With a long query at every place and one in the express, half a second is the wait."""

    async def work(pool: Pool) -> None:
        bombs = [asyncio.create_task(asked(pool, BOMB)) for _ in range(2)]
        while pool.busy < 2:
            await asyncio.sleep(0.01)
        assert await count(pool) == 2000
        assert not any(bomb.done() for bomb in bombs)
        await asyncio.gather(*bombs, return_exceptions=True)

    with_pool(data, work, Bounds(workers=1, queue=4, seconds=8.0, memory=128 << 20))


def test_who_gives_up_waiting_takes_no_worker(data: Path) -> None:
    async def work(pool: Pool) -> None:
        bomb = asyncio.create_task(asked(pool, BOMB))
        await asyncio.sleep(0.1)
        waiting = [asyncio.create_task(asked(pool, BOMB)) for _ in range(2)]
        await asyncio.sleep(0.2)
        for task in (*waiting, bomb):
            task.cancel()
        await asyncio.gather(bomb, *waiting, return_exceptions=True)
        assert pool.waiting == 0
        assert await count(pool) == 2000

    with_pool(data, work)


def test_who_comes_too_late_is_turned_away(data: Path) -> None:
    async def work(pool: Pool) -> None:
        jobs = [asyncio.create_task(asked(pool, BOMB)) for _ in range(5)]
        done = await asyncio.gather(*jobs, return_exceptions=True)
        codes = sorted(error.status for error in done if isinstance(error, Problem))
        assert len(codes) == 5
        assert set(codes) == {429, 503}

    with_pool(data, work)
