"""How concentrated suppliers or customers are, on Spark; see `kg.measures.supply.concentration`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.large.spark.money import known_total
from kg.large.spark.selection import among, named, translated
from kg.measures.supply.capabilities import capabilities

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from kg.large.spark.selection import Selected
    from kg.measures.supply.concentration import Side

_ROW = ["actor", "capability"]


def concentration(selected: Selected, side: Side = "supplier") -> DataFrame:
    """Return the index of the suppliers of every buyer, or of the customers of every supplier.

    Returns
    -------
    DataFrame
        ``actor``, ``capability``, ``basis`` (``spend`` or ``count``), ``hhi`` (0 to 1), ``parties``
        and ``known``: their number, and of how many the spend is stated. The most concentrated by
        spend stand first.
    """
    from pyspark.sql import functions as f

    names = {slug: name for name, slug in capabilities().items()}
    buyer, seller = f.col("target"), f.col("source")
    rows = selected.paired.where(among("type", names)).withColumns(
        {
            "_actor": buyer if side == "supplier" else seller,
            "_party": seller if side == "supplier" else buyer,
            "capability": translated("type", names),
        }
    )
    parties = ["_actor", "capability", "_party"]
    amounts = known_total(rows, parties)
    shares = rows.select(*parties).distinct().join(amounts, parties, "left")
    spend = f.sum("amount_usd")
    squares = f.sum(f.col("amount_usd") * f.col("amount_usd"))
    index = f.when(spend > 0, squares / (spend * spend))
    sums = shares.groupBy("_actor", "capability").agg(
        index.alias("_hhi"),
        f.count(f.lit(1)).alias("parties"),
        f.count("amount_usd").alias("known"),
    )
    return (
        named(selected, sums, actor="_actor")
        .select(
            *_ROW,
            f.when(f.col("_hhi").isNull(), "count").otherwise("spend").alias("basis"),
            f.coalesce("_hhi", 1.0 / f.col("parties")).alias("hhi"),
            "parties",
            "known",
        )
        .orderBy(f.desc("basis"), f.desc("hhi"), f.desc("known"), f.desc("parties"), *_ROW)
    )
