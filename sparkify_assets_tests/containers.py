"""compose.yaml's services where there is no container engine: each a process in the image, started as compose would.

Here: order, health checks, variables, mounted files. Not here: the image (`image`), or what is expected
(`test_infrastructure`). The services share the image's files, and a network of their own that reaches nothing outside.
"""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
import time
from collections.abc import Mapping, Sequence
from graphlib import TopologicalSorter
from pathlib import Path
from types import TracebackType
from typing import Any

import psutil
import yaml

from sparkify_assets_tests.image import REPOSITORY, Image

# What the image of the service `postgres` does when it is started for the first time.
_POSTGRES = """
    export PATH=$PATH:$(echo /usr/lib/postgresql/*/bin) PGDATA=$(mktemp -d) &&
    echo "$POSTGRES_PASSWORD" |
        initdb --username "$POSTGRES_USER" --auth-host scram-sha-256 --auth-local trust --pwfile /dev/stdin &&
    echo "create database $POSTGRES_DB" | postgres --single postgres &&
    exec postgres
"""
_ASK = """
import sys, urllib.request
headers = {"Content-Type": "application/json"}
request = urllib.request.Request("http://127.0.0.1:3000/graphql", sys.stdin.buffer.read(), headers)
print(urllib.request.urlopen(request).read().decode())
"""


class Containers:
    """The services of one profile. `settings` is what .env says. Leaving the context ends every process."""

    def __init__(self, image: Image, profile: str, settings: Mapping[str, str], logs: Path) -> None:
        self.image, self.settings, self.logs = image, settings, logs
        self._started: set[str] = set()
        services = yaml.safe_load((REPOSITORY / "compose.yaml").read_text())["services"]
        self.services = {name: each for name, each in services.items() if profile in each["profiles"]}

    def __enter__(self) -> Containers:
        namespaces = ["unshare", "--net", "--mount", "--pid", "--fork", "--kill-child"]
        proc = f"--mount-proc={self.image.path('/proc')}"
        self._holder = subprocess.Popen([*namespaces, proc, "sleep", "infinity"])
        while not (first := psutil.Process(self._holder.pid).children()):
            time.sleep(0.1)
        self._enter = ["nsenter", "--target", str(first[0].pid), "--net", "--mount", "--pid"]
        subprocess.run([*self._enter, "ip", "link", "set", "lo", "up"], check=True)
        self.image.path("/etc/hosts").write_text("127.0.0.1 localhost postgres code\n")
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._holder.kill()
        self._holder.wait()

    def up(self, *only: str) -> None:
        """Starts each service, or only those, once what it depends on is healthy; waits until the last is."""
        needed = {name: list(service.get("depends_on", ())) for name, service in self.services.items()}
        chosen = [name for name in TopologicalSorter(needed).static_order() if name in (only or self.services)]
        for name in [name for name in chosen if name not in self._started]:
            self._started.add(name)
            self._mount(name)
            self._start(name)
            self._wait_until_healthy(name)

    def run(self, service: str, *command: str, text: str = "") -> str:
        """What a command prints that is run beside a service, with its variables. Raises CalledProcessError."""
        inside = self._inside(service, command)
        return subprocess.run(inside, input=text, stdout=subprocess.PIPE, text=True, check=True).stdout

    def ask(self, query: str, **variables: object) -> Any:
        """What Dagster's webserver answers to a GraphQL query."""
        webserver = next(name for name in self.services if name.startswith("webserver"))
        question = json.dumps({"query": query, "variables": variables})
        answer = json.loads(self.run(webserver, "python", "-c", _ASK, text=question))
        assert "errors" not in answer, answer["errors"]
        return answer["data"]

    def _start(self, name: str) -> None:
        command = self.services[name].get("command", self.image.command)
        if name == "postgres":
            command = ["sh", "-c", _POSTGRES]
        elif isinstance(command, str):
            command = shlex.split(command)
        with (self.logs / f"{name}.log").open("w") as log:
            inside = self._inside(name, [each.replace("$$", "$") for each in command])
            subprocess.Popen(inside, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT)

    def _wait_until_healthy(self, name: str) -> None:
        check = self.services[name].get("healthcheck")
        for _ in range(check["retries"] if check else 0):
            if subprocess.run(self._inside(name, ["sh", "-c", check["test"]]), capture_output=True).returncode == 0:
                return
            time.sleep(float(check["interval"].removesuffix("s")))
        assert not check, f"{name} is not healthy: {(self.logs / f'{name}.log').read_text()[-3000:]}"

    def _mount(self, name: str) -> None:
        for volume in self.services[name].get("volumes", ()):
            source, inside, *_ = volume.split(":")
            if source.startswith("./"):
                shutil.copy(REPOSITORY / source, self.image.path(inside))

    def _inside(self, name: str, command: Sequence[str]) -> list[str]:
        service = self.services[name]
        own = {key: self._filled(value) for key, value in service.get("environment", {}).items()}
        settings = self.settings if "env_file" in service else {}
        user = "postgres" if name == "postgres" else self.image.user
        return [*self._enter, *self.image.entered(command, {**settings, **own}, user)]

    def _filled(self, value: str) -> str:
        return re.sub(r"\$\{(\w+):\?[^}]*\}", lambda found: self.settings[found[1]], value)
