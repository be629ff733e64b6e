"""The image where there is no container engine: each step of deploy/Dockerfile, taken in a Debian of its own.

Here: what FROM, COPY, RUN and the others ask for, done with debootstrap and chroot. Not here: what then runs in it
(`containers`), or what is expected of it (`test_infrastructure`).
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from dockerfile_parse import DockerfileParser

REPOSITORY = Path(__file__).parents[1]
DEBIANS = {"python:3.11-slim": "bookworm"}
"""The Debian whose own Python is the image's; a virtual environment at /usr/local puts it where the image has it."""
PACKAGES = ("ca-certificates", "postgresql", "python3-venv")
IGNORED = shutil.ignore_patterns("__pycache__", "*.egg-info")
# What this machine needs to reach a package registry, as a build argument would carry it.
_REGISTRY = re.compile(r"PIP_\w+|(HTTPS?|NO|ALL)_PROXY|SSL_CERT_FILE", re.IGNORECASE)


def missing() -> str:
    """Why the image can't be made here; "" if it can."""
    programs = [name for name in ("debootstrap", "chroot", "unshare", "nsenter", "ip") if not shutil.which(name)]
    if programs:
        return f"not installed: {', '.join(programs)}"
    return "" if os.geteuid() == 0 else "chroot is for root alone"


class Image:
    """A root file system, made as the Dockerfile says; `folder`, `user`, `variables`, `command` are the last it set."""

    def __init__(self, root: Path) -> None:
        self.root, self.folder, self.user = root, "/", "root"
        self.variables = {"PATH": "/usr/local/bin:/usr/bin:/usr/sbin:/bin:/sbin", "HOME": "/tmp"}
        self.command: list[str] = []

    def build(self, dockerfile: Path) -> None:
        """Takes the steps one after the other; an instruction that isn't known here is an AttributeError."""
        steps = DockerfileParser(str(dockerfile)).structure
        for step in steps:
            if step["instruction"] not in ("COMMENT", "EXPOSE"):
                getattr(self, f"do_{step['instruction'].lower()}")(step["value"])

    def do_from(self, image: str) -> None:
        packages = f"--include={','.join(PACKAGES)}"
        subprocess.run(["debootstrap", "--variant=minbase", packages, DEBIANS[image], self.root], check=True)
        for name in ("/etc/resolv.conf", "/etc/pip.conf", "/etc/ssl/certs/ca-certificates.crt"):
            if Path(name).exists():
                shutil.copy(name, self.path(name))
        self.root.chmod(0o755)
        self.path("/dev/shm").chmod(0o1777)  # as in a container: every user may share memory
        self.do_run("python3 -m venv /usr/local")

    def do_workdir(self, folder: str) -> None:
        self.folder = folder
        self.path(folder).mkdir(parents=True, exist_ok=True)

    def do_copy(self, names: str) -> None:
        *sources, destination = names.split()
        folder = self.path(f"{self.folder}/{destination}")
        folder.mkdir(parents=True, exist_ok=True)
        for source in (REPOSITORY / each for each in sources):
            if source.is_dir():
                shutil.copytree(source, folder, dirs_exist_ok=True, ignore=IGNORED)
            else:
                shutil.copy(source, folder)

    def do_run(self, line: str) -> None:
        registry = {name: value for name, value in os.environ.items() if _REGISTRY.fullmatch(name)}
        processes = ["unshare", "--mount", "--pid", "--fork", f"--mount-proc={self.path('/proc')}"]
        subprocess.run([*processes, *self.entered(["sh", "-c", line], registry)], check=True)

    def do_user(self, user: str) -> None:
        self.user = user

    def do_env(self, settings: str) -> None:
        self.variables |= dict(each.split("=", 1) for each in shlex.split(settings))

    def do_cmd(self, command: str) -> None:
        self.command = json.loads(command)

    def path(self, inside: str) -> Path:
        """Where a path of the image lies on this machine."""
        return self.root / inside.lstrip("/")

    def entered(self, command: Sequence[str], variables: Mapping[str, str], user: str = "") -> list[str]:
        """The command that runs `command` in the image, with its folder, user and variables, and those given."""
        settings = [f"{name}={value}" for name, value in {**self.variables, **variables}.items()]
        inside = ["env", "--ignore-environment", f"--chdir={self.folder}", *settings, *command]
        return ["chroot", f"--userspec={user or self.user}", str(self.root), *inside]
