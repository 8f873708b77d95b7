"""Start the command line: what ``kg`` and ``python -m kg`` run."""

from __future__ import annotations

import sys


def run() -> None:
    """Run the program; Ctrl-C ends it in one line, be it while libraries are imported."""
    try:
        from kg.cli import main

        main(prog_name="kg")
    except KeyboardInterrupt:
        sys.stderr.write("\nInterrupted.\n")
        sys.exit(130)


if __name__ == "__main__":
    run()
