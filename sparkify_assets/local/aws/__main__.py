"""Runs the control plane: `python -m sparkify_assets.local.aws --state DIR --port N --warehouse-port N`.

Not here: where folders and ports come from.
"""

from __future__ import annotations

import argparse
import logging
import os
import threading
from pathlib import Path

from moto.moto_server.werkzeug_app import MotoRequestHandler
from werkzeug.serving import make_server
from werkzeug.test import Client

from sparkify_assets.local.aws import redshift
from sparkify_assets.local.aws.server import ControlPlane, point_clusters_at
from sparkify_assets.local.aws.state import State, StateError


def main() -> None:
    parser = argparse.ArgumentParser(description="moto's AWS control plane, whose state outlives a restart.")
    parser.add_argument("--state", type=Path, required=True, help="the folder that keeps the state")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--warehouse-port", type=int, default=5439, help="where a cluster's endpoint leads")
    arguments = parser.parse_args()
    # Without it moto has no AmazonS3ReadOnlyAccess and the like to attach.
    os.environ.setdefault("MOTO_IAM_LOAD_MANAGED_POLICIES", "true")
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    redshift.complete()
    point_clusters_at(arguments.warehouse_port)
    state = State(arguments.state)
    try:
        state.load()
    except StateError as problem:
        parser.exit(1, f"{problem}\n")
    application = ControlPlane(state)
    server = make_server("127.0.0.1", arguments.port, application, True, request_handler=MotoRequestHandler)
    threading.Thread(target=_warm_up, args=(application,), daemon=True).start()
    print(f"listening on 127.0.0.1:{server.server_port}", flush=True)
    server.serve_forever()


def _warm_up(application: ControlPlane) -> None:
    """Make the calls that are slow for being the first of a service while nobody waits for them.

    The second call makes moto look for the caller in every partition, each with the managed policies of its own.
    """
    client, region = Client(application), os.environ.get("AWS_REGION", "us-west-2")
    for service, action in (("redshift", "DescribeClusters"), ("iam", "ListRoles"), ("ec2", "DescribeVpcs")):
        scope = f"AWS4-HMAC-SHA256 Credential=none/20180101/{region}/{service}/aws4_request"
        client.post("/", data={"Action": action}, headers={"Authorization": scope})


if __name__ == "__main__":
    main()
