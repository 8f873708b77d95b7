"""Long tables, one screen at a time."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys

from kg.cli.console import console


def page(text: str, height: int) -> bool:
    """Show text through the pager if it is longer than the screen; say whether that was done.

    The pager is ``KG_PAGER``, else ``PAGER``, else less; ``cat`` or nothing means none.

    Parameters
    ----------
    text
        Text with its line breaks.
    height
        Lines of the screen.
    """
    if text.count("\n") < height or console().no_pager or not sys.stdout.isatty():
        return False
    if os.environ.get("TERM") == "dumb":
        return False
    command = _command()
    if not command or not shutil.which(command[0]):
        return False
    # As git does: end at once when it fits, pass colours through, leave the table on the screen.
    environment = {"LESS": "FRX", **os.environ}
    process = subprocess.Popen(command, stdin=subprocess.PIPE, env=environment)  # noqa: S603
    _feed(process, text)
    return True


def _command() -> list[str]:
    named = (os.environ.get(name) for name in ("KG_PAGER", "PAGER"))
    words = shlex.split(next((pager for pager in named if pager is not None), "less -FRX"))
    return [] if words == ["cat"] else words


def _feed(process: subprocess.Popen[bytes], text: str) -> None:
    """Write to the pager and wait for its end; Ctrl-C is the pager's own business."""
    pending: bytes | None = text.encode()
    while True:
        try:
            process.communicate(pending)
        except KeyboardInterrupt:
            pending = None
            continue
        return
