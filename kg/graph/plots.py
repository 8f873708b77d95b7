"""Pictures of answers in files: PNG or SVG, the same bytes for the same answer."""

from __future__ import annotations

import io
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from kg.base.errors import InvalidValue, MissingExtra
from kg.base.files import write_atomically
from kg.measures.supply.hhi import POINTS
from kg.vocabulary.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from kg.graph.answer import Answer
    from kg.measures.coopetition.overlaps import Overlap
    from kg.measures.record.timeline import Period
    from kg.measures.supply.concentration import Concentration

FORMATS = ("png", "svg")
_MOST_MONTHS = 48
_INK, _PALE = "#11151C", "#C9D1DA"


def draw(plot: str, answer: Answer[Any], path: Path, actor: str = "") -> None:
    """Draw an answer.

    Parameters
    ----------
    plot
        Name of a function below.
    answer
        To a question with such a plot.
    path
        The file; its ending, ``.png`` or ``.svg``, decides the format.
    actor
        Whom the answer is about, for the title.
    """
    names = {actor.id: actor.name for actor in answer.data.records.named}
    if plot == "timeline":
        timeline(answer.rows, path, f"Announced per month{f': {actor}' if actor else ''}")
    elif plot == "concentration":
        concentration(answer.rows, names, path)
    else:
        overlap_matrix(answer.rows, names, path)


def timeline(rows: Sequence[Period], path: Path, title: str) -> None:
    """Draw relations announced per month as bars, stacked by family.

    Parameters
    ----------
    rows
        Of `kg.measures.record.timeline.timeline`; those without a month, or before the last four
        years, are counted in the caption.
    path
        The file; its ending, ``.png`` or ``.svg``, decides the format.
    title
        Headline of the picture.
    """
    dated = [row for row in rows if len(row.month) == 7]
    months = _months(dated)
    drawn = [row for row in dated if row.month in set(months)]
    undrawn = sum(len(r.relations) for r in rows) - sum(len(r.relations) for r in drawn)
    caption = f"{title}\nnot drawn: {undrawn} relations that are older or show no month"
    base = [0] * len(months)
    with _drawing(path, 11, 4.5, caption) as axes:
        for index, (family, label) in enumerate(_families().items()):
            counts = {r.month: len(r.relations) for r in drawn if r.family == family}
            heights = [counts.get(month, 0) for month in months]
            axes.bar(range(len(months)), heights, bottom=base, label=label, color=_COLOURS[index])
            base = [low + height for low, height in zip(base, heights, strict=True)]
        years = [index for index, month in enumerate(months) if month.endswith("-01")]
        axes.set_xticks(years, [months[index][:4] for index in years])
        axes.set_ylabel("relations announced")
        axes.legend(frameon=False, fontsize=8, loc="upper left")


def concentration(rows: Sequence[Concentration], names: Mapping[str, str], path: Path) -> None:
    """Draw the HHI of every row as a point, with its bounds as a line.

    Parameters
    ----------
    rows
        Of `kg.measures.supply.concentration.concentration`; the first 30 are drawn, hollow where
        the index counts heads because no amount is known.
    names
        Names of the actors by id.
    path
        As for `timeline`.
    """
    drawn = list(rows[:30])[::-1]
    height = 1.2 + 0.32 * max(len(drawn), 3)
    with _drawing(path, 9, height, "Concentration of known commitments") as axes:
        for place, row in enumerate(drawn):
            span = [bound * POINTS for bound in (row.possible.low, row.possible.high)]
            axes.plot(span, [place, place], color=_PALE, linewidth=4)
            is_counted = row.basis == "count"
            axes.plot(row.points, place, "o", color=_INK, mfc="white" if is_counted else _INK)
        axes.set_yticks(range(len(drawn)), [f"{names[r.actor]}, {r.capability}" for r in drawn])
        axes.set_xlim(0, POINTS * 1.02)
        axes.set_xlabel("HHI in points; the line spans what unknown amounts allow")


def overlap_matrix(rows: Sequence[Overlap], names: Mapping[str, str], path: Path) -> None:
    """Draw partners who are also rivals as a matrix; darker for more cooperative relations.

    Parameters
    ----------
    rows
        Of `kg.measures.coopetition.overlaps.overlaps`.
    names
        Names of the actors by id.
    path
        As for `timeline`.
    """
    actors = sorted({end for row in rows for end in (row.a, row.b)}, key=lambda a: names[a].lower())
    place = {actor: index for index, actor in enumerate(actors)}
    counts = [[0] * len(actors) for _ in actors]
    for row in rows:
        a, b = place[row.a], place[row.b]
        counts[a][b] = counts[b][a] = len(row.cooperative)
    size = 3 + 0.3 * len(actors) + 0.08 * max((len(names[a]) for a in actors), default=0)
    title = "Partners who are also rivals: cooperative relations of every pair"
    with _drawing(path, size, size, title) as axes:
        axes.imshow(counts or [[0]], cmap="Blues")
        labels = [names[actor] for actor in actors]
        axes.set_xticks(range(len(actors)), labels, rotation=90, fontsize=8)
        axes.set_yticks(range(len(actors)), labels, fontsize=8)
        for a, line in enumerate(counts):
            for b, count in enumerate(line):
                if count:
                    colour = "white" if count > 5 else _INK
                    axes.text(b, a, str(count), ha="center", va="center", fontsize=8, color=colour)


_COLOURS = ("#008A68", "#15489C", "#A87700", "#8D6BC4", "#B3200E", "#6B1408", "#7A8591")


def _families() -> dict[str, str]:
    return {slug: code.labels["en"] for slug, code in vocabulary().codes["family"].items()}


def _months(rows: Sequence[Period]) -> list[str]:
    """Return every month from the first to the last one, the last four years at most."""
    if not rows:
        return []
    first, last = (_number(edge(row.month for row in rows)) for edge in (min, max))
    numbers = range(max(first, last - _MOST_MONTHS + 1), last + 1)
    return [f"{number // 12:04d}-{number % 12 + 1:02d}" for number in numbers]


def _number(month: str) -> int:
    return int(month[:4]) * 12 + int(month[5:]) - 1


@contextmanager
def _drawing(path: Path, width: float, height: float, title: str) -> Iterator[Any]:
    """Yield axes to draw on and write the file afterwards; every text is drawn as it is."""
    form = path.suffix.lstrip(".")
    if form not in FORMATS:
        raise InvalidValue("picture", path, "end its name in .png or .svg")
    try:
        from matplotlib import rc_context
        from matplotlib.figure import Figure
    except ImportError:
        raise MissingExtra("a picture", "plot") from None
    with rc_context({"svg.hashsalt": "kg", "svg.fonttype": "none", "text.parse_math": False}):
        figure = Figure(figsize=(width, height), layout="constrained")
        axes = figure.subplots()
        yield axes
        for side in ("top", "right"):
            axes.spines[side].set_visible(False)
        axes.set_title(title, loc="left", fontsize=11, color=_INK)
        out = io.BytesIO()
        metadata = {"Date": None} if form == "svg" else {"Software": None}
        figure.savefig(out, format=form, dpi=150, metadata=metadata)
    write_atomically(path, out.getvalue())
