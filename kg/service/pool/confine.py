"""The limits of a worker process, which the kernel enforces; set after the graph is loaded."""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import resource
import signal
import sys
import time
from pathlib import Path

_PR_SET_PDEATHSIG = 1
_PR_SET_NO_NEW_PRIVS = 38
_PR_SET_SECCOMP, _FILTER = 22, 2
# By machine: its number in the kernel, and that of its system call `socket`.
_SOCKET = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}
_IO_URING_SETUP = 425  # the other way to a socket; the same number everywhere
_LOAD, _JUMP_IF_EQUAL, _JUMP_IF_SET, _RETURN = 0x20, 0x15, 0x45, 0x06
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | errno.EACCES
_OTHER_NUMBERS = 0x40000000  # the second set of system calls that x86_64 has


def confine(memory: int, *, files: bool = False) -> None:
    """Confine this process for good.

    It can open no socket and no file (no descriptor is left), gets no new rights and only so much
    more memory, leaves no core file, and dies with its parent.

    Parameters
    ----------
    memory
        Bytes that it may take beyond those it has.
    files
        Whether it may open files to read: one that tries an update reads the shapes.
    """
    _die_with_parent()
    _refuse_sockets()
    os.nice(5)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    size = _size() + memory
    resource.setrlimit(resource.RLIMIT_AS, (size, size))
    if not files:
        resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))


def allow_seconds(seconds: float) -> None:
    """Have the kernel end this process once it has used the processor for so long from now.

    The kernel counts in whole seconds; the limit of the job before is kept if it leaves enough
    time, and not too much.
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


class _Step(ctypes.Structure):
    """A step of a filter of system calls; see seccomp(2)."""

    _fields_ = (
        ("code", ctypes.c_ushort),
        ("if_true", ctypes.c_ubyte),
        ("if_false", ctypes.c_ubyte),
        ("operand", ctypes.c_uint),
    )


class _Program(ctypes.Structure):
    """A filter of system calls."""

    _fields_ = (("length", ctypes.c_ushort), ("steps", ctypes.POINTER(_Step)))


def _refuse_sockets() -> None:
    """Have the kernel refuse every new socket, also to a process that may open files.

    Nothing changes where the kernel or the machine has no such filter.
    """
    call = _SOCKET.get(platform.machine())
    if sys.platform != "linux" or call is None:
        return
    machine, number = call
    refused = [(_JUMP_IF_EQUAL, number), (_JUMP_IF_EQUAL, _IO_URING_SETUP)]
    if platform.machine() == "x86_64":
        refused.append((_JUMP_IF_SET, _OTHER_NUMBERS))
    last = len(refused)
    steps = [
        _Step(_LOAD, 0, 0, 4),
        _Step(_JUMP_IF_EQUAL, 0, last + 2, machine),  # another kind of call: refused
        _Step(_LOAD, 0, 0, 0),
        *(_Step(code, last - step, 0, operand) for step, (code, operand) in enumerate(refused)),
        _Step(_RETURN, 0, 0, _ALLOW),
        _Step(_RETURN, 0, 0, _REFUSE),
    ]
    program = _Program(len(steps), (_Step * len(steps))(*steps))
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_SECCOMP, _FILTER, ctypes.byref(program), 0, 0)


def _size() -> int:
    """Return the size of this process's address space in bytes."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        return pages * os.sysconf("SC_PAGE_SIZE")
    except OSError:  # no Linux: a bound that leaves room for the system's own mappings
        return 1 << 40
