"""Run the local warehouse: `python -m sparkify_assets.local.warehouse --data DIR --port N`.

The superuser is REDSHIFT_USER with REDSHIFT_PASSWORD, the first database REDSHIFT_DATABASE; COPY reads S3 with the
usual AWS variables.
"""

from __future__ import annotations

import argparse
import logging
import os
import signal
import sys
import threading
from pathlib import Path

import duckdb

from sparkify_assets.local.warehouse.engine import Engine
from sparkify_assets.local.warehouse.errors import SqlError
from sparkify_assets.local.warehouse.server import HOST, Server


def main() -> None:
    """Serve until SIGTERM or SIGINT; the port is printed once clients can connect."""
    arguments = _arguments()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    user, password = os.environ.get("REDSHIFT_USER"), os.environ.get("REDSHIFT_PASSWORD")
    if not user or not password:
        sys.exit("Set REDSHIFT_USER and REDSHIFT_PASSWORD: the warehouse lets nobody in without a password.")
    # A handler interrupts anything, another signal's too, whose locks it would wait for: it passes the word on.
    waiting, told = os.pipe()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: os.write(told, b"."))
    database = os.environ.get("REDSHIFT_DATABASE", "sparkify")
    try:
        engine = Engine(arguments.data, database, {user: password})
        server = Server(engine, arguments.port)
    except (OSError, OverflowError, SqlError, duckdb.Error) as error:
        sys.exit(f"The warehouse can't start on port {arguments.port} with {arguments.data}: {error}")
    if arguments.strict_roles:
        from sparkify_assets.local.warehouse.copy.roles import AssociatedRoles  # boto3 is slow to import

        engine.require_role = AssociatedRoles(arguments.strict_roles).require
    serving = threading.Thread(target=server.serve)
    serving.start()
    print(f"listening on {HOST}:{server.port}", flush=True)
    os.read(waiting, 1)
    server.close()
    serving.join()
    engine.close()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m sparkify_assets.local.warehouse", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="where the databases' files are")
    parser.add_argument("--port", type=int, default=0, metavar="N", help="0, the default, takes a free one")
    parser.add_argument(
        "--strict-roles", metavar="CLUSTER",
        help="COPY and UNLOAD take only IAM roles that are associated with this cluster, as AWS_ENDPOINT_URL says",
    )  # fmt: skip
    return parser.parse_args()


if __name__ == "__main__":
    main()
