"""Start the command line: what ``kg`` and ``python -m kg`` run."""

from __future__ import annotations

import os
import signal
from typing import Any


def run() -> None:
    """Run the program; Ctrl-C ends it in one line, even while libraries are imported."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:  # else ignored: nohup
        signal.signal(signal.SIGINT, _end)
    from kg.cli import main
    from kg.cli.terminal.encodings import write_any_text

    write_any_text()
    main(prog_name="kg")


def _end(*_signal: Any) -> None:
    """End the program before it has begun its work, or after; `kg.cli` sees to the work itself."""
    os.write(2, b"\nInterrupted.\n")
    os._exit(130)


if __name__ == "__main__":
    run()
