"""What a worker process may not do: limits that the kernel keeps, set after the graph is loaded."""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import sys
import time
from pathlib import Path

_PR_SET_PDEATHSIG = 1
_PR_SET_NO_NEW_PRIVS = 38


def confine(memory: int, *, files: bool = False) -> None:
    """Confine this process for good.

    It can open no file and no socket (no descriptor is left to give out), gets no new rights, so
    much memory beyond what it has now, leaves no core file, and dies with its parent.

    Parameters
    ----------
    memory
        Bytes it may take beyond what it has.
    files
        Whether it may open files, though write none: it tries an update, which needs the shapes.
    """
    _die_with_parent()
    os.nice(5)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    size = _size() + memory
    resource.setrlimit(resource.RLIMIT_AS, (size, size))
    if not files:
        resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))


def allow_seconds(seconds: float) -> None:
    """Let this process use the processor for so long from now, then be ended by the kernel.

    The kernel counts in whole seconds; a limit that was set for the job before stands while it
    leaves enough time.
    """
    used = time.process_time()
    until, most = resource.getrlimit(resource.RLIMIT_CPU)
    if seconds + 1 <= until - used <= seconds + 3:
        return
    resource.setrlimit(resource.RLIMIT_CPU, (int(used + seconds) + 3, most))


def _die_with_parent() -> None:
    if sys.platform == "linux":
        libc = ctypes.CDLL(None, use_errno=True)
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)


def _size() -> int:
    """Return the size of this process's address space in bytes."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        return pages * os.sysconf("SC_PAGE_SIZE")
    except OSError:  # no Linux: a bound that leaves room for the system's own mappings
        return 1 << 40
