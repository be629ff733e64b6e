"""One object store for all tests of this folder, and two clients of it."""

from __future__ import annotations

import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config
from obstore.store import S3Store

ACCESS_KEY = "AKIATESTTESTTESTTEST"


@pytest.fixture(autouse=True)
def _no_other_s3(monkeypatch: pytest.MonkeyPatch) -> None:
    """obstore prefers the environment's endpoint, which another test of the session may have set, to the one given."""
    monkeypatch.delenv("AWS_ENDPOINT_URL_S3", raising=False)


@dataclass(frozen=True)
class RunningServer:
    address: str
    root: Path
    process: subprocess.Popen[str]

    def boto3(self, access_key: str = ACCESS_KEY, **config: Any) -> Any:
        return boto3.client(
            "s3",
            endpoint_url=self.address,
            region_name="us-west-2",
            aws_access_key_id=access_key,
            aws_secret_access_key="secret",
            config=Config(retries={"total_max_attempts": 1}, **config),
        )

    def obstore(self, bucket: str) -> S3Store:
        return S3Store(
            bucket,
            endpoint=self.address,
            region="us-west-2",
            access_key_id=ACCESS_KEY,
            secret_access_key="secret",
            client_options={"allow_http": True},
        )


def start_server(root: Path) -> RunningServer:
    """The server as its users run it; ready when this returns."""
    command = [sys.executable, "-m", "sparkify_assets.local.s3", "--root", str(root)]
    process = subprocess.Popen(
        command, env=os.environ | {"AWS_ACCESS_KEY_ID": ACCESS_KEY}, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    return RunningServer("http://" + process.stdout.readline().split()[-1], root, process)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    running = start_server(tmp_path_factory.mktemp("s3"))
    yield running
    running.process.terminate()
    running.process.wait()


@pytest.fixture(scope="session")
def client(server: RunningServer) -> Any:
    """boto3's client."""
    return server.boto3()


@pytest.fixture
def bucket(client: Any) -> str:
    """A bucket of the test's own."""
    name = f"test-{uuid.uuid4().hex[:12]}"
    client.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": "us-west-2"})
    return name


@pytest.fixture
def folder(server: RunningServer, bucket: str) -> Path:
    """The folder that is the test's bucket."""
    return server.root / bucket
