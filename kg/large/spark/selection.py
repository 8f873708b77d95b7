"""The relations of a column folder that count under a scope, as Spark sees them.

The rules are those of `kg.relations.selection.select`, said as SQL over the same columns.
"""

from __future__ import annotations

import json
import posixpath
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from kg.base.errors import UnreadableGraph
from kg.large import VERSION
from kg.relations import scope as scopes
from kg.vocabulary.dates import PartialDate
from kg.vocabulary.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pyspark.sql import Column, DataFrame, Row, SparkSession

    from kg.relations.scope import Scope

# What the measures read; Parquet leaves the rest on the disk.
_COLUMNS = (
    *("id", "type", "status", "confidence", "announced_day", "begin_day", "end_day"),
    *("replaced_known_day", "newest_day"),
    *("market", "instrument", "deal"),
    *("currency", "amount_value", "amount_qualifier", "amount_period"),
)


@dataclass(frozen=True)
class Folder:
    """A column folder, wherever Spark can read it.

    Attributes
    ----------
    relations, actors : DataFrame
        As the folder holds them.
    place : str
        Path or address of the folder.
    cutoff : date
        Day up to which the data was compiled.
    """

    relations: DataFrame
    actors: DataFrame
    place: str
    cutoff: date


@dataclass(frozen=True)
class Selected:
    """The relations in scope.

    Attributes
    ----------
    folder : Folder
    scope : Scope
    rows : DataFrame
        The relations in scope with ``source`` and ``target``, the rows of the actors that subject
        and object stand for at the scope's level, ``one`` and ``other``, the same two in order, and
        ``between``: whether these are two different organisations.
    """

    folder: Folder
    scope: Scope
    rows: DataFrame

    @property
    def paired(self) -> DataFrame:
        """The relations in scope between two different organisations."""
        return self.rows.where("between")


def open_folder(spark: SparkSession, place: str) -> Folder:
    """Open a column folder; nothing but its description is read.

    Parameters
    ----------
    place
        Path or address of the folder, or a pattern of its files: ``s3a://bucket/graph``,
        ``graph/relations/*.parquet``.

    Raises
    ------
    UnreadableGraph
        When Spark finds no such folder, or one of another program.
    """
    from pyspark.errors import PySparkException

    root, files = parts(place.rstrip("/"))
    try:
        lines = spark.read.text(f"{root}/meta.json", wholetext=True).collect()
        relations, actors = spark.read.parquet(files), spark.read.parquet(f"{root}/actors.parquet")
    except PySparkException as error:
        reason = str(error).strip().splitlines()[0]
        raise UnreadableGraph(place, f"{reason}; write one with: kg import --bulk") from error
    try:
        meta = json.loads(lines[0][0])
        cutoff, version = date.fromisoformat(meta["cutoff"]), meta["version"]
    except (IndexError, KeyError, TypeError, ValueError) as error:
        raise UnreadableGraph(place, "its meta.json states no cut-off date and version") from error
    if version != VERSION:
        reason = f"its version is {version}, not {VERSION}; write it again with: kg import --bulk"
        raise UnreadableGraph(place, reason)
    return Folder(relations, actors, root, cutoff)


def parts(place: str) -> tuple[str, str]:
    """Return the column folder a place means, and where its relations are.

    >>> parts("s3a://bucket/relations-v2/graph")
    ('s3a://bucket/relations-v2/graph', 's3a://bucket/relations-v2/graph/relations')
    >>> parts("graph/relations/part-0*.parquet")
    ('graph', 'graph/relations/part-0*.parquet')
    >>> parts("relations")
    ('.', './relations')
    """
    above, name = posixpath.split(place)
    pattern = ""
    if posixpath.basename(above) == "relations" and (
        name.endswith(".parquet") or any(mark in name for mark in "*?[{")
    ):
        pattern = f"/{name}"
        above, name = posixpath.split(above)
    is_parts = name == "relations" and not above.endswith(":")  # no bucket of that name
    root = above or "." if is_parts else place
    return root, f"{root}/relations{pattern}"


def select(folder: Folder, scope: Scope) -> Selected:
    """Select the relations that count under a scope."""
    return _selected(folder, scope, holds(scope))


def history(folder: Folder, scope: Scope) -> Selected:
    """Select the relations that counted on some day up to the as-of day."""
    from pyspark.sql import functions as f

    started = _started(scope) & ~(_ended_some_day() & ~_end_unknown(scope))
    return _selected(folder, scope, f.coalesce(started, f.lit(False)))


def holds(scope: Scope) -> Column:
    """Return whether a relation is active on the as-of day, as far as its end was known."""
    from pyspark.sql import functions as f

    open_end = f.col("end_day").isNull() & ~_terminal()
    running = f.coalesce(f.lit(scope.as_of) < f.col("end_day"), f.lit(False))
    return _started(scope) & (_end_unknown(scope) | open_end | running)


def end_of(scope: Scope) -> Column:
    """Return the first day a relation no longer holds, as far as on record; null while open."""
    from pyspark.sql import functions as f

    return f.when(_end_unknown(scope), f.lit(None)).otherwise(f.col("end_day"))


def among(column: str, words: Iterable[str]) -> Column:
    """Return whether a column has one of some values; false for none."""
    from pyspark.sql import functions as f

    return f.coalesce(f.col(column).isin(sorted(words)), f.lit(False))


