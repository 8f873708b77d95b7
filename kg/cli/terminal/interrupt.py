"""Ctrl-C during a long call into a library, which Python would notice only afterwards."""

from __future__ import annotations

import os
import signal
import socket
import sys
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_GRACE = 0.3
_SHOW_CURSOR = "\x1b[?25h"


@contextmanager
def breakable() -> Iterator[None]:
    """Let Ctrl-C end the program during one long call, such as a query that takes minutes.

    Only for work that writes nothing, since the program is ended on the spot. The system writes a
    byte when the signal comes; a thread that waits for it gives Python its chance first.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    ours, theirs = socket.socketpair()
    theirs.setblocking(False)
    before = signal.set_wakeup_fd(theirs.fileno(), warn_on_full_buffer=False)
    over = threading.Event()
    threading.Thread(target=_watch, args=(ours, over), daemon=True).start()
    try:
        yield
    finally:
        over.set()
        signal.set_wakeup_fd(before)
        theirs.close()


def _watch(ours: socket.socket, over: threading.Event) -> None:
    with ours:
        while number := ours.recv(1):
            if number[0] == signal.SIGINT and not over.wait(_GRACE):
                cursor = _SHOW_CURSOR if sys.stderr.isatty() else ""
                sys.stderr.write(f"{cursor}\nInterrupted.\n")
                sys.stderr.flush()
                os._exit(130)
