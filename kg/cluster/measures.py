"""The measures that a cluster can be asked for, by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.cluster.concentration import concentration
from kg.cluster.exposure import exposure
from kg.cluster.loops import loops
from kg.cluster.overlaps import overlaps
from kg.cluster.ranks import components, pagerank
from kg.cluster.totals import totals

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
