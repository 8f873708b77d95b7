"""Sums of money on Spark, as in `kg.relations.money`: a deal counts once, by its largest side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.vocabulary.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyspark.sql import Column, DataFrame

CURRENCY = "USD"


def largest_sides(rows: DataFrame, keys: Sequence[str], value: str = "amount_value") -> DataFrame:
    """Return the amounts of rows between two parties, of each deal its largest side.

    Rows of one deal and one type are tranches and add up; of the types of one deal the one that
    comes to most counts, the first in the order of ids when several do.

    Parameters
    ----------
    rows
        Relations with an amount.
    keys
        Columns that say which rows belong together: the parties, and what must not be mixed.
    value
        Column of the amount.

    Returns
    -------
    DataFrame
        The keys, ``stated``, ``low`` and ``high`` (null: no upper bound), one row per deal.
    """
    from pyspark.sql import functions as f

    low = f.when(f.col("amount_qualifier") == "up-to", 0.0).otherwise(f.col(value))
    high = f.when(f.col("amount_qualifier") == "at-least", None).otherwise(f.col(value))
    deal = f.coalesce(f.concat(f.lit("deal "), "deal"), f.concat(f.lit("relation "), "id"))
    named = rows.withColumns({"_deal": deal, "_low": low, "_high": high})
    sides = named.groupBy(*keys, "_deal", "type").agg(
        f.sum(value).alias("stated"),
        f.sum("_low").alias("low"),
        sum_if_all("_high").alias("high"),
        f.min("id").alias("_first"),
    )
    best = f.min_by(f.struct("stated", "low", "high"), f.struct(-f.col("stated"), "_first"))
    return sides.groupBy(*keys, "_deal").agg(best.alias("_side")).select(*keys, "_side.*")


def sums(rows: DataFrame, keys: Sequence[str], within: Sequence[str]) -> DataFrame:
    """Return the bounds of the sums of amounts by some keys.

    Parameters
    ----------
    rows
        Relations with an amount.
    keys
        Columns to sum by.
    within
        Further columns inside which a deal counts once: the parties.
    """
    from pyspark.sql import functions as f

    sides = largest_sides(rows, [*keys, *within])
    return sides.groupBy(*keys).agg(
        f.sum("stated").alias("stated"), f.sum("low").alias("low"), sum_if_all("high").alias("high")
    )


def known_total(rows: DataFrame, keys: Sequence[str]) -> DataFrame:
    """Return the stated totals in USD by parties, as ``amount_usd``; none where none is stated."""
    from pyspark.sql import functions as f

    stated = largest_sides(rows.where(is_total()), keys)
    return stated.groupBy(*keys).agg(f.sum("stated").alias("amount_usd"))


def is_total() -> Column:
    """Return whether a relation states a total in USD."""
    from pyspark.sql import functions as f

    total = f.coalesce(f.col("amount_period"), f.lit("total")) == "total"
    stated = f.col("amount_value").isNotNull() & (f.col("currency") == CURRENCY) & total
    return f.coalesce(stated, f.lit(False))


def with_kind(rows: DataFrame) -> DataFrame:
    """Return relations with the kind of money of their amount; a rate with its period."""
    from pyspark.sql import functions as f

    spark = rows.sparkSession
    words = vocabulary()
    instruments = (None, *words.slugs("instrument"))
    kinds = [
        (slug, instrument or "", words.money_kind(slug, instrument, "total") or "none")
        for slug in words.relation_types
        for instrument in instruments
    ]
    table = spark.createDataFrame(kinds, "type string, _instrument string, _kind string")
    period = f.coalesce(f.col("amount_period"), f.lit("total"))
    kind = f.when(period == "total", f.col("_kind")).otherwise(f.concat(f.lit("rate "), period))
    named = rows.withColumn("_instrument", f.coalesce(f.col("instrument"), f.lit("")))
    return named.join(f.broadcast(table), ["type", "_instrument"]).withColumn("kind", kind)


def sum_if_all(column: str) -> Column:
    """Return the sum of a column; null when any value is."""
    from pyspark.sql import functions as f

    return f.when(f.count(column) == f.count(f.lit(1)), f.sum(column))
