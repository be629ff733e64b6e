"""The three local servers as one thing: started together, reached through one environment, kept in one folder.

Here: which servers there are, their arguments, their credentials, the variables by which clients reach them. Not here:
how a process is started and found (`process`), and what the servers do.

    HOME/run/NAME.json         process and port of each server
    HOME/logs/NAME.log
    HOME/credentials.json      made on first start, readable by its owner alone
    HOME/s3/BUCKET/KEY         objects, as plain files
    HOME/aws/                  state of the control plane
    HOME/warehouse/            one file a database
    HOME/dagster/              Dagster's own storage
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import secrets
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sparkify_assets.local.process import Server, ServerStatus, StackError

__all__ = ["BUCKET", "SERVERS", "ServerStatus", "Stack", "StackError"]

SERVERS = ("s3", "aws", "warehouse")
BUCKET = "sparkify"

_DATABASE = "sparkify"
_USER = "sparkify_owner"
_REGION = "us-west-2"
_STATE = ("run", "logs", "s3", "aws", "warehouse", "dagster", "credentials.json")
_LOG_DATE = re.compile(r"(\d{4}-\d{2}-\d{2})\b.*\.json(\.gz)?")
_PROJECT = Path(__file__).parents[2]


class Stack:
    """The servers whose state lies under `home`; the folder is made on first start."""

    def __init__(self, home: Path) -> None:
        self.home = home.resolve()
        self._servers = {name: Server(name, self.home) for name in SERVERS}

    def start(self, *names: str) -> dict[str, str]:
        """Starts the servers that are not running (all, or those named); returns `environment()` when they answer.

        A server starts on the port that its variable sets (SPARKIFY_S3_PORT, SPARKIFY_AWS_PORT,
        SPARKIFY_WAREHOUSE_PORT), else on the one it had, else on a free one. Raises StackError with the end of the log
        of one that does not come up.
        """
        with self._lock():
            (self.home / "s3" / BUCKET).mkdir(parents=True, exist_ok=True)
            stopped = [server for server in self._servers.values() if server.process() is None]
            for server in stopped:  # the asked for or not: they are told of one another's ports
                server.reserve_port(_wanted_port(server.name))
            missing = [server for server in stopped if server.name in (names or SERVERS)]
            for server in missing:
                self._spawn(server)
            for server in missing:
                server.wait_until_ready()
        return self.environment()

    def environment(self) -> dict[str, str]:
        """The variables by which boto3, obstore, dagster-aws, redshift_connector and the platform reach the servers."""
        credentials = self._credentials()
        return self._addresses() | {
            "AWS_ACCESS_KEY_ID": credentials["access_key_id"],
            "AWS_SECRET_ACCESS_KEY": credentials["secret_access_key"],
            "AWS_REGION": _REGION,
            "AWS_DEFAULT_REGION": _REGION,
            "REDSHIFT_CLUSTER_IDENTIFIER": "sparkify",
            "REDSHIFT_DATABASE": _DATABASE,
            "REDSHIFT_USER": _USER,
            "REDSHIFT_PASSWORD": credentials["warehouse_password"],
            "REDSHIFT_TLS": "false",
            "SPARKIFY_BUCKET": BUCKET,
            "SPARKIFY_HOME": str(self.home),
            "DAGSTER_HOME": str(self.home / "dagster"),
            **self._landed_dates(),
        }

    def status(self) -> list[ServerStatus]:
        return [server.status() for server in self._servers.values()]

    def stop(self) -> None:
        """Ends the servers that run; state and ports stay."""
        for server in reversed(self._servers.values()):
            server.stop()

    def kill(self, name: str) -> None:
        """SIGKILL, as a crash would: for tests of what survives it."""
        self._servers[name].kill()

    def reset(self) -> None:
        """Stops the servers and removes all that the stack has kept, and only that."""
        self.stop()
        for name in _STATE:
            path = self.home / name
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)

    def _spawn(self, server: Server) -> None:
        arguments = {
            "s3": ["--root", str(self.home / "s3")],
            "aws": ["--state", str(self.home / "aws"), "--warehouse-port", str(self._servers["warehouse"].port)],
            "warehouse": ["--data", str(self.home / "warehouse")],
        }[server.name]
        command = [sys.executable, "-m", f"sparkify_assets.local.{server.name}", *arguments]
        server.spawn(command, os.environ | self.environment(), _PROJECT)

    def _addresses(self) -> dict[str, str]:
        """Where each server is reached: nothing before the first start."""
        ports = {name: server.port for name, server in self._servers.items()}
        if None in ports.values():
            return {}
        return {
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{ports['aws']}",
            "AWS_ENDPOINT_URL_S3": f"http://127.0.0.1:{ports['s3']}",
            "REDSHIFT_HOST": "127.0.0.1",
            "REDSHIFT_PORT": str(ports["warehouse"]),
        }

    def _credentials(self) -> dict[str, str]:
        path = self.home / "credentials.json"
        if not path.exists():
            _write_private(path, json.dumps(_new_credentials(), indent=2))
        credentials: dict[str, str] = json.loads(path.read_text())
        return credentials

    def _landed_dates(self) -> dict[str, str]:
        """First and last date in the names of the log objects, so that the log's partitions end where the data does."""
        logs = self.home / "s3" / BUCKET / "log_data"
        dates = sorted(match[1] for path in logs.rglob("*.json*") if (match := _LOG_DATE.fullmatch(path.name)))
        return {"SPARKIFY_START_DATE": dates[0], "SPARKIFY_END_DATE": dates[-1]} if dates else {}

    @contextmanager
    def _lock(self) -> Iterator[None]:
        """One start at a time: two terminals must not start the same server twice."""
        (self.home / "run").mkdir(parents=True, exist_ok=True)
        with (self.home / "run" / "lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield


def _wanted_port(name: str) -> int | None:
    variable = f"SPARKIFY_{name.upper()}_PORT"
    text = os.environ.get(variable)
    if text and not text.isdecimal():
        raise StackError(f"{variable} must be a port's number, not {text!r}.")
    return int(text) if text else None


def _new_credentials() -> dict[str, str]:
    return {
        "access_key_id": "AKIA" + "".join(secrets.choice("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") for _ in range(16)),
        "secret_access_key": secrets.token_urlsafe(30),
        "warehouse_password": secrets.token_urlsafe(24),
    }


def _write_private(path: Path, text: str) -> None:
    """All of it or nothing: nobody could start with a file that a full disk had cut off."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".draft")
    with os.fdopen(os.open(draft, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "w") as file:
        file.write(text)
    draft.replace(path)
