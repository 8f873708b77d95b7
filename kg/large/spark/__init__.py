"""The measures over partitioned Parquet on Spark, for graphs that no single machine holds.

Each module says one measure as DataFrame code over the relations of a column folder; what it means
stands in `kg.measures`, and tests hold the two equal on random tables. Types, families, signs and
statuses are read from the vocabulary and go into the plan as constants.
"""
