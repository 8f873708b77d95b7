"""The telemetry of requests: a line in the log for each, and counters."""

from __future__ import annotations

import asyncio
import itertools
import logging
import re
import secrets
import time
from collections import Counter
from typing import TYPE_CHECKING, Any

from kg.service.protocol.log import LOG

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
_ID = re.compile(r"[A-Za-z0-9._-]{1,64}", re.ASCII)
_RUN, _NUMBERS = secrets.token_hex(8), itertools.count()
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"})
_ROUTES = frozenset(
    {"sparql", "update", "store", "query", "api", "actor", "relation", "source", "ontology"}
    | {"healthz", "metrics"}
)
_CLIENT_GONE = 499


class Metrics:
    """Counters of requests and how they ended, in Prometheus' text format."""

    def __init__(self) -> None:
        self.requests: Counter[tuple[str, str, int]] = Counter()
        self.seconds: Counter[str] = Counter()
        self.buckets: Counter[tuple[str, float]] = Counter()
        self.bytes = 0

    def count(self, route: str, method: str, status: int, seconds: float, size: int) -> None:
        """Count a request that is done."""
        self.requests[route, method, status] += 1
        self.seconds[route] += seconds  # type: ignore[assignment]
        for bucket in _BUCKETS:
            if seconds <= bucket:
                self.buckets[route, bucket] += 1
        self.bytes += size

    def lines(self) -> Iterator[str]:
        """Yield the lines of all counters of requests."""
        yield from header("kg_requests_total", "counter", "Requests answered.")
        for (route, method, status), count in sorted(self.requests.items()):
            labels = {"route": route, "method": method, "status": str(status)}
            yield sample("kg_requests_total", count, labels)
        yield from header("kg_response_bytes_total", "counter", "Bytes of all bodies sent.")
        yield sample("kg_response_bytes_total", self.bytes)
        yield from self._durations()

    def _durations(self) -> Iterator[str]:
        name = "kg_request_seconds"
        yield from header(
            name, "histogram", "Time from the request to the last byte of its answer."
        )
        totals: Counter[str] = Counter()
        for (route, _, _), count in self.requests.items():
            totals[route] += count
        for route, total in sorted(totals.items()):
            for bucket in _BUCKETS:
                labels = {"route": route, "le": f"{bucket:g}"}
                yield sample(f"{name}_bucket", self.buckets[route, bucket], labels)
            yield sample(f"{name}_bucket", total, {"route": route, "le": "+Inf"})
            yield sample(f"{name}_sum", self.seconds[route], {"route": route})
            yield sample(f"{name}_count", total, {"route": route})


def header(name: str, kind: str, about: str = "") -> Iterator[str]:
    """Yield the lines that introduce a metric: what it is about, and its kind."""
    if about:
        yield f"# HELP {name} {about}"
    yield f"# TYPE {name} {kind}"


def sample(name: str, value: float, labels: Mapping[str, str] | None = None) -> str:
    """Return the line of one value of a metric.

    >>> sample("kg_jobs_busy", 2), sample("kg_requests_total", 3, {"route": "sparql"})
    ('kg_jobs_busy 2', 'kg_requests_total{route="sparql"} 3')
    """
    inside = ",".join(f'{key}="{text}"' for key, text in (labels or {}).items())
    return f"{name}{{{inside}}} {value:g}" if inside else f"{name} {value:g}"


class Telemetry:
    """The outermost layer: gives every request an id, measures it and logs it.

    Parameters
    ----------
    app
        The layer below.
    metrics
        The counters.
    """

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self.app = app
        self.metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        start = time.perf_counter()
        request_id = scope["request_id"] = _request_id(scope["headers"])
        outcome = {"status": _CLIENT_GONE, "bytes": 0}
        sending = _observed(send, outcome, request_id)
        try:
            await self.app(scope, receive, sending)
        except asyncio.CancelledError:  # the service stops, or the connection is closed
            if outcome["status"] == _CLIENT_GONE:
                head = {"type": "http.response.start", "status": 503}
                await sending(head | {"headers": [(b"content-length", b"0")]})
                await sending({"type": "http.response.body", "body": b""})
        finally:
            self._record(scope, outcome, time.perf_counter() - start)

    def _record(self, scope: Scope, outcome: dict[str, int], seconds: float) -> None:
        """Count a request and log it."""
        method, path = scope["method"], scope["path"]
        label = method if method in _METHODS else "OTHER"
        self.metrics.count(_route(path), label, outcome["status"], seconds, outcome["bytes"])
        client = (scope.get("client") or ("",))[0][:100]  # a proxy may write anything here
        facts = {"id": scope["request_id"], "client": client, "method": method, "path": path[:500]}
        _log(facts | outcome | {"ms": round(seconds * 1000, 1)} | scope.get("facts", {}))


def _observed(send: Send, outcome: dict[str, int], request_id: str) -> Send:
    """Return a sender that adds our headers to a response and notes its status and length."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            outcome["status"] = message["status"]
            extra = [(b"request-id", request_id.encode()), (b"x-content-type-options", b"nosniff")]
            message = {**message, "headers": [*message["headers"], *extra]}
        else:
            outcome["bytes"] += len(message.get("body", b""))
        try:
            await send(message)
        except RuntimeError as error:  # uvloop raises this when the client has just gone
            if "closed" not in str(error):
                raise
            outcome["status"] = _CLIENT_GONE

    return sending


def _log(facts: dict[str, Any]) -> None:
    """Log a request, without looking up the line of code that does it: that would take time."""
    if LOG.isEnabledFor(logging.INFO):
        extra = {"facts": facts}
        LOG.handle(LOG.makeRecord(LOG.name, logging.INFO, "", 0, "request", (), None, extra=extra))


def _request_id(headers: Iterable[tuple[bytes, bytes]]) -> str:
    """Return the id that a proxy gave, or a new one."""
    value = next((value for name, value in headers if name == b"x-request-id"), b"")
    text = value.decode("latin-1")
    return text if _ID.fullmatch(text) else f"{_RUN}{next(_NUMBERS):08x}"


def _route(path: str) -> str:
    """Return the first part of a path if it is one of ours, so that there are few labels."""
    first = path.strip("/").partition("/")[0]
    if path == "/":
        return "explorer"
    return first if first in _ROUTES else "other"
