"""COPY and UNLOAD: what lies in S3 becomes rows, and rows become objects in S3.

Here: the statements' options, the objects they name, the conversion of each value as Redshift does it, and the system
tables in which a load leaves its traces. Not here: how a table is created, and what a failed load does to the
transaction around it.
"""
