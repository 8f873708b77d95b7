"""What is said of work while it goes on, and, in a verbose call, of how long it took.

Bars are for work that takes longer than two seconds, on a terminal, on standard error.
"""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Timer
from time import monotonic, perf_counter
from typing import TYPE_CHECKING, Any, TypeVar

import click

from kg.base.text import without_secret
from kg.cli.terminal.console import console, counted, detail, figure, is_watched, say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from rich.progress import Progress, ProgressColumn

    from kg.graph.answer import Answer
    from kg.graph.graph import Graph

T = TypeVar("T")

_KEY = "kg.progress"
PATIENCE = 2.0  # seconds before a bar is drawn
_bars: list[Progress] = []  # of the work that goes on


@contextmanager
def working(label: str) -> Iterator[None]:
    """Show that work of an unknown number of steps goes on.

    Parameters
    ----------
    label
        Key of the phrase that says what is being done: ``progress.check``.
    """
    if not is_watched():
        yield
        return
    with _bar() as bar:
        bar.add_task(say(label), total=None)
        timer = Timer(PATIENCE, bar.start)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            timer.join()  # a bar that starts after its end would hide the cursor for good


def track(work: Sequence[T], label: str) -> Iterable[T]:
    """Yield the items of some work, with a bar that shows how far it has come."""
    return _tracked(work, label) if is_watched() else work


def _tracked(work: Sequence[T], label: str) -> Iterator[T]:
    with _bar() as bar:
        task = bar.add_task(say(label), total=len(work))
        began = monotonic()
        for done, item in enumerate(work):
            if monotonic() - began > PATIENCE:
                bar.start()  # does nothing the second time
                bar.update(task, completed=done)
            yield item


@contextmanager
def counting(label: str, total: int | None) -> Iterator[Callable[[int], None]]:
    """Give a function to report progress to; draw how much is done of how much.

    Parameters
    ----------
    label
        Key of the phrase that says what is counted: ``progress.written``.
    total
        How much there is to do; None when that is not known.
    """
    if not is_watched():
        yield lambda _count: None
        return
    from rich.progress import MofNCompleteColumn

    with _bar(MofNCompleteColumn()) as bar:
        task = bar.add_task(say(label), total=total)
        began = monotonic()

        def tick(count: int) -> None:
            bar.advance(task, count)
            if monotonic() - began > PATIENCE:
                bar.start()  # does nothing the second time

        yield tick


@contextmanager
def stages() -> Iterator[Callable[[str, int, int | None], None]]:
    """Give a function that takes a stage, how much of it is done, and of how much if known."""
    bars: dict[str, tuple[Callable[[int], None], int]] = {}
    with ExitStack() as open_bars:

        def tell(what: str, done: int, total: int | None) -> None:
            if what not in bars:
                bars[what] = open_bars.enter_context(counting(f"progress.{what}", total)), 0
            tick, before = bars[what]
            tick(done - before)
            bars[what] = tick, done

        yield tell


def erase() -> None:
    """Take all bars off the screen and show the cursor again."""
    for bar in _bars:
        _stop(bar)


def _stop(bar: Progress) -> None:
    try:
        bar.stop()
    except IndexError:  # Ctrl-C came while rich was about to draw it
        bar.console.show_cursor()


@contextmanager
def _bar(*counts: ProgressColumn) -> Iterator[Progress]:
    """Give a bar that is not drawn yet; it is off the screen in the end."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), *counts, TimeElapsedColumn())
    bar = Progress(*columns, console=Console(stderr=True), transient=True)
    _bars.append(bar)
    try:
        yield bar
    finally:
        _bars.remove(bar)
        _stop(bar)


def report_read(graph: Graph) -> None:
    """Print where a graph is from; read a folder of tables and print its size."""
    if not console().verbose:
        return
    from kg.graph.graph import is_address
    from kg.records.tables import is_folder

    if is_address(graph.place) or not is_folder(Path(graph.place)):
        detail(say("timing.asking", place=without_secret(graph.place)))
    else:
        began = perf_counter()
        sizes = counted(graph.counts)
        seconds = figure(f"{perf_counter() - began:.2f}")
        detail(say("timing.read", place=graph.place, sizes=sizes, s=seconds))
    click.get_current_context().meta[_KEY] = graph, perf_counter()


def report_answer(answer: Answer[Any]) -> None:
    """Print how long the question took, and the SPARQL of a named query like it."""
    graph = report_time()
    if graph is None:
        return
    from kg.rdf.query import named_queries

    query = named_queries().get(answer.command)
    if query:
        names = {p.name for p in query.parameters} & {"as_of"}
        day = answer.scope.as_of.isoformat()
        detail(say("timing.sparql", name=query.name))
        detail(graph.sparql(query.name, dict.fromkeys(names, day)))


def report_time() -> Graph | None:
    """Print how long the question took; return its graph if the call is verbose."""
    reading: tuple[Graph, float] | None = click.get_current_context().meta.get(_KEY)
    if reading is None:
        return None
    graph, since = reading
    detail(say("timing.answered", s=figure(f"{perf_counter() - since:.2f}")))
    return graph
