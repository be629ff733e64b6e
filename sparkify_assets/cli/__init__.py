"""The `sparkify` command.

Here: what a person types and reads: arguments, progress, tables, exit codes, one-sentence errors. Not here: anything an
asset, a sensor or a scheduled run needs; those live in the floors below and never import this package. It is also the
only place that starts the servers of `sparkify_assets.local` and the Dagster UI.
"""
