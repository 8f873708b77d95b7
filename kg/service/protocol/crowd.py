"""All connections together: how many there may be, from one address, and unread answers in all."""

from __future__ import annotations

import time
from collections import Counter
from ipaddress import ip_address
from typing import Protocol

from kg.service.pool.telemetry import LOG
from kg.service.protocol.problems import Problem

MOST, MOST_OF_ONE = 900, 100
UNREAD_BYTES = 256 << 20
_SMALL = 1 << 20


class Connection(Protocol):
    """What the crowd knows of a connection."""

    @property
    def address(self) -> str:
        """Where it comes from."""

    @property
    def unread(self) -> int:
        """How many bytes wait until the client reads."""

    def end(self, problem: Problem) -> None:
        """Say why, if nothing else is being said, and close it."""


class Crowd:
    """The connections of a service.

    When there are too many, the one that has waited longest without sending a whole head makes
    room: who asks at once is answered, whoever else holds connections open.
    """

    def __init__(self) -> None:
        self.total = 0
        self._addresses: Counter[str] = Counter()
        self._silent: dict[Connection, None] = {}
        self._slow: set[Connection] = set()
        self._refused, self._told_at = 0, float("-inf")

    def enter(self, new: Connection) -> bool:
        """Take a connection in; False when there is no room, and then it has been told so."""
        self.total += 1
        self._addresses[new.address] += 1
        if self._addresses[new.address] > MOST_OF_ONE and not is_own_machine(new.address):
            self._refuse(new, f"there are {MOST_OF_ONE} connections from your address")
            return False
        if self.total > MOST:
            oldest = next(iter(self._silent), None)
            self._refuse(oldest or new, "there are too many connections")
            if oldest is None:
                return False
        self._silent[new] = None
        return True

    def leave(self, old: Connection) -> None:
        """Take it that a connection is no more."""
        self.total -= 1
        self._addresses[old.address] -= 1
        if not self._addresses[old.address]:
            del self._addresses[old.address]
        self._silent.pop(old, None)
        self._slow.discard(old)

    def silent(self, one: Connection, *, is_silent: bool) -> None:
        """Take it that a connection owes a head, or has sent it."""
        if not is_silent:
            self._silent.pop(one, None)
        elif one not in self._silent:
            self._silent[one] = None

    def slow(self, one: Connection, *, is_slow: bool) -> None:
        """Take it that a connection has an answer to read, or has read it."""
        (self._slow.add if is_slow else self._slow.discard)(one)

    def room_for(self, size: int) -> None:
        """Let an answer through.

        Raises
        ------
        Problem
            503 when it is large, and what others have not read takes too much already.
        """
        if size > _SMALL and size + sum(one.unread for one in self._slow) > UNREAD_BYTES:
            detail = "too many large answers wait to be read; come back, or ask for less"
            raise Problem(503, "Busy", detail, headers={"Retry-After": "30"})

    def _refuse(self, one: Connection, reason: str) -> None:
        self._silent.pop(one, None)
        self._refused += 1
        if time.monotonic() >= self._told_at + 1:  # no more than one line a second
            facts = {"count": self._refused, "reason": reason, "connections": self.total}
            LOG.warning("connections refused", extra={"facts": facts})
            self._refused, self._told_at = 0, time.monotonic()
        one.end(Problem(503, "Too many connections", reason, headers={"Retry-After": "10"}))


def is_own_machine(address: str) -> bool:
    """Say whether an address is of this machine, as that of a proxy before us.

    Examples
    --------
    >>> [is_own_machine(text) for text in ("127.0.0.1", "::1", "192.0.2.1", "")]
    [True, True, False, False]
    """
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
