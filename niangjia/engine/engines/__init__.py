"""Where the steps of a linkage run: DuckDB on one machine, Spark on a cluster."""
