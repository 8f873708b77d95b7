"""The figures of a run as a file, so that one benchmark can be measured anew."""

from __future__ import annotations

import json
import os
from dataclasses import astuple, dataclass, field
from typing import TYPE_CHECKING

from harness import Figure, Results
from serving import Rate

if TYPE_CHECKING:
    from pathlib import Path


@dataclass
class Kept:
    """Figures by benchmark, size and peer, rates by server, and the loads of the machine."""

    results: Results = field(default_factory=Results)
    rates: dict[tuple[str, str], Rate] = field(default_factory=dict)
    loads: list[float] = field(default_factory=lambda: [os.getloadavg()[0]])

    def replace(self, name: str, found: Results) -> None:
        """Take the figures of one benchmark for those there were."""
        rest = {key: figure for key, figure in self.results.items() if key[0] != name}
        self.results = Results(rest | found)
        self.loads.append(round(os.getloadavg()[0], 1))

    def write(self, path: Path) -> None:
        """Write everything, a figure a line."""
        parts = {
            "figures": [[*key, *astuple(figure)] for key, figure in self.results.items()],
            "rates": [[*key, *astuple(rate)] for key, rate in self.rates.items()],
            "loads": [[load] for load in self.loads],
        }
        lists = (
            f"{json.dumps(name)}: [\n" + ",\n".join(map(json.dumps, rows)) + "\n]"
            for name, rows in parts.items()
        )
        path.write_text("{\n" + ",\n".join(lists) + "\n}\n", encoding="utf-8")

    @classmethod
    def read(cls, path: Path) -> Kept:
        """Read what was written."""
        found = json.loads(path.read_text(encoding="utf-8"))
        results = Results({(a, b, c): Figure(*rest) for a, b, c, *rest in found["figures"]})
        rates = {(a, b): Rate(*rest) for a, b, *rest in found["rates"]}
        return cls(results, rates, [load for (load,) in found["loads"]])
