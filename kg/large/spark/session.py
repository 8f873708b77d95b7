"""A Spark session: on this machine, on a cluster on this machine, or on a master elsewhere."""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING

from kg.base.errors import MissingExtra, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pyspark.sql import SparkSession

# Joins whose keys pile up on a few hubs are split while they run; time zones play no part in days.
# What the optimiser infers from one filter for all columns equal to it grows with the product of
# their names: on plans of many joins it fills the driver's memory, and nothing here gains by it.
_SETTINGS = {
    "spark.sql.constraintPropagation.enabled": "false",
    "spark.sql.optimizer.expressionProjectionCandidateLimit": "10",
    "spark.sql.adaptive.enabled": "true",
    "spark.sql.adaptive.skewJoin.enabled": "true",
    # Files are several times smaller than what they hold: a table is sent to all by what it holds.
    "spark.sql.sources.fileCompressionFactor": "5",
    "spark.sql.autoBroadcastJoinThreshold": "33554432",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "true",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}
_LOCAL = {"spark.driver.bindAddress": "127.0.0.1", "spark.driver.host": "127.0.0.1"}


@contextmanager
def session(master: str, settings: Mapping[str, str] | None = None) -> Iterator[SparkSession]:
    """Open a session and stop it at the end.

    Parameters
    ----------
    master
        As Spark knows it: ``local[*]``, ``local-cluster[2,1,1024]``, ``spark://host:7077``,
        ``yarn``, ``k8s://…``.
    settings
        Further settings of Spark, by name.

    Raises
    ------
    MissingExtra
        When pyspark is not installed.
    UsageError
        When there is no Java, or the master cannot be reached.
    """
    try:
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ImportError:
        raise MissingExtra("a measure on a cluster", "cluster") from None
    if not (os.environ.get("JAVA_HOME") or shutil.which("java")):
        raise UsageError("Spark needs Java 17 or newer: install it (Debian: default-jre-headless)")
    builder = SparkSession.builder.master(master).appName("ai-alliances")
    local = _LOCAL if master.startswith("local") else {}
    for name, value in {**_SETTINGS, **local, **(settings or {})}.items():
        builder = builder.config(name, value)
    try:
        spark = builder.getOrCreate()
    except (PySparkException, OSError) as error:
        reason = str(error).strip().splitlines()[0]
        raise UsageError(f"Spark does not start with master {master!r}: {reason}") from error
    spark.sparkContext.setLogLevel("ERROR")
    try:
        yield spark
    finally:
        spark.stop()
