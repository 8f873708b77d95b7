"""The relations of a column folder that count under a scope, as Spark sees them.

The rules are those of `kg.relations.selection.select`, said as SQL over the same columns.
"""

from __future__ import annotations

import json
import posixpath
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from kg.base.errors import UnreadableGraph
from kg.large import VERSION
from kg.records import rows as rows_of_text
from kg.records.schema import TABLES
from kg.relations import scope as scopes
from kg.relations.groups import groups
from kg.vocabulary.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pyspark.sql import Column, DataFrame, SparkSession

    from kg.relations.scope import Scope

# What the measures read, by the names of `kg.relations.table`, with the columns of the folder;
# Parquet leaves the rest on the disk.
_COLUMNS = {
    **{name: name for name in ("id", "type", "status", "confidence", "tier", "market", "deal")},
    **{name: name for name in ("instrument", "currency")},
    **{name: f"{name}_day" for name in ("announced", "begin", "end", "newest")},
    **{name: f"{name}_index" for name in ("subject", "object")},
    **{name: f"amount_{name}" for name in ("qualifier", "period")},
    "amount": "amount_value",
}
_YEAR, _MONTH, _DAY = len("2026"), len("2026-07"), len("2026-07-02")


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
        The relations in scope, as known on its day of knowledge. ``source`` and ``target`` are the
        rows of the actors that subject and object stand for at the scope's level, ``left`` and
        ``right`` the same two in order; ``between`` tells whether these are two different
        organisations.
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
    past = history(folder, scope)
    return Selected(folder, scope, past.rows.where(holds(scope)))


def history(folder: Folder, scope: Scope) -> Selected:
    """Select the relations that counted on some day up to the as-of day."""
    from pyspark.sql import functions as f

    relations = as_known(folder, scope)
    source, target = _ends(folder, scope)
    columns = {
        "source": source,
        "target": target,
        "left": f.least(source, target),
        "right": f.greatest(source, target),
        "between": ~f.col("subject_person") & ~f.col("object_person") & (source != target),
    }
    named = (f.col(column).alias(name) for name, column in _COLUMNS.items())
    rows = relations.withColumns(columns).select(*named, *columns).fillna("total", ["period"])
    has_begun = _by(start_of(scope), scope.as_of)
    has_some_day = ~flagged("status", "terminal") | f.col("end").isNotNull()
    return Selected(folder, scope, rows.where(_counts(scope) & has_begun & has_some_day))


def holds(scope: Scope) -> Column:
    """Return whether a relation of the history holds on the as-of day."""
    from pyspark.sql import functions as f

    is_open = f.coalesce(f.col("end") > f.lit(scope.as_of), f.lit(True))
    return is_open & _by(f.least("announced", "begin"), scope.as_of)


def in_force() -> Column:
    """Return the first day a relation is in force; null for unknown."""
    from pyspark.sql import functions as f

    return f.coalesce("begin", "announced")


def start_of(scope: Scope) -> Column:
    """Return the first day a relation counts under the basis of a scope; null for unknown."""
    from pyspark.sql import functions as f

    return f.least("announced", "begin") if scope.basis == "announced" else in_force()


def named(selected: Selected, rows: DataFrame, **ends: str) -> DataFrame:
    """Return rows with the ids of actors, each beside the column that holds its row.

    Parameters
    ----------
    selected
        Its folder holds the actors.
    rows
        What is to be named.
    ends
        By the name of each new column the column with the row of the actor.
    """
    from pyspark.sql import functions as f

    actors = selected.folder.actors
    for name, end in ends.items():
        rows = rows.join(actors.select(f.col("index").alias(end), f.col("id").alias(name)), end)
    return rows


def among(column: str, words: Iterable[str]) -> Column:
    """Return whether a column has one of some values; false for none."""
    from pyspark.sql import functions as f

    return f.coalesce(f.col(column).isin(sorted(words)), f.lit(False))


def flagged(scheme: str, flag: str) -> Column:
    """Return whether the entry of a closed list has a flag, in the column named like the list."""
    return among(scheme, vocabulary().where(scheme, flag))


def translated(column: str | Column, words: Mapping[str, object]) -> Column:
    """Return what stands for each word of a column; null for others."""
    from pyspark.sql import functions as f

    return _entries(words)[f.col(column) if isinstance(column, str) else column]


def _entries(words: Mapping[Any, Any]) -> Column:
    """Return a dictionary as a constant of the plan."""
    from pyspark.sql import functions as f

    return f.create_map(*(f.lit(cell) for pair in words.items() for cell in pair))


def default_scope(folder: Folder, **options: object) -> Scope:
    """Return a scope; the as-of date defaults to the folder's cut-off."""
    return scopes.scope(folder.cutoff, **options)  # type: ignore[arg-type]


