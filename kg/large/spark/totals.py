"""Totals, on Spark; see `kg.measures.money.totals` for what is never added."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.large.spark.money import sums, with_kind

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from kg.large.spark.selection import Selected

_KEYS = ["kind", "currency", "status"]


def totals(selected: Selected) -> DataFrame:
    """Return the sums of the known amounts by kind of money, currency and status.

    Returns
    -------
    DataFrame
        ``kind``, ``currency``, ``status``, ``low``, ``high`` (null: a part is only a lower bound)
        and ``relations``, their number.
    """
    from pyspark.sql import functions as f

    priced = with_kind(selected.rows.where(f.col("amount_value").isNotNull()))
    rows = sums(priced, _KEYS, ["one", "other"]).drop("stated")
    counts = priced.groupBy(*_KEYS).agg(f.count(f.lit(1)).alias("relations"))
    return rows.join(counts, _KEYS).orderBy(*_KEYS)
