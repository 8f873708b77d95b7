"""Ctrl-C during a long call into a library, which Python would notice only afterwards."""

from __future__ import annotations

import os
import signal
import socket
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from kg.cli.terminal.progress import erase

if TYPE_CHECKING:
    from collections.abc import Iterator

_GRACE = 0.3  # seconds in which Python may end the call itself


@contextmanager
def interruptible() -> Iterator[None]:
    """Let Ctrl-C raise `KeyboardInterrupt` while a command works, so that it can clean up.

    Before and after, `kg.__main__` ends the program on the spot.
    """
    handler = signal.getsignal(signal.SIGINT)
    if handler in {signal.SIG_IGN, signal.default_int_handler, None}:
        yield
        return
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, handler)


@contextmanager
def breakable(seconds: float | None = None) -> Iterator[None]:
    """Let Ctrl-C, or a limit of time, end the program during one long call, such as a query.

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
    late = f"Error: the query was not answered in {seconds:g} s; raise --timeout" if seconds else ""
    timer = threading.Timer(seconds or 0, _end, (late, 1))
    timer.daemon = True
    if seconds:
        timer.start()
    try:
        yield
    finally:
        timer.cancel()
        over.set()
        signal.set_wakeup_fd(before)
        theirs.close()


def _end(text: str, code: int) -> None:
    erase()
    os.write(2, f"{text}\n".encode())  # rich has put a stream of its own before stderr
    os._exit(code)


def _watch(ours: socket.socket, over: threading.Event) -> None:
    with ours:
        while number := ours.recv(1):
            if number[0] == signal.SIGINT and not over.wait(_GRACE):
                _end("\nInterrupted.", 130)
