"""Everything known to kill or rob a SPARQL endpoint, while a bystander goes on asking."""

from __future__ import annotations

import contextlib
import select
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest

from builders import TINY
from service.running import Running, memory, service, still_there

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Self

TIMEOUT = 2.0
PROCESSES = 4  # the parent, two workers, the express

COUNT = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
BOMBS = {
    "cross product with COUNT": (COUNT, {503}),
    "cross product with ORDER BY": (
        "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?i ?a",
        {503},
    ),
    "cross product with DISTINCT": (
        "SELECT DISTINCT ?a ?d ?g { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
        {503},
    ),
    "cross product with GROUP BY": (
        "SELECT ?a (GROUP_CONCAT(?f) AS ?x) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } GROUP BY ?a",
        {503},
    ),
    "long paths": (
        "SELECT * { ?a (!<x>|^!<x>)* ?b . ?b (!<x>|^!<x>)+ ?c . ?c (!<x>)* ?d } ORDER BY ?d",
        {503},
    ),
    "doubling a string": (
        'SELECT (STRLEN(?x) AS ?n) { BIND("'
        + "a" * 50_000
        + '" AS ?a) '
        + " ".join(
            f"BIND(CONCAT(?{a},?{a},?{a},?{a}) AS ?{b})"
            for a, b in zip("abcdefghijk", "bcdefghijkx", strict=True)
        )
        + "}",
        {503},
    ),
    "a slow regular expression": (
        (
            "ASK { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?a = ?c) "
            'FILTER(REGEX(CONCAT(STR(?a),STR(?d),STR(?g)), "(.*a){12}$")) }'
        ),
        {200, 503},
    ),
    "nested braces": ("SELECT * " + "{" * 5000 + "}" * 5000, {400}),
    "nested parentheses": ("ASK { FILTER(" + "(" * 5000 + "1" + ")" * 5000 + ") }", {400}),
    "negations": ("ASK { FILTER(" + "!" * 5000 + "true) }", {400}),
    "alternatives": ("ASK { FILTER(" + "||".join(["true"] * 5000) + ") }", {400}),
    "unions": ("SELECT * { {} " + "UNION {} " * 5000 + "}", {400}),
    "200 patterns": ("SELECT * { " + "?s ?p ?o . " * 200 + "}", {400}),
    "60 patterns": (
        "SELECT * { " + " ".join(f"?s{i} ?p{i} ?o{i} ." for i in range(60)) + "}",
        {200, 503},
    ),
    "400 optionals": ("SELECT * { " + "OPTIONAL { ?s ?p ?o } " * 400 + "}", {400}),
    "an 800-step path": ("SELECT * { ?s " + "/".join(["<p>"] * 800) + " ?o }", {400}),
    "too long": ("ASK { #" + "x" * 200_000 + "\n}", {413}),
    "a service": ("SELECT * { SERVICE <{listener}> { ?s ?p ?o } }", {403}),
    "a silent service": ("SELECT * { SERVICE SILENT <{listener}> { ?s ?p ?o } }", {403}),
    "an escaped service": ("SELECT * { S\\u0045RVICE <{listener}> { ?s ?p ?o } }", {403}),
}


@pytest.fixture(scope="module")
def target(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("target")
    options = ("--workers", "2", "--timeout", str(TIMEOUT), "--memory", "256", "--queue", "4")
    with service(TINY, folder, *options) as running:
        yield running


@pytest.fixture
def listener() -> Iterator[tuple[str, list[bytes]]]:
    """An address of this machine, and what was sent to it."""
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.05)
        stop = threading.Event()

        def listen() -> None:
            while not stop.is_set():
                with contextlib.suppress(TimeoutError):
                    connection, _ = server.accept()
                    heard.append(b"somebody came")
                    connection.close()

        thread = threading.Thread(target=listen)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/", heard
        stop.set()
        thread.join()


