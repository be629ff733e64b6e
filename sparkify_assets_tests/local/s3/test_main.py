"""Under test: the object store as a process: started, killed, started again."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

from botocore.exceptions import BotoCoreError

from sparkify_assets_tests.local.s3.conftest import start_server


def test_without_a_key_it_does_not_start(tmp_path: Path) -> None:
    """An open object store is not on offer: the message says which variable to set."""
    environment = {name: value for name, value in os.environ.items() if name != "AWS_ACCESS_KEY_ID"}
    command = [sys.executable, "-m", "sparkify_assets.local.s3", "--root", str(tmp_path)]
    ended = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert ended.returncode == 2
    assert "set AWS_ACCESS_KEY_ID" in ended.stderr


def _put_until_it_breaks(client: Any, acknowledged: list[str]) -> None:
    for number in range(100_000):
        try:
            client.put_object(
                Bucket="songs", Key=f"a/{number}", Body=str(number).encode() * 20_000, Metadata={"n": str(number)}
            )
        except BotoCoreError:
            return
        acknowledged.append(str(number))


def test_a_kill_leaves_whole_objects(tmp_path: Path) -> None:
    """After kill -9 in the middle of writes, every acknowledged object is there with its metadata, and none is half."""
    first = start_server(tmp_path)
    (tmp_path / "songs").mkdir()
    acknowledged: list[str] = []
    writer = threading.Thread(target=_put_until_it_breaks, args=(first.boto3(), acknowledged))
    writer.start()
    while len(acknowledged) < 50:
        time.sleep(0.01)
    first.process.kill()
    first.process.wait()
    writer.join()
    second = start_server(tmp_path)
    client = second.boto3()
    for found in client.list_objects_v2(Bucket="songs")["Contents"]:
        number = found["Key"].removeprefix("a/")
        assert client.get_object(Bucket="songs", Key=found["Key"])["Body"].read() == number.encode() * 20_000
    for number in acknowledged:
        assert client.head_object(Bucket="songs", Key=f"a/{number}")["Metadata"] == {"n": number}
    second.process.terminate()
    second.process.wait()
