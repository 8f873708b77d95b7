"""pyarrow, or an error that says what to install."""

from __future__ import annotations

from kg.base.errors import MissingExtra

try:
    import pyarrow as pa
    import pyarrow.compute as pc
    from pyarrow import csv, parquet
except ImportError:
    raise MissingExtra("a folder of columns", "parquet") from None

__all__ = ["csv", "pa", "parquet", "pc"]
