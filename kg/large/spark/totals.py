"""Totals, on Spark; see `kg.measures.money.totals` for what is never added."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.large.spark.money import classed, sums

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from kg.large.spark.selection import Selected

_KEYS = ["kind", "currency", "stage", "begins_later"]


def totals(selected: Selected) -> DataFrame:
    """Return the sums of the known amounts by kind of money, currency and stage.

    Returns
    -------
    DataFrame
        ``kind``, ``currency``, ``stage``, ``begins_later``, ``low``, ``high`` (null: a part is only
        a lower bound), ``about`` (a part is a rough figure) and ``relations``, their number.
    """
    from pyspark.sql import functions as f

    priced = classed(selected.rows, selected.scope)
    rows = sums(priced, _KEYS, ["left", "right"])
    counts = priced.groupBy(*_KEYS).agg(f.count(f.lit(1)).alias("relations"))
    return rows.join(counts, _KEYS).orderBy(*_KEYS)
