"""The wing for one machine: object store, AWS control plane, warehouse, reached by ordinary clients by endpoint alone.

Here: three servers on 127.0.0.1 and the stack that starts, finds and stops them. Not here: anything the platform needs
on AWS. The platform never imports this package, and this package imports nothing of the platform: what passes between
them is the environment.
"""
