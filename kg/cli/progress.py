"""Bars for work that takes longer than two seconds, on a terminal, on standard error."""

from __future__ import annotations

from contextlib import contextmanager
from threading import Timer
from time import monotonic
from typing import TYPE_CHECKING, TypeVar

from kg.cli.console import is_watched, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from rich.progress import Progress

T = TypeVar("T")

PATIENCE = 2.0


@contextmanager
def working(label: str) -> Iterator[None]:
    """Show that something goes on whose steps are not known.

    Parameters
    ----------
    label
        What is being done, in English: ``Checking the data``.
    """
    if not is_watched():
        yield
        return
    bar = _bar()
    bar.add_task(say(label), total=None)
    timer = Timer(PATIENCE, bar.start)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        bar.stop()


def track(work: Sequence[T], label: str) -> Iterable[T]:
    """Yield the items of some work, with a bar that shows how far it has come."""
    return _tracked(work, label) if is_watched() else work


def _tracked(work: Sequence[T], label: str) -> Iterator[T]:
    bar = _bar()
    task = bar.add_task(say(label), total=len(work))
    began = monotonic()
    try:
        for done, item in enumerate(work):
            if monotonic() - began > PATIENCE:
                bar.start()  # does nothing the second time
                bar.update(task, completed=done)
            yield item
    finally:
        bar.stop()


def _bar() -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    return Progress(*columns, console=Console(stderr=True), transient=True)
