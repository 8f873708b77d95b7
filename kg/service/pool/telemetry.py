"""What the service tells its operator: one JSON line per request, and counters for Prometheus."""

from __future__ import annotations

import asyncio
import itertools
import json
import logging
import re
import secrets
import sys
import time
from collections import Counter
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from kg.service.pool.remembered import Answers
    from kg.service.pool.workers import Pool

LOG = logging.getLogger("kg.service")
_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
_ID = re.compile(r"[A-Za-z0-9._-]{1,64}", re.ASCII)
_RUN, _NUMBERS = secrets.token_hex(8), itertools.count()
_BATCH_SECONDS, _MOST_LINES = 0.1, 500
_ROUTES = ("sparql", "update", "store", "query", "api", "actor", "relation", "source", "ontology")


class Metrics:
    """Counters of what was asked and how it ended."""

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

    def text(self, pool: Pool, answers: Answers) -> str:
        """Return everything in Prometheus' text format."""
        parts = (self._requests(), self._durations(), _workers(pool), _remembered(answers))
        return "\n".join(itertools.chain(*parts)) + "\n"

    def _requests(self) -> Iterator[str]:
        yield "# HELP kg_requests_total Requests answered."
        yield "# TYPE kg_requests_total counter"
        for (route, method, status), count in sorted(self.requests.items()):
            labels = {"route": route, "method": method, "status": str(status)}
            yield _sample("kg_requests_total", labels, count)
        yield "# HELP kg_response_bytes_total Bytes of all bodies sent."
        yield "# TYPE kg_response_bytes_total counter"
        yield _sample("kg_response_bytes_total", {}, self.bytes)

    def _durations(self) -> Iterator[str]:
        yield "# HELP kg_request_seconds Time from the request to the last byte of its answer."
        yield "# TYPE kg_request_seconds histogram"
        totals: Counter[str] = Counter()
        for (route, _, _), count in self.requests.items():
            totals[route] += count
        for route, total in sorted(totals.items()):
            for bucket in _BUCKETS:
                labels = {"route": route, "le": f"{bucket:g}"}
                yield _sample("kg_request_seconds_bucket", labels, self.buckets[route, bucket])
            labels = {"route": route, "le": "+Inf"}
            yield _sample("kg_request_seconds_bucket", labels, total)
            yield _sample("kg_request_seconds_sum", {"route": route}, self.seconds[route])
            yield _sample("kg_request_seconds_count", {"route": route}, total)


class Telemetry:
    """The outermost layer: gives every request an id, measures it and writes its line.

    Parameters
    ----------
    app
        The layer below.
    metrics
        Where to count.
    """

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self.app = app
        self.metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began = time.perf_counter()
        name = scope["request_id"] = _request_id(scope["headers"])
        seen = {"status": 499, "bytes": 0}  # 499: the client went away
        sending = _seeing(send, seen, name)
        try:
            await self.app(scope, receive, sending)
        except asyncio.CancelledError:  # by the end of the service, or of the connection
            if seen["status"] == 499:
                start = {"type": "http.response.start", "status": 503}
                await sending(start | {"headers": [(b"content-length", b"0")]})
                await sending({"type": "http.response.body", "body": b""})
        finally:
            self._tell(scope, seen, time.perf_counter() - began)

    def _tell(self, scope: Scope, seen: dict[str, int], seconds: float) -> None:
        """Count a request and write its line."""
        method, path = scope["method"], scope["path"]
        self.metrics.count(_route(path), _method(method), seen["status"], seconds, seen["bytes"])
        client = (scope.get("client") or ("",))[0][:100]  # of a proxy's making, perhaps
        facts = {"id": scope["request_id"], "client": client, "method": method, "path": path[:500]}
        _say(facts | seen | {"ms": round(seconds * 1000, 1)} | scope.get("facts", {}))