class Bystander:
    """Somebody who asks `ASK {}` all the time, and at least twenty times."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.answers = self.meanwhile = 0
        self.turned_away = 0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._ask)

    def _ask(self) -> None:
        with httpx.Client(base_url=self.address, timeout=30.0) as client:
            while not self._stop.is_set() or self.answers < 20:
                answer = client.get("/sparql", params={"query": "ASK {}"})
                self.answers += 1
                self.meanwhile += not self._stop.is_set()
                self.turned_away += answer.status_code == 429
                time.sleep(0.01)

    def __enter__(self) -> Self:
        self._thread.start()
        time.sleep(0.05)
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb(name: str, target: Running, listener: tuple[str, list[bytes]]) -> None:
    text, expected = BOMBS[name]
    address, heard = listener
    with Bystander(target.address) as bystander:
        answer = target.query(text.replace("{listener}", address))
    assert answer.status_code in expected, answer.text
    if answer.status_code != 200:
        assert answer.headers["content-type"] == "application/problem+json"
    assert not bystander.turned_away
    assert bystander.meanwhile or answer.status_code != 503
    assert not heard


def test_many_bombs_at_once(target: Running) -> None:
    """Every place is taken, the queue is full, and the bystander is still answered."""
    with ThreadPoolExecutor(12) as threads, Bystander(target.address) as bystander:
        answers = list(threads.map(target.query, [COUNT] * 12))
    codes = sorted(answer.status_code for answer in answers)
    assert set(codes) <= {429, 503}
    assert 429 in codes
    assert all(int(answer.headers["Retry-After"]) >= 1 for answer in answers)
    assert bystander.turned_away < bystander.answers // 2


@pytest.mark.parametrize("many", [3, 6])
def test_a_short_query_is_answered_before_the_long_ones_that_came_first(
    many: int, target: Running
) -> None:
    """Two workers are taken at once; the others give the express back one after the other."""
    bombs = [posted(target.address, COUNT) for _ in range(many)]
    time.sleep(0.1)
    assert target.query("ASK { ?s ?p 3 }").status_code == 200
    answered, _, _ = select.select(bombs, [], [], 0)
    assert len(answered) < many
    for connection in bombs:
        connection.close()


def posted(address: str, text: str) -> socket.socket:
    """Send a query and do not wait for its answer."""
    place = httpx.URL(address)
    connection = socket.create_connection((place.host, place.port), timeout=20)
    head = "POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sparql-query\r\n"
    connection.sendall(f"{head}Content-Length: {len(text)}\r\n\r\n{text}".encode())
    return connection


def test_long_texts_keep_nobody_from_being_answered(target: Running) -> None:
    """Long strings without end, sent by clients that go away; and then workers to replace."""
    text = "ASK{} " + '\\"""\n' * 19_900 + "\\"
    with Bystander(target.address) as bystander:
        for connection in [posted(target.address, text) for _ in range(12)]:
            connection.close()
        for number in range(3):
            assert target.query(f"ASK {{ ?s ?p {number} }}").status_code == 200
        assert target.client.get("/healthz").status_code == 200
        assert target.query(COUNT).status_code == 503
    assert not bystander.turned_away
    assert len(settled(target)) == PROCESSES


def test_a_client_that_goes_away_frees_its_worker(target: Running) -> None:
    cancelled, late = (f'kg_jobs_ended_total{{reason="{r}"}}' for r in ("cancelled", "deadline"))
    before = target.metric(cancelled), target.metric(late)
    with Bystander(target.address) as bystander:
        for _ in range(6):
            with contextlib.suppress(httpx.TimeoutException):
                httpx.post(f"{target.address}/sparql", data={"query": COUNT}, timeout=0.2)
        assert target.query("SELECT * { ?s ?p ?o } LIMIT 10").status_code == 200
    assert not bystander.turned_away
    assert target.is_idle()
    assert target.metric(cancelled) > before[0]
    assert target.metric(late) == before[1]


def test_memory_comes_back_and_no_process_is_left_over(target: Running) -> None:
    target.query("ASK {}")
    before = settled(target)
    size = memory([target.process.pid, *before])
    for _ in range(3):
        target.query(BOMBS["cross product with ORDER BY"][0])
    after = settled(target)
    assert len(after) == PROCESSES
    replaced = [number for number in before if number not in after]
    assert replaced
    assert not still_there(replaced)
    assert memory([target.process.pid, *after]) < size + 32 * 2**20


def settled(target: Running) -> list[int]:
    """Return the processes once the killed ones are replaced."""
    for _ in range(500):
        if len(processes := target.processes()) == PROCESSES:
            return processes
        time.sleep(0.02)
    return target.processes()


@pytest.mark.parametrize(
    "graph", ["file:///etc/passwd", "http://127.0.0.1:1/", "http://169.254.169.254/latest/"]
)
def test_a_graph_is_a_name_and_never_fetched(graph: str, target: Running) -> None:
    for answer in (
        target.query("SELECT * FROM <GRAPH> { ?s ?p ?o }".replace("GRAPH", graph)),
        target.client.get(
            "/sparql", params={"query": "SELECT * { ?s ?p ?o }", "default-graph-uri": graph}
        ),
    ):
        assert answer.json()["results"]["bindings"] == []


def test_a_worker_can_open_nothing(target: Running) -> None:
    """The kernel gives a worker no descriptor, so neither a file nor a socket."""
    workers = [
        n for n in target.processes() if "pool.process" in Path(f"/proc/{n}/cmdline").read_text()
    ]
    forked = sorted(workers)[1:]
    assert len(forked) == 3
    for number in forked:
        limits = Path(f"/proc/{number}/limits").read_text(encoding="ascii")
        row = next(
            line.split() for line in limits.splitlines() if line.startswith("Max open files")
        )
        assert row[3:5] == ["0", "0"]


@pytest.mark.parametrize("how", ["SIGTERM", "SIGKILL"])
def test_nothing_is_left_of_a_service_that_ends(how: str, tmp_path: Path) -> None:
    """Not even when it is killed while a worker is busy."""
    import signal

    from service.running import stop

    options = ("--workers", "1", "--timeout", "20")
    with service(TINY, tmp_path, *options) as running, ThreadPoolExecutor(1) as threads:
        waiting = threads.submit(
            lambda: httpx.post(f"{running.address}/sparql", data={"query": COUNT}, timeout=20)
        )
        time.sleep(0.5)
        stop(running.process, signal.Signals[how])
        with contextlib.suppress(httpx.HTTPError):
            waiting.result()
