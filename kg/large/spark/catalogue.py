"""The measures that a cluster can be asked for, by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.large.spark.concentration import concentration
from kg.large.spark.exposure import exposure
from kg.large.spark.loops import loops
from kg.large.spark.overlaps import overlaps
from kg.large.spark.ranks import components, pagerank
from kg.large.spark.totals import totals

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pyspark.sql import DataFrame

MEASURES: Mapping[str, Callable[..., DataFrame]] = {
    "overlaps": overlaps,
    "loops": loops,
    "exposure": exposure,
    "concentration": concentration,
    "totals": totals,
    "components": components,
    "pagerank": pagerank,
}
