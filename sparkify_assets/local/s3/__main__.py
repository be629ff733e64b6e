"""Runs the object store: `python -m sparkify_assets.local.s3 --root DIR --port N`.

The one key that may use it comes from AWS_ACCESS_KEY_ID. Not here: where folders and ports come from.
"""

from __future__ import annotations

import argparse
import os
import socket
from pathlib import Path

import uvicorn

from sparkify_assets.local.s3.server import S3Application
from sparkify_assets.local.s3.store import Store


def main() -> None:
    parser = argparse.ArgumentParser(description="An S3 server whose buckets are plain folders.")
    parser.add_argument("--root", type=Path, required=True, help="the folder that holds a folder for each bucket")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    arguments = parser.parse_args()
    access_key = os.environ.get("AWS_ACCESS_KEY_ID")
    if not access_key:
        parser.error("set AWS_ACCESS_KEY_ID to the key that may use the server")
    application = S3Application(Store(arguments.root), access_key)
    listener = socket.create_server(("127.0.0.1", arguments.port), backlog=2048)
    print(f"listening on 127.0.0.1:{listener.getsockname()[1]}", flush=True)
    config = uvicorn.Config(
        application, lifespan="off", ws="none", access_log=False, proxy_headers=False, log_level="warning"
    )
    uvicorn.Server(config).run([listener])


if __name__ == "__main__":
    main()
