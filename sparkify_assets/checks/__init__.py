"""Factories of the rules that a table's declaration can't state: counts that must agree, rates and volumes.

Here: audits as values and the checks on raw files. Not here: the rules of keys (`redshift.audits`), or running any.
"""
