"""Under test: what deploys the infrastructure as files: image, composition, Dagster instance, policies."""

import json
import re
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from dagster._core.instance.config import dagster_instance_config

ROOT = Path(__file__).parents[1]
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text())
SERVICES = COMPOSE["services"]
DOCKERFILE = (ROOT / "deploy" / "Dockerfile").read_text()


@pytest.mark.parametrize("name", ["dagster.yaml", "local-dagster.yaml"])
def test_dagster_accepts_its_instance(name: str, tmp_path: Path) -> None:
    """Dagster's own schema knows every setting, and the history lies in PostgreSQL."""
    (tmp_path / "dagster.yaml").write_text((ROOT / "deploy" / name).read_text())
    config, _ = dagster_instance_config(str(tmp_path))
    assert "postgres" in config["storage"]
    assert config["telemetry"] == {"enabled": False}


def test_runs_do_not_overlap_their_loads_anywhere() -> None:
    """The deployed instance lets one load of the daily tables in at a time, as the one of one machine does."""
    pools = [
        yaml.safe_load(path.read_text())["concurrency"]["pools"]
        for path in (
            ROOT / "deploy" / "dagster.yaml",
            ROOT / "deploy" / "local-dagster.yaml",
            ROOT / "sparkify_assets" / "cli" / "dagster.yaml",
        )
    ]
    assert pools[0] == pools[1] == pools[2]


@pytest.mark.parametrize("profile", ["aws", "local"])
def test_a_profile_is_a_whole_platform(profile: str) -> None:
    """Code location, webserver, daemon and PostgreSQL, each waiting for what it needs in the same profile."""
    chosen = {name: service for name, service in SERVICES.items() if profile in service["profiles"]}
    assert {name.removesuffix(f"-{profile}") for name in chosen} == {"code", "webserver", "daemon", "postgres"}
    assert {needed for service in chosen.values() for needed in service.get("depends_on", {})} <= set(chosen)
    assert chosen[f"code-{profile}"]["networks"]["default"]["aliases"] == ["code"]


def test_the_ui_is_open_to_this_machine_alone() -> None:
    """The only published port is the UI's, on 127.0.0.1."""
    published = {port for service in SERVICES.values() for port in service.get("ports", ())}
    assert published == {"127.0.0.1:3000:3000"}


def test_no_secret_is_written_down() -> None:
    """Passwords come from the environment, without a default, and the image gets no .env."""
    values = [
        value
        for service in SERVICES.values()
        for name, value in service.get("environment", {}).items()
        if "PASSWORD" in name
    ]
    assert values
    assert all(re.fullmatch(r"\$\{\w+:\?.*\}", value) for value in values)
    assert ".env" in (ROOT / ".dockerignore").read_text().splitlines()


def test_what_is_mounted_and_copied_is_there() -> None:
    """Each file that the image or a container takes from the repository exists."""
    mounted = [
        volume.split(":")[0]
        for service in SERVICES.values()
        for volume in service.get("volumes", ())
        if volume.startswith("./")
    ]
    copied = [source for line in re.findall(r"^COPY (.*)$", DOCKERFILE, re.MULTILINE) for source in line.split()[:-1]]
    assert mounted
    assert copied
    assert not [path for path in mounted + copied if not (ROOT / path).exists()]
    assert (ROOT / COMPOSE["x-platform"]["build"]["dockerfile"]).exists()


def test_the_image_does_not_run_as_root() -> None:
    """The last user is an ordinary one."""
    users = re.findall(r"^USER (\w+)$", DOCKERFILE, re.MULTILINE)
    assert users
    assert users[-1] != "root"


def test_containers_run_commands_that_there_are() -> None:
    """Every command's program is installed with the packages."""
    commands = [service["command"] for service in SERVICES.values() if isinstance(service.get("command"), str)]
    folder = Path(sys.executable).parent
    assert all((folder / command.split()[0]).exists() for command in commands)


@pytest.mark.parametrize("path", sorted((ROOT / "deploy").glob("*-policy.json")), ids=lambda path: path.name)
def test_policies_are_narrow(path: Path) -> None:
    """No action with a star; a star as resource only where AWS knows no narrower one, or for reading."""
    statements: list[dict[str, Any]] = json.loads(path.read_text())["Statement"]
    for statement in statements:
        actions = statement["Action"] if isinstance(statement["Action"], list) else [statement["Action"]]
        assert not [action for action in actions if "*" in action]
        if statement["Resource"] == "*":
            reads = [action for action in actions if re.search(":(Describe|Get|List)", action)]
            assert reads == actions or statement["Sid"] == "MakeServerless"
    assert len({statement["Sid"] for statement in statements}) == len(statements)
