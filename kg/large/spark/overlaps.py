"""Partners who are also rivals, on Spark; `kg.measures.coopetition.overlaps` defines them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.large.spark.money import classed, sums
from kg.large.spark.selection import among, history, holds, named, start_of, translated
from kg.measures.coopetition.overlaps import SIGNS
from kg.vocabulary.vocabulary import vocabulary

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame

    from kg.large.spark.selection import Selected
    from kg.measures.coopetition.overlaps import Rivals
    from kg.relations.scope import Scope

_PAIR = ("left", "right")
_MOST_SENT = 2_000_000  # pairs; some 60 MB on every worker


def overlaps(selected: Selected, rivals: Rivals = "competitive") -> DataFrame:
    """Return the pairs with co-operation and rivalry, those with most cooperative relations first.

    Returns
    -------
    DataFrame
        ``a``, ``b``, ``cooperative``, ``competitive`` (ids, sorted), ``families``, ``types``,
        ``markets``, ``since``, ``known_amounts``, ``min_confidence``.

    Notes
    -----
    The relations are read twice: once for the two signs of every pair, whose partial groups are
    made before anything is sent, and once for the few relations of the pairs found. A hub has many
    pairs, but no pair has many relations.
    """
    from pyspark.sql import functions as f

    scope = selected.scope
    pairs = _pairs(selected, rivals).localCheckpoint()
    past = _among(history(selected.folder, scope).paired, pairs).localCheckpoint()
    now = past.where(holds(scope))
    since, money = _since(past, scope, rivals), _known_amounts(now, scope)
    answer = _sides(now, rivals).join(since, list(_PAIR), "left").join(money, list(_PAIR), "left")
    return _named(selected, answer).orderBy(f.desc(f.size("cooperative")), "a", "b")


def _sign(rivals: Rivals) -> tuple[Column, Column]:
    """Return whether a relation is co-operation, and whether it is rivalry."""
    types = vocabulary().relation_types.items()
    minus = {slug for slug, kind in types if kind.sign in SIGNS[rivals]}
    return _is_cooperation(), among("type", minus)


def _is_cooperation() -> Column:
    return among("type", vocabulary().types_with(sign="cooperative"))


def _pairs(selected: Selected, rivals: Rivals) -> DataFrame:
    """Return the pairs with co-operation and rivalry."""
    from pyspark.sql import functions as f

    plus, minus = _sign(rivals)
    signs = selected.paired.groupBy(*_PAIR).agg(
        f.bool_or(plus).alias("plus"), f.bool_or(minus).alias("minus")
    )
    return signs.where("plus and minus").select(*_PAIR)


def _among(rows: DataFrame, pairs: DataFrame) -> DataFrame:
    """Return the rows of some pairs; few pairs are sent to where the rows are."""
    from pyspark.sql import functions as f

    few = pairs.count() <= _MOST_SENT
    return rows.join(f.broadcast(pairs) if few else pairs, list(_PAIR), "semi")


def _sides(rows: DataFrame, rivals: Rivals) -> DataFrame:
    """Return what stands between each pair, by sign."""
    from pyspark.sql import functions as f

    plus, minus = _sign(rivals)
    ranks = {slug: code.rank for slug, code in vocabulary().codes["confidence"].items()}
    markets = f.flatten(f.collect_set(f.when(minus, f.split("market", r"\|"))))
    pairs = rows.where(plus | minus).groupBy(*_PAIR).agg(
        f.sort_array(f.collect_list(f.when(plus, f.col("id")))).alias("cooperative"),
        f.sort_array(f.collect_list(f.when(minus, f.col("id")))).alias("competitive"),
        f.sort_array(f.collect_set(f.when(plus, f.col("type")))).alias("types"),
        f.sort_array(f.array_distinct(markets)).alias("markets"),
        f.min_by("confidence", translated("confidence", ranks)).alias("min_confidence"),
    )  # fmt: skip
    families = {slug: kind.family for slug, kind in vocabulary().relation_types.items()}
    family = f.transform("types", lambda slug: translated(slug, families))
    return pairs.withColumn("families", f.sort_array(f.array_distinct(family)))


def _since(past: DataFrame, scope: Scope, rivals: Rivals) -> DataFrame:
    """Return the first day inside a span of both sides of a pair."""
    from pyspark.sql import functions as f

    plus, minus = _sign(rivals)
    ends = f.coalesce("end", f.lit("9999-12-31").cast("date"))
    start = start_of(scope)
    dated = past.where(start.isNotNull())
    spans = dated.select(*_PAIR, "type", start.alias("start"), ends.alias("end"))
    periods = spans.where(plus).select(*_PAIR, f.struct("start", "end").alias("p")).distinct()
    right = spans.where(minus).select(*_PAIR, f.struct("start", "end").alias("m")).distinct()
    first = f.greatest("p.start", "m.start")
    met = periods.join(right, list(_PAIR)).where(first < f.least("p.end", "m.end"))
    return met.groupBy(*_PAIR).agg(f.min(first).alias("since"))


def _known_amounts(rows: DataFrame, scope: Scope) -> DataFrame:
    """Return the money of the co-operation by currency, kind and stage, as a list by pair."""
    from pyspark.sql import functions as f

    keys = ("currency", "kind", "stage", "begins_later")
    totals = sums(classed(rows.where(_is_cooperation()), scope), [*_PAIR, *keys], [])
    stages = {slug: rank for rank, slug in enumerate(vocabulary().slugs("stage"))}
    order = f.struct("currency", "kind", translated("stage", stages), "begins_later")
    entry = f.struct(order.alias("order"), f.struct(*keys, "low", "high", "about").alias("known"))
    entries = f.sort_array(f.collect_list(entry))
    amounts = f.transform(entries, lambda each: each["known"])
    return totals.groupBy(*_PAIR).agg(amounts.alias("known_amounts"))


def _named(selected: Selected, pairs: DataFrame) -> DataFrame:
    from pyspark.sql import functions as f

    return named(selected, pairs, _a="left", _b="right").select(
        f.least("_a", "_b").alias("a"),
        f.greatest("_a", "_b").alias("b"),
        *("cooperative", "competitive", "families", "types", "markets", "since"),
        f.coalesce("known_amounts", f.array()).alias("known_amounts"),
        "min_confidence",
    )
