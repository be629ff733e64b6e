"""The marts: a dbt project over the star, and its models as assets.

Here: the SQL, documentation and tests of the models, and running them. Not here: how the star is made (`star`), or the
page that shows the answers (`insights`).
"""
