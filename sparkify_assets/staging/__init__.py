"""The staging layer: one file a table, each a function of S3.

Here: columns as the records have them, and the COPY. Not here: cleaning, matching or choosing; the star does that.
"""
