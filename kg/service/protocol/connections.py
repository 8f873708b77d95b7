"""All connections together: how many there may be, from one address, and unread bytes in all."""

from __future__ import annotations

import time
from collections import Counter
from ipaddress import ip_address
from typing import Protocol

from kg.service.protocol.log import LOG
from kg.service.protocol.problems import Problem

MOST, MOST_PER_ADDRESS = 900, 100
UNREAD_BYTES = 256 << 20
_SMALL = 1 << 20


class Connection(Protocol):
    """A connection to a client."""

    @property
    def address(self) -> str:
        """The address of the client."""

    @property
    def unread(self) -> int:
        """How many bytes wait until the client reads."""

    def end(self, problem: Problem) -> None:
        """Send the problem, unless a response is being sent, and close."""


class Connections:
    """The connections of a service.

    When there are too many, the one that has gone longest without sending a whole request head is
    closed: idle connections cannot keep others from being answered.
    """

    def __init__(self) -> None:
        self.total = 0
        self._addresses: Counter[str] = Counter()
        self._silent: dict[Connection, None] = {}
        self._slow: set[Connection] = set()
        self._refused, self._logged_at = 0, float("-inf")

    def enter(self, connection: Connection) -> bool:
        """Take a connection in; False when there is no room and it has been ended."""
        self.total += 1
        address = connection.address
        self._addresses[address] += 1
        if self._addresses[address] > MOST_PER_ADDRESS and not is_own_machine(address):
            self._refuse(connection, f"there are {MOST_PER_ADDRESS} connections from your address")
            return False
        if self.total > MOST:
            oldest = next(iter(self._silent), None)
            self._refuse(oldest or connection, "there are too many connections")
            if oldest is None:
                return False
        self._silent[connection] = None
        return True

    def leave(self, connection: Connection) -> None:
        """Forget a connection that is closed."""
        self.total -= 1
        self._addresses[connection.address] -= 1
        if not self._addresses[connection.address]:
            del self._addresses[connection.address]
        self._silent.pop(connection, None)
        self._slow.discard(connection)

    def silent(self, connection: Connection, *, is_silent: bool) -> None:
        """Note whether a connection still has to send a request head."""
        if not is_silent:
            self._silent.pop(connection, None)
        else:
            self._silent.setdefault(connection)

    def slow(self, connection: Connection, *, is_slow: bool) -> None:
        """Note whether a connection still has to read a response."""
        (self._slow.add if is_slow else self._slow.discard)(connection)

    def check_room(self, size: int) -> None:
        """Check that a response can wait in memory until it is read.

        Raises
        ------
        Problem
            503 when it is large, and other unread responses take too much memory already.
        """
        if size > _SMALL and size + sum(slow.unread for slow in self._slow) > UNREAD_BYTES:
            detail = "too many large answers wait to be read; come back, or ask for less"
            raise Problem(503, "Busy", detail, headers={"Retry-After": "30"})

    def _refuse(self, connection: Connection, reason: str) -> None:
        self._silent.pop(connection, None)
        self._refused += 1
        if time.monotonic() >= self._logged_at + 1:  # at most one line a second
            facts = {"count": self._refused, "reason": reason, "connections": self.total}
            LOG.warning("connections refused", extra={"facts": facts})
            self._refused, self._logged_at = 0, time.monotonic()
        connection.end(Problem(503, "Too many connections", reason, headers={"Retry-After": "10"}))


def is_own_machine(address: str) -> bool:
    """Return whether an address is of this machine, as that of a proxy in front of us is.

    Examples
    --------
    >>> [is_own_machine(text) for text in ("127.0.0.1", "::1", "192.0.2.1", "")]
    [True, True, False, False]
    """
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
