"""What the warehouse stands on: the cluster and the schemas, ensured from code and looked at in the UI.

Here: assets that make AWS and the database look as declared. Not here: tables (`layers` makes each table's own).
"""
