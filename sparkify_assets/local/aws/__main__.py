"""Runs the control plane: `python -m sparkify_assets.local.aws --state DIR --port N --warehouse-port N`.

Not here: where folders and ports come from.
"""

from __future__ import annotations

import argparse
import logging
import os
import threading
from pathlib import Path

from moto.backends import get_backend
from moto.moto_server.werkzeug_app import MotoRequestHandler
from werkzeug.serving import make_server

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
    server = make_server("127.0.0.1", arguments.port, ControlPlane(state), True, request_handler=MotoRequestHandler)
    threading.Thread(target=_load_services, daemon=True).start()
    print(f"listening on 127.0.0.1:{server.server_port}", flush=True)
    server.serve_forever()


def _load_services() -> None:
    """Import moto's large services while nobody waits for them; otherwise the first call would, for seconds."""
    for service in ("iam", "ec2", "redshift"):
        get_backend(service)


if __name__ == "__main__":
    main()
