"""The log of the service: lines of JSON on standard error."""

from __future__ import annotations

import asyncio
import json
import logging
import sys
import time
from typing import TextIO

LOG = logging.getLogger("kg.service")
_BATCH_SECONDS, _MOST_LINES = 0.1, 500


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
    """A handler that writes the lines of a tenth of a second at once.

    A write costs as much as a query. Warnings and errors are written immediately, with what came
    before them.
    """

    def __init__(self, stream: TextIO) -> None:
        super().__init__(stream)
        self._lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a line, and write all lines when it is time."""
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
        """Write the lines that were kept."""
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
