"""Under test: what deploys the infrastructure as files: image, composition, Dagster instance, policies."""

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from dagster._core.instance.config import dagster_instance_config
from dotenv import dotenv_values

from sparkify_assets_tests import image
from sparkify_assets_tests.containers import Containers
from sparkify_assets_tests.image import Image

ROOT = Path(__file__).parents[1]
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text())
SERVICES = COMPOSE["services"]
DOCKERFILE = (ROOT / "deploy" / "Dockerfile").read_text()


@pytest.mark.parametrize(
    "command",
    [
        ["hadolint", "deploy/Dockerfile"],
        ["check-jsonschema", "--builtin-schema", "vendor.compose-spec", "compose.yaml"],
    ],
    ids=lambda command: command[0],
)
def test_linters_find_nothing(command: list[str]) -> None:
    """The Dockerfile's linter is content, and compose.yaml keeps to the specification's schema."""
    program = Path(sys.executable).with_name(command[0])
    done = subprocess.run([program, *command[1:]], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_what_compose_reads_is_explained() -> None:
    """Each variable that .env has to give stands in .env.example, or is set by compose itself."""
    text = (ROOT / "compose.yaml").read_text()
    asked = set(re.findall(r"\$\{(\w+)", text))
    read_by_dagster = set(re.findall(r"env: (\w+)", (ROOT / "deploy" / "dagster.yaml").read_text()))
    set_here = {name for service in SERVICES.values() for name in service.get("environment", {})}
    listed = set(re.findall(r"^# (\w+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert asked
    assert asked | (read_by_dagster - set_here) <= listed | {"DAGSTER_POSTGRES_PASSWORD"}


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


# ---- the image in a Debian of its own, its services as compose starts them

_SENSOR = """
query {
  sensorOrError(sensorSelector: {
    repositoryLocationName: "sparkify_assets.definitions", repositoryName: "__repository__",
    sensorName: "landed_log_dates"
  }) { ... on Sensor { sensorState { ticks(limit: 10) { status runs { runId status } } } } }
}
"""
_LAUNCH = """
mutation ($job: String!, $assets: [AssetKeyInput!]) {
  launchRun(executionParams: {selector: {
    repositoryLocationName: "sparkify_assets.definitions", repositoryName: "__repository__",
    jobName: $job, assetSelection: $assets
  }}) { __typename ... on LaunchRunSuccess { run { runId } } }
}
"""
_RUN = "query ($id: ID!) { runOrError(runId: $id) { ... on Run { status } } }"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Image]:
    """The image, made once; it is large, and does not stay."""
    if not os.environ.get("SPARKIFY_TEST_EVERYTHING"):
        pytest.skip("SPARKIFY_TEST_EVERYTHING is not set: the image takes minutes to make")
    if image.missing():
        pytest.skip(f"the image can't be made here: {image.missing()}")
    made = Image(tmp_path_factory.mktemp("image"))
    made.build(ROOT / "deploy" / "Dockerfile")
    yield made
    shutil.rmtree(made.root)


@pytest.mark.timeout(2400)
@pytest.mark.xdist_group("image")
def test_the_local_profile_loads_what_lands(built: Image, tmp_path: Path) -> None:
    """The catalogue is loaded through the webserver; then a log lands, and the daemon's sensor asks for its date."""
    with Containers(built, "local", {"DAGSTER_POSTGRES_PASSWORD": "a-long-random-text"}, tmp_path) as containers:
        containers.up()
        containers.run("code-local", "sparkify", "simulate", "--days", "1", "--to", "/tmp/local")
        containers.run("code-local", "mv", "/tmp/local/log_data", "/tmp/log_data")
        containers.run("code-local", "sparkify", "land", "/tmp/local")
        catalogue = [{"path": [name]} for name in ("warehouse_schemas", "stg_songs", "songs", "artists")]
        launched = containers.ask(_LAUNCH, job="__ASSET_JOB", assets=catalogue)["launchRun"]
        wait_for(lambda: run_status(containers, launched["run"]["runId"]))
        containers.run("code-local", "mv", "/tmp/log_data", "/tmp/local")
        containers.run("code-local", "sparkify", "land", "/tmp/local")
        wait_for(lambda: sensed_status(containers))
        assert loaded_plays(containers, "code-local") > 0


@pytest.mark.timeout(2400)
@pytest.mark.xdist_group("image")
def test_the_aws_profile_loads_what_lands(built: Image, tmp_path: Path) -> None:
    """As the page on deploying says, with the local stack as AWS: a first load, then the services, then the sensor."""
    settings = {"DAGSTER_POSTGRES_PASSWORD": "a-long-random-text", "SPARKIFY_HOME": "/tmp/account"}
    with Containers(built, "aws", settings, tmp_path) as containers:
        containers.up("postgres")
        containers.run("code-aws", "sparkify", "local", "start")
        said = containers.run("code-aws", "sparkify", "local", "env").replace("export ", "")
        (tmp_path / ".env").write_text(said)
        settings |= {name: value or "" for name, value in dotenv_values(tmp_path / ".env").items()}
        del settings["DAGSTER_HOME"]
        containers.run("code-aws", "sparkify", "simulate", "--days", "2", "--to", "/tmp/aws")
        containers.run("code-aws", "sparkify", "land", "/tmp/aws")
        containers.run("code-aws", "sparkify", "materialize", "--from", "2018-11-01", "--to", "2018-11-01")
        first = loaded_plays(containers, "code-aws")
        assert first > 0
        containers.up()
        wait_for(lambda: sensed_status(containers))
        assert loaded_plays(containers, "code-aws") > first
        logs = built.path(f"/tmp/account/s3/{settings['SPARKIFY_BUCKET']}/_dagster")
        assert list(logs.rglob("*.err")), "the output of steps is in the bucket"


def wait_for(status: Callable[[], str]) -> None:
    """Until a run has ended; it must have succeeded."""
    for _ in range(100):
        if (found := status()) in ("SUCCESS", "FAILURE", "CANCELED"):
            assert found == "SUCCESS"
            return
        time.sleep(3)
    raise AssertionError(f"still {found} after five minutes")


def run_status(containers: Containers, run_id: str) -> str:
    return str(containers.ask(_RUN, id=run_id)["runOrError"]["status"])


def sensed_status(containers: Containers) -> str:
    """The state of the run that the sensor's newest successful tick asked for; "" while there is none."""
    ticks = containers.ask(_SENSOR)["sensorOrError"]["sensorState"]["ticks"]
    runs = [run for tick in ticks if tick["status"] == "SUCCESS" for run in tick["runs"]]
    return str(runs[0]["status"]) if runs else ""


def loaded_plays(containers: Containers, service: str) -> int:
    """What `sparkify sql` counts in the fact, asked beside a service."""
    said = containers.run(service, "sparkify", "sql", "select count(*) from star.songplays")
    return int(re.findall(r"^\s+(\d+)\s*$", said, re.MULTILINE)[0])