def _seeing(send: Send, seen: dict[str, int], name: str) -> Send:
    """Return what sends a response, and sees its status and length; it gets our headers."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            seen["status"] = message["status"]
            extra = [(b"request-id", name.encode()), (b"x-content-type-options", b"nosniff")]
            message = {**message, "headers": [*message["headers"], *extra]}
        else:
            seen["bytes"] += len(message.get("body", b""))
        try:
            await send(message)
        except RuntimeError as error:  # uvloop's word for a client that has just gone
            if "closed" not in str(error):
                raise
            seen["status"] = 499

    return sending


class Lines(logging.Formatter):
    """Log records as lines of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Return a record as one line."""
        at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(record.created))
        line = {"at": at, "level": record.levelname.lower(), "event": record.getMessage()}
        line |= getattr(record, "facts", {})
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


class Batches(logging.StreamHandler[TextIO]):
    """Writes lines together that come within a tenth of a second: a write costs as much as a query.

    Warnings and errors are written at once, with what came before them.
    """

    def __init__(self, stream: TextIO) -> None:
        super().__init__(stream)
        self._lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a line, and write all when it is time."""
        self._lines.append(self.format(record))
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            self.flush()
            return
        if record.levelno >= logging.WARNING or len(self._lines) >= _MOST_LINES:
            self.flush()
        elif len(self._lines) == 1:
            loop.call_later(_BATCH_SECONDS, self.flush)

    def flush(self) -> None:
        """Write what was kept."""
        lines, self._lines = self._lines, []
        if lines:
            self.stream.write("".join(f"{line}\n" for line in lines))
        super().flush()


def to_standard_error() -> None:
    """Write the log to standard error."""
    handler = Batches(sys.stderr)
    handler.setFormatter(Lines())
    for name in ("kg.service", "uvicorn.error"):
        logger = logging.getLogger(name)
        logger.handlers = [handler]
        logger.setLevel(logging.INFO)
        logger.propagate = False


def _say(facts: dict[str, Any]) -> None:
    """Log a request; where in the program that is done, nobody asks."""
    if LOG.isEnabledFor(logging.INFO):
        extra = {"facts": facts}
        LOG.handle(LOG.makeRecord(LOG.name, logging.INFO, "", 0, "request", (), None, extra=extra))


def _request_id(headers: Iterable[tuple[bytes, bytes]]) -> str:
    """Return the id that a proxy gave, or a new one."""
    given = next((value for name, value in headers if name == b"x-request-id"), b"")
    text = given.decode("latin-1")
    return text if _ID.fullmatch(text) else f"{_RUN}{next(_NUMBERS):08x}"


def _route(path: str) -> str:
    """Return the first part of a path, so that labels stay few."""
    first = path.strip("/").partition("/")[0]
    if path == "/":
        return "explorer"
    return first if first in {*_ROUTES, "healthz", "metrics"} else "other"


def _method(method: str) -> str:
    known = {"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"}
    return method if method in known else "OTHER"


def _workers(pool: Pool) -> Iterator[str]:
    state: dict[str, Any] = {"busy": pool.busy, "waiting": pool.waiting}
    for name, value in state.items():
        yield f"# TYPE kg_jobs_{name} gauge"
        yield _sample(f"kg_jobs_{name}", {}, value)
    yield "# HELP kg_jobs_ended_total Jobs that did not end well, by reason."
    yield "# TYPE kg_jobs_ended_total counter"
    for reason in ("deadline", "died", "refused", "cancelled", "express_given_back", "herd_lost"):
        yield _sample("kg_jobs_ended_total", {"reason": reason}, pool.counts[reason])


def _remembered(answers: Answers) -> Iterator[str]:
    yield "# HELP kg_answers_remembered_total Queries answered with an answer given before."
    yield "# TYPE kg_answers_remembered_total counter"
    yield _sample("kg_answers_remembered_total", {}, answers.hits)
    yield "# TYPE kg_answers_bytes gauge"
    yield _sample("kg_answers_bytes", {}, answers.bytes)


def _sample(name: str, labels: Mapping[str, str], value: float) -> str:
    inside = ",".join(f'{key}="{text}"' for key, text in labels.items())
    return f"{name}{{{inside}}} {value:g}" if inside else f"{name} {value:g}"
