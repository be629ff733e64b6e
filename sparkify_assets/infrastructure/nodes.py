"""What can be rented: node types with their sizes and prices. AWS's price list has the last word.

Each price was compared with a public transcript of that list, of the month it names, but for snapshots, which stand in
none and say so wherever they are shown.

Here: numbers. Not here: what a running cluster has cost (`cost`), or how many nodes to choose (docs/scale.md).
"""

from dataclasses import dataclass

PRICES_OF = "March 2026"
PRICE_REGIONS = ("us-east-1", "us-east-2", "us-west-2")
"""Where the prices hold, on demand, in US dollars. Elsewhere they are 5 to 60 % higher."""

RPU_HOUR = 0.375
"""A Redshift Processing Unit (16 GB of memory) for an hour of work, October 2026; billed by the second, from 60 on."""

STORAGE_GB_MONTH = 0.024
"""Managed storage of RA3 and Serverless, October 2026; a paused cluster goes on paying it."""

SNAPSHOT_GB_MONTH = 0.023
"""Manual snapshots, final ones included. Not verified: S3's own price, which snapshots are said to follow."""


@dataclass(frozen=True)
class Node:
    """A node type: virtual CPUs, memory in GB, slices, how many a cluster may have, US dollars an hour."""

    vcpus: int
    memory: int
    slices: int
    least: int
    most: int
    price: float


NODES = {
    "ra3.large": Node(vcpus=2, memory=16, slices=2, least=1, most=16, price=0.543),
    "ra3.xlplus": Node(vcpus=4, memory=32, slices=2, least=1, most=16, price=1.086),
    "ra3.4xlarge": Node(vcpus=12, memory=96, slices=4, least=2, most=32, price=3.26),
    "ra3.16xlarge": Node(vcpus=48, memory=384, slices=16, least=2, most=128, price=13.04),
}
"""Guide: working-with-clusters, "RA3 node types". A table's rows are spread over nodes × slices."""

REPLACEMENTS = {
    "dc1.large": "ra3.large",
    "dc1.8xlarge": "ra3.4xlarge",
    "dc2.large": "ra3.large",
    "dc2.8xlarge": "ra3.4xlarge",
    "ds2.xlarge": "ra3.xlplus",
    "ds2.8xlarge": "ra3.4xlarge",
}
"""Node types of the past and the RA3 type nearest to each."""
