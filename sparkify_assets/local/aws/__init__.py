"""The AWS control plane of one machine: moto as a server, whose state outlives a restart.

Here: what makes moto last and what ties its Redshift cluster to the local warehouse. Not here: S3, which has a server
of its own, and any AWS service: those are moto's.

How it lasts: after each call that may have changed something, all of moto's backends are pickled as one, because they
hold references to one another, and the file is replaced whole. That costs some 50 ms a call. moto's own recorder was
looked at and left: a replay gives other ids (the default network is made by whichever call comes first, a read
included) and other creation times, and starts slower with every call ever made.
"""
