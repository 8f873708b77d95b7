"""Kill a service that takes updates, again and again, and look for what it acknowledged.

    python benchmarks/durability.py [--rounds 100] [--seed 0] [-o benchmarks/durability.md]

Every round starts the service on the journal of the rounds before, looks for every update that was
acknowledged and for halves of any, sends updates one after another, and ends the service and all
its processes with SIGKILL at a random moment. Two kinds of updates take turns: pairs of triples in
a graph of their own, and a claim (an actor is renamed), which is validated and has arrows and pairs
derived anew.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import platform
import random
import signal
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import httpx

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from service.running import Running, service, stop  # noqa: E402 - from the tests

TINY = ROOT / "tests" / "tiny"
TOKEN = "a-token-of-no-value-elsewhere"  # noqa: S105
HEADERS = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/sparql-update"}
LABEL = "actor:atlas rdfs:label"


@dataclass
class Ledger:
    """What was sent and what was acknowledged."""

    sent: int = 0
    done: int = 0
    acknowledged: list[int] = field(default_factory=list)
    renamed: int = -1


def text(number: int) -> str:
    """Return an update."""
    if number % 3 == 2:
        new = f'{LABEL} "Name {number}"'
        return f"DELETE {{ {LABEL} ?old }} INSERT {{ {new} }} WHERE {{ {LABEL} ?old }}"
    pair = f"<http://e/{number}> <http://e/a> {number} ; <http://e/b> {number}"
    return f"INSERT DATA {{ GRAPH <http://e/g> {{ {pair} }} }}"


def send(address: str, ledger: Ledger) -> None:
    """Send updates until nobody answers."""
    with contextlib.suppress(httpx.HTTPError), httpx.Client(timeout=120) as client:
        while True:
            number, ledger.sent = ledger.sent, ledger.sent + 1
            answer = client.post(f"{address}/update", content=text(number), headers=HEADERS)
            assert answer.status_code == 204, answer.text
            ledger.done += 1
            if number % 3 == 2:
                ledger.renamed = number
            else:
                ledger.acknowledged.append(number)


def wait(ledger: Ledger, count: int) -> None:
    """Wait until so many more updates were acknowledged."""
    until = ledger.done + count
    while ledger.done < until:
        time.sleep(0.01)


def check(running: Running, ledger: Ledger) -> None:
    """Fail when something acknowledged is missing, or when there is a half of anything."""
    query = "SELECT ?s (COUNT(*) AS ?n) { GRAPH <http://e/g> { ?s ?p ?o } } GROUP BY ?s"
    rows = running.query(query).json()["results"]["bindings"]
    found = {row["s"]["value"]: row["n"]["value"] for row in rows}
    assert set(found.values()) <= {"2"}, "half an update"
    missing = {f"http://e/{number}" for number in ledger.acknowledged} - set(found)
    assert not missing, f"acknowledged and lost: {missing}"
    labels = running.query(f"SELECT ?l {{ {LABEL} ?l }}").json()["results"]["bindings"]
    assert len(labels) == 1, labels
    name = labels[0]["l"]["value"]
    assert ledger.renamed < 0 or int(name.removeprefix("Name ")) >= ledger.renamed, name


def main() -> None:
    """Run the rounds and write what came of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("-o", "--output", type=Path)
    chosen = parser.parse_args()
    chance, ledger, began = random.Random(chosen.seed), Ledger(), time.monotonic()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        tokens, journal = folder / "tokens", folder / "journal"
        tokens.write_text(f"writer {TOKEN}\n")
        tokens.chmod(0o600)
        options = ("--token-file", str(tokens), "--journal", str(journal), "--workers", "1")
        for turn in range(chosen.rounds + 1):
            with service(TINY, folder, *options) as running:
                check(running, ledger)
                if turn == chosen.rounds:
                    break
                writer = threading.Thread(target=send, args=(running.address, ledger))
                writer.start()
                wait(ledger, chance.randrange(3))
                time.sleep(chance.uniform(0, 2))
                stop(running.process, signal.SIGKILL)
                writer.join()
                print(f"{turn + 1}: {ledger.sent} sent", end="\r", file=sys.stderr, flush=True)
        kept = journal.read_bytes().count(b"\n")
    report = _report(chosen.rounds, ledger, kept, (time.monotonic() - began) / 60)
    print(report)
    if chosen.output:
        chosen.output.write_text(report, encoding="utf-8")


def _report(rounds: int, ledger: Ledger, kept: int, minutes: float) -> str:
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    return (
        f"# Updates and kill -9\n\n{rounds} rounds in {minutes:.0f} minutes; {machine}. "
        f"{ledger.sent} updates sent, {kept} in the journal at the end, "
        f"{ledger.done} acknowledged, {len(ledger.acknowledged)} of them pairs of triples and the "
        "others renamings of an actor. After every kill the service started again with every "
        "acknowledged update and no half one, and left no process behind. To run it again: "
        "`make bench-durability`.\n"
    )


if __name__ == "__main__":
    main()
