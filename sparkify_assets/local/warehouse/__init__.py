"""The local warehouse: Redshift's wire protocol and SQL over DuckDB, for one machine."""