def as_known(folder: Folder, scope: Scope) -> DataFrame:
    """Return the relations as they stood on the day of knowledge; see `kg.relations.knowledge`."""
    from pyspark.sql import functions as f

    day = scope.known_at
    if day is None:
        return folder.relations
    statuses = vocabulary().codes["status"]
    before = {slug: code.extra.get("precededBy", slug) for slug, code in statuses.items()}
    announced, begin, end = (f.col(f"{name}_day") for name in ("announced", "begin", "end"))
    is_complete, is_terminal = _by("newest_day", day), flagged("status", "terminal")
    is_undated = f.col("replaced_known_day").isNull() & end.isNull()
    is_settled = is_complete & (f.col("newest_day").isNotNull() | f.lit(day >= folder.cutoff))
    has_ended = _by("replaced_known_day", day) & _by(end, day) & (~is_undated | is_settled)
    is_early = is_terminal & ~has_ended
    has_begun = f.when(is_early, _by(begin, day) & (begin.isNotNull() | announced.isNull()))
    has_begun = has_begun.otherwise(_by(f.coalesce(begin, announced), day))
    status = f.when(is_early, translated("status", before)).otherwise(f.col("status"))
    is_ahead = (~is_terminal | is_early) & ~has_begun
    status = f.when(is_ahead, translated(status, before)).otherwise(status)
    columns = {
        "status": status,
        "announced_day": f.when(_by(announced, day), announced),
        "begin_day": f.when(_by(begin, day) | is_complete, begin),
        "end_day": f.when((status == f.col("status")) & (_by(end, day) | is_complete), end),
    }
    relations = folder.relations.where(f.col("known_day") <= f.lit(day)).withColumns(columns)
    ids = on_record(folder, "deals", scope).select(f.col("id").alias("deal"))
    deals = ids.withColumn("_deal", f.col("deal"))
    return relations.join(deals, "deal", "left").withColumn("deal", f.col("_deal"))


def on_record(folder: Folder, name: str, scope: Scope) -> DataFrame:
    """Return the deals or observations on record by the day of knowledge."""
    from pyspark.sql import functions as f

    spark = folder.relations.sparkSession
    claims = spark.read.parquet(f"{folder.place}/{name}.parquet")
    if scope.known_at is None:
        return claims
    sources = spark.read.parquet(f"{folder.place}/sources.parquet").select(
        f.col("id").alias("source"), last_day("published").alias("published")
    )
    cited = claims.select("id", f.explode(f.split("sources", r"\|")).alias("source"))
    published = cited.join(sources, "source").groupBy("id").agg(f.min("published").alias("_first"))
    known_day = f.least("_first", last_day("announced"))
    return claims.join(published, "id", "left").where(known_day <= f.lit(scope.known_at))


def _by(column: str | Column, day: date) -> Column:
    """Return whether a day has come by another one; true for an unknown day."""
    from pyspark.sql import functions as f

    days = f.col(column) if isinstance(column, str) else column
    return f.coalesce(days <= f.lit(day), f.lit(True))


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

    is_dated = f.col("part_of_from").isNotNull() | f.col("part_of_to").isNotNull()
    if not folder.actors.where(is_dated).head(1):
        return None
    is_part = f.col("part_of").isNotNull()
    above = folder.actors.where(is_part).select(f.col("part_of").alias("id")).distinct()
    tops = folder.actors.where(~is_part).join(above, "id", "semi")
    parts = folder.actors.where(is_part).unionByName(tops).collect()
    columns = TABLES["actors"].columns
    actors = [
        rows_of_text.record(TABLES["actors"], {name: row[name] or "" for name in columns})
        for row in parts
    ]
    roots = (parts[top]["index"] for top in groups(actors).root(scope.group_day).tolist())
    moved = {
        row["index"]: root for row, root in zip(parts, roots, strict=True) if root != row["root"]
    }
    return _entries(moved) if moved else None


def _counts(scope: Scope) -> Column:
    """Return whether a relation counts, whatever the as-of day."""
    from pyspark.sql import functions as f

    words = vocabulary()
    condition = f.lit(True)
    if not scope.rumours:
        types = {slug for slug, kind in words.relation_types.items() if kind.hearsay}
        condition &= ~flagged("status", "hearsay") & ~among("type", types)
    if scope.statuses is not None:
        condition &= among("status", scope.statuses)
    for scheme, least in (("confidence", scope.min_confidence), ("tier", scope.min_tier)):
        if least is not None:
            ranks = words.codes[scheme]
            good = {slug for slug, code in ranks.items() if code.rank >= ranks[least].rank}
            condition &= among(scheme, good)
    return condition if scope.undated else condition & in_force().isNotNull()


def first_day(column: str) -> Column:
    """Return the first day of a date of which the day, or month, may be unknown."""
    from pyspark.sql import functions as f

    return f.to_date(f.concat(f.col(column), _rest(column, "-01-01", "-01")))


def last_day(column: str) -> Column:
    """Return the last day of a date of which the day, or month, may be unknown."""
    from pyspark.sql import functions as f

    day = f.to_date(f.concat(f.col(column), _rest(column, "-12-01", "-01")))
    return f.when(f.length(column) == _DAY, day).otherwise(f.last_day(day))


def _rest(column: str, of_year: str, of_month: str) -> Column:
    """Return what makes a day of a date: an end for a year, one for a month."""
    from pyspark.sql import functions as f

    length = f.length(column)
    return (
        f.when(length == _YEAR, of_year).when(length == _MONTH, of_month).when(length == _DAY, "")
    )
