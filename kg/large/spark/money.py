"""Sums of money on Spark; see `kg.relations.sums`: a deal counts once, by its largest side."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from kg.large.spark.selection import among, in_force, translated
from kg.measures.supply.denominators import CURRENCY
from kg.relations.sums import PAYMENT, kind_name
from kg.vocabulary.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyspark.sql import Column, DataFrame

    from kg.relations.scope import Scope


def counted(rows: DataFrame) -> DataFrame:
    """Drop the relations that state another amount of a payment than one that counts instead.

    `kg.relations.sums.contradicted` holds the rule. Only relations of a deal are compared.
    """
    from pyspark.sql import Window
    from pyspark.sql import functions as f

    is_exact = f.col("qualifier").isNull() | (f.col("qualifier") == "exact")
    is_compared = f.col("deal").isNotNull() & f.col("amount").isNotNull() & is_exact
    ranks = {
        scheme: {s: c.rank for s, c in vocabulary().codes[scheme].items()}
        for scheme in ("tier", "confidence")
    }
    strength = [f.desc(translated(scheme, of)) for scheme, of in ranks.items()]
    payment = Window.partitionBy(*PAYMENT)
    order = payment.orderBy(*strength, f.desc_nulls_last("newest"), "id")
    places = {
        "_place": f.row_number().over(order),
        "_least": f.min("amount").over(payment),
        "_most": f.max("amount").over(payment),
    }
    compared = rows.where(is_compared).withColumns(places).where("_place = 1 or _least = _most")
    return rows.where(~is_compared).unionByName(compared.drop(*places))


def largest_sides(rows: DataFrame, keys: Sequence[str], value: str = "amount") -> DataFrame:
    """Return the amounts of rows between two parties, of each deal its largest side.

    Rows of one deal and one type are tranches and add up; of the types of one deal the one that
    comes to most counts, the first in the order of ids when several do.

    Parameters
    ----------
    rows
        Relations with an amount, those that count.
    keys
        Columns that say which rows belong together: the parties, and what must not be mixed.
    value
        Column of the amount.

    Returns
    -------
    DataFrame
        The keys, ``stated``, ``low``, ``high`` (null: no upper bound) and ``about``, one row per
        deal.
    """
    from pyspark.sql import functions as f

    low = f.when(f.col("qualifier") == "up-to", 0.0).otherwise(f.col(value))
    high = f.when(f.col("qualifier") == "at-least", None).otherwise(f.col(value))
    deal = f.coalesce(f.concat(f.lit("deal "), "deal"), f.concat(f.lit("relation "), "id"))
    named = rows.withColumns({"_deal": deal, "_low": low, "_high": high})
    sides = named.groupBy(*keys, "_deal", "type").agg(
        f.sum(value).alias("stated"),
        f.sum("_low").alias("low"),
        sum_if_all("_high").alias("high"),
        f.bool_or(among("qualifier", ["about"])).alias("about"),
        f.min("id").alias("_first"),
    )
    figures = f.struct("stated", "low", "high", "about")
    best = f.min_by(figures, f.struct(-f.col("stated"), "_first"))
    return sides.groupBy(*keys, "_deal").agg(best.alias("_side")).select(*keys, "_side.*")


def sums(rows: DataFrame, keys: Sequence[str], within: Sequence[str]) -> DataFrame:
    """Return the bounds of the sums of amounts by some keys: ``low``, ``high`` and ``about``.

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

    return (
        largest_sides(counted(rows), [*keys, *within])
        .groupBy(*keys)
        .agg(
            f.sum("low").alias("low"),
            sum_if_all("high").alias("high"),
            f.bool_or("about").alias("about"),
        )
    )


def known_total(rows: DataFrame, keys: Sequence[str]) -> DataFrame:
    """Return the stated totals in USD by parties, as ``amount_usd``; none where none is stated."""
    from pyspark.sql import functions as f

    is_total = (f.col("currency") == CURRENCY) & (f.col("period") == "total")
    totals = rows.where(f.col("amount").isNotNull() & is_total)
    stated = largest_sides(counted(totals), keys)
    return stated.groupBy(*keys).agg(f.sum("stated").alias("amount_usd"))


def classed(rows: DataFrame, scope: Scope) -> DataFrame:
    """Return the relations with an amount, and what keeps their amounts apart.

    That is the ``kind`` of money, the ``stage``, and ``begins_later``: after the as-of day.
    """
    from pyspark.sql import functions as f

    words = vocabulary()
    instruments = (None, *words.slugs("instrument"))
    cases = product(words.relation_types, instruments, words.slugs("period"))
    kinds = [(case[0], case[1] or "", case[2], kind_name(*case)) for case in cases]
    table = rows.sparkSession.createDataFrame(
        kinds, "type string, _instrument string, period string, kind string"
    )
    stages = {slug: code.extra["stage"] for slug, code in words.codes["status"].items()}
    columns = {
        "_instrument": f.coalesce("instrument", f.lit("")),
        "stage": translated("status", stages),
        "begins_later": f.coalesce(in_force() > f.lit(scope.as_of), f.lit(False)),
    }
    priced = rows.where(f.col("amount").isNotNull()).withColumns(columns)
    return priced.join(f.broadcast(table), ["type", "_instrument", "period"])


def sum_if_all(column: str) -> Column:
    """Return the sum of a column; null when any value is."""
    from pyspark.sql import functions as f

    return f.when(f.count(column) == f.count(f.lit(1)), f.sum(column))