def default_scope(folder: Folder, **options: object) -> Scope:
    """Return a scope; the as-of date defaults to the folder's cut-off."""
    return scopes.scope(folder.cutoff, **options)  # type: ignore[arg-type]


def _selected(folder: Folder, scope: Scope, active: Column) -> Selected:
    from pyspark.sql import functions as f

    source, target = _ends(folder, scope)
    columns = {
        "source": source,
        "target": target,
        "one": f.least(source, target),
        "other": f.greatest(source, target),
        "between": ~f.col("subject_person") & ~f.col("object_person") & (source != target),
    }
    rows = folder.relations.where(active & _counts(scope)).withColumns(columns)
    return Selected(folder, scope, rows.select(*_COLUMNS, *columns))


def _ends(folder: Folder, scope: Scope) -> tuple[Column, Column]:
    """Return the rows of the actors that subject and object stand for; see `RelationTable.ends`."""
    from pyspark.sql import functions as f

    subject, object_ = f.col("subject_index"), f.col("object_index")
    if scope.level == "actor":
        return subject, object_
    moved = _moved(folder, scope)
    source, target = (
        f.coalesce(moved[end], f.col(f"{name}_root"))
        if moved is not None
        else f.col(f"{name}_root")
        for name, end in (("subject", subject), ("object", object_))
    )
    types = vocabulary().relation_types.values()
    itself = among("type", {kind.slug for kind in types if kind.object_stands_for_itself})
    return source, f.when(itself & (source != target), object_).otherwise(target)


def _moved(folder: Folder, scope: Scope) -> Column | None:
    """Return the groups on the as-of day of actors whose stored group has changed since.

    Only members with a first or last day, and what is below them, can have another group than the
    one stored; these are few.
    """
    from pyspark.sql import functions as f

    names = ("id", "part_of", "part_of_from", "part_of_to", "index", "root")
    is_dated = f.col("part_of_from").isNotNull() | f.col("part_of_to").isNotNull()
    if not folder.actors.where(is_dated).head(1):
        return None
    part = folder.actors.where(f.col("part_of").isNotNull()).select(*names).collect()
    above = {row["id"]: row for row in part}
    index = {row["id"]: row["index"] for row in part}
    tops = {row["part_of"] for row in part} - index.keys()
    more = folder.actors.where(f.col("id").isin(sorted(tops))).select("id", "index").collect()
    index |= {row["id"]: row["index"] for row in more}
    pairs = [
        f.lit(number)
        for row in part
        if (top := index[_top(row["id"], above, scope.group_day)]) != row["root"]
        for number in (row["index"], top)
    ]
    return f.create_map(*pairs) if pairs else None


def _top(actor: str, above: Mapping[str, Row], day: date) -> str:
    """Return the group of an actor on a day."""
    while actor in above:
        row = above[actor]
        first, last = (row[name] and PartialDate.parse(row[name]) for name in
                       ("part_of_from", "part_of_to"))  # fmt: skip
        if (first and day < first.first) or (last and last.last < day):
            break
        actor = row["part_of"]
    return actor


def _counts(scope: Scope) -> Column:
    """Return whether a relation counts, whatever the as-of day."""
    from pyspark.sql import functions as f

    words = vocabulary()
    condition = f.lit(True)
    if scope.known_at is not None:
        condition &= f.coalesce(f.col("known_day") <= f.lit(scope.known_at), f.lit(False))
    if not scope.rumours:
        types = {slug for slug, kind in words.relation_types.items() if kind.hearsay}
        condition &= ~among("status", words.where("status", "hearsay")) & ~among("type", types)
    if scope.statuses is not None:
        condition &= among("status", scope.statuses)
    for scheme, least in (("confidence", scope.min_confidence), ("tier", scope.min_tier)):
        if least is not None:
            ranks = words.codes[scheme]
            good = {slug for slug, code in ranks.items() if code.rank >= ranks[least].rank}
            condition &= among(scheme, good)
    return condition if scope.undated else condition & start_of(scope).isNotNull()


def start_of(scope: Scope) -> Column:
    """Return the first day a relation counts under the basis of a scope; null for unknown."""
    from pyspark.sql import functions as f

    announced, begin = f.col("announced_day"), f.col("begin_day")
    in_force = f.coalesce(begin, announced)
    return f.least(announced, begin) if scope.basis == "announced" else in_force


def _started(scope: Scope) -> Column:
    from pyspark.sql import functions as f

    return f.coalesce(start_of(scope) <= f.lit(scope.as_of), f.lit(True))


def _terminal() -> Column:
    return among("status", vocabulary().where("status", "terminal"))


def _ended_some_day() -> Column:
    """Return whether a relation has ended on a day that is not known."""
    from pyspark.sql import functions as f

    return _terminal() & f.col("end_day").isNull()


def _end_unknown(scope: Scope) -> Column:
    """Return whether the end of an ended relation was not yet on record."""
    from pyspark.sql import functions as f

    if scope.known_at is None:
        return f.lit(False)
    day = f.greatest("replaced_known_day", "end_day")
    later = f.coalesce(day, f.col("newest_day")) > f.lit(scope.known_at)
    return _terminal() & f.coalesce(later, f.lit(False))
