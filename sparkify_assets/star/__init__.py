"""The star schema: one file a table, each a function of staging.

Here: grain, columns, keys and the SELECT of the fact and its dimensions. Not here: anything read from S3.
"""
