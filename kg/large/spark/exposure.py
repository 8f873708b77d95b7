"""How much suppliers and customers depend on each other, on Spark.

See `kg.measures.supply.exposure`, `kg.measures.supply.purchases` and
`kg.measures.supply.denominators`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.large.spark.loops import directed
from kg.large.spark.money import counted, known_total, largest_sides
from kg.large.spark.selection import (
    among,
    first_day,
    in_force,
    last_day,
    named,
    on_record,
    translated,
)
from kg.measures.money.money_graph import FINANCING_FAMILY
from kg.measures.supply.denominators import COST, CURRENCY, DAYS_OF_MONTH, REVENUE, STATUSES
from kg.measures.supply.purchases import DAYS_OF_YEAR, PER_YEAR
from kg.vocabulary.vocabulary import vocabulary

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from kg.large.spark.selection import Selected

_PARTIES = ["payer", "payee"]


def exposure(selected: Selected) -> DataFrame:
    """Return what every customer buys from every supplier, as parts of both sides' figures.

    Returns
    -------
    DataFrame
        ``supplier``, ``customer``, ``annual_usd``, ``stated_usd``, ``revenue_share`` (of the
        supplier's revenue) and ``cost_share`` (of the customer's capital spending, for want of it
        its revenue); what is unknown is null. The greatest shares of revenue stand first.
    """
    from pyspark.sql import functions as f

    bought = directed(selected).where(
        ~among("type", vocabulary().types_with(family=FINANCING_FAMILY))
    )
    stated = known_total(bought, _PARTIES).withColumnRenamed("amount_usd", "stated_usd")
    pairs = bought.select(*_PARTIES).distinct().join(_annual(bought), _PARTIES, "left")
    pairs = pairs.join(stated, _PARTIES, "left")
    pairs = named(selected, pairs, supplier="payee", customer="payer")
    revenue = _figures(selected, REVENUE).toDF("supplier", "revenue")
    cost = _figures(selected, COST).toDF("customer", "capex")
    sales = _figures(selected, REVENUE).toDF("customer", "sales")
    figures = pairs.join(revenue, "supplier", "left").join(cost, "customer", "left")
    return (
        figures.join(sales, "customer", "left")
        .select(
            *("supplier", "customer", "annual_usd", "stated_usd"),
            (f.col("annual_usd") / f.col("revenue")).alias("revenue_share"),
            (f.col("annual_usd") / f.coalesce("capex", "sales")).alias("cost_share"),
        )
        .orderBy(f.desc_nulls_last("revenue_share"), "supplier", "customer")
    )


def _annual(bought: DataFrame) -> DataFrame:
    """Return the pace of a year by parties; none unless every amount can be brought to a year."""
    from pyspark.sql import functions as f

    days = f.datediff("end", in_force())
    pace = f.coalesce(
        f.col("amount") * translated("period", PER_YEAR),
        f.when(days > 0, f.col("amount") * float(DAYS_OF_YEAR) / days),
    )
    is_stated = f.col("amount").isNotNull() & (f.col("currency") == CURRENCY)
    paced = counted(bought.where(is_stated)).withColumn("pace", pace)
    unknown = paced.groupBy(*_PARTIES).agg(f.count_if(f.col("pace").isNull()).alias("unknown"))
    whole = paced.join(unknown.where("unknown = 0"), _PARTIES, "semi")
    sides = largest_sides(whole, _PARTIES, "pace")
    return sides.groupBy(*_PARTIES).agg(f.sum("stated").alias("annual_usd"))


def _figures(selected: Selected, metrics: tuple[str, ...]) -> DataFrame:
    """Return the newest figure of every actor among some metrics, of a year where it is a flow."""
    from pyspark.sql import functions as f

    value = f.col("value").cast("double")
    high = f.coalesce(f.col("value_high").cast("double"), value)
    flows = {s for s in metrics if vocabulary().code("metric", s).extra["temporality"] == "flow"}
    months = f.round((f.datediff("last", first_day("period_start")) + 1) / float(DAYS_OF_MONTH))
    middle = (value + high) / 2
    usable = (f.col("unit") == CURRENCY) & among("status", STATUSES) & (middle > 0)
    observations = on_record(selected.folder, "observations", selected.scope)
    rows = observations.where(among("metric", metrics) & usable)
    figures = rows.withColumn("last", last_day("as_of")).withColumn("months", months)
    figures = figures.where(f.col("last") <= f.lit(selected.scope.as_of)).withColumn(
        "figure",
        f.when(among("metric", flows), middle * 12 / f.nullif("months", f.lit(0))).otherwise(
            middle
        ),
    )
    newest = f.struct("last", f.coalesce("months", f.lit(0)), "id")
    stated = figures.where(f.col("figure").isNotNull())
    return stated.groupBy("actor").agg(f.max_by("figure", newest).alias("figure"))
