"""A service on this machine for tests: started as a user starts it, and gone afterwards."""

from __future__ import annotations

import contextlib
import re
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import httpx

if TYPE_CHECKING:
    from collections.abc import Iterator

_READY = re.compile(r"Serving (http://\S+)/ ")
KG = (sys.executable, "-m", "kg")


@dataclass(frozen=True)
class Running:
    """A running service."""

    address: str
    process: subprocess.Popen[str]
    client: httpx.Client
    log: Path

    def query(self, text: str, accept: str = "*/*") -> httpx.Response:
        """Ask by POST."""
        headers = {"Accept": accept, "Content-Type": "application/sparql-query"}
        return self.client.post("/sparql", content=text.encode(), headers=headers)

    def metric(self, sample: str) -> float:
        """Return the value of a line of the metrics, such as ``kg_jobs_busy``."""
        lines = self.client.get("/metrics").text.splitlines()
        return next(float(line[len(sample) :]) for line in lines if line.startswith(f"{sample} "))

    def is_idle(self) -> bool:
        """Wait until no worker is busy; return False if that does not happen within many tries."""
        for _ in range(500):
            if not self.metric("kg_jobs_busy"):
                return True
            time.sleep(0.02)
        return False

    def processes(self) -> list[int]:
        """Return the numbers of all processes of the service."""
        return descendants(self.process.pid)


@contextlib.contextmanager
def service(place: object, folder: Path, *options: str) -> Iterator[Running]:
    """Serve a graph on a free port; fail when a process is left over."""
    log = folder / "service.log"
    with log.open("w", encoding="utf-8") as errors:
        process = subprocess.Popen(
            [*KG, "-g", str(place), "serve", "--port", "0", *options],
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            cwd=folder,
        )
    assert process.stdout is not None
    line = process.stdout.readline()
    ready = _READY.match(line)
    if ready is None:
        process.kill()
        process.wait()
        process.stdout.close()
        raise AssertionError(line + log.read_text(encoding="utf-8"))
    with httpx.Client(base_url=ready[1], timeout=60.0) as client:
        try:
            yield Running(ready[1], process, client, log)
        finally:
            stop(process)


def stop(process: subprocess.Popen[str], how: signal.Signals = signal.SIGINT) -> None:
    """Stop a service and look for what it left behind."""
    family = descendants(process.pid)
    process.send_signal(how)
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        raise
    finally:
        if process.stdout is not None:
            process.stdout.close()
    left = still_there(family)
    assert not left, f"processes left over: {left}"


def still_there(numbers: list[int], seconds: float = 5.0) -> list[int]:
    """Return which processes are alive after a while."""
    until = time.monotonic() + seconds
    while (left := [n for n in numbers if _state(n) not in {"", "Z"}]) and time.monotonic() < until:
        time.sleep(0.02)
    return left


def descendants(parent: int) -> list[int]:
    """Return the numbers of a process's children, their children, and so on."""
    parents: dict[int, list[int]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields = path.read_text(encoding="utf-8").rpartition(")")[2].split()
            parents.setdefault(int(fields[1]), []).append(int(path.parent.name))
    found, todo = [], [parent]
    while todo:
        children = parents.get(todo.pop(), [])
        found += children
        todo += children
    return found


def memory(numbers: list[int]) -> int:
    """Return the bytes that processes hold for themselves alone."""
    total = 0
    for number in numbers:
        with contextlib.suppress(OSError):
            text = Path(f"/proc/{number}/smaps_rollup").read_text(encoding="utf-8")
            total += sum(
                int(kib) for kib in re.findall(r"^Private_Dirty:\s+(\d+)", text, re.MULTILINE)
            )
    return total * 1024


def _state(number: int) -> str:
    with contextlib.suppress(OSError):
        text = Path(f"/proc/{number}/stat").read_text(encoding="utf-8")
        return text.rpartition(")")[2].split()[0]
    return ""
