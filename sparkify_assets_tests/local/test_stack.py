"""Under test: the local stack as a whole, with real processes."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import boto3
import psutil
import pytest

from sparkify_assets.local.stack import Stack, StackError

pytestmark = [pytest.mark.usefixtures("clean_environment"), pytest.mark.xdist_group("stack")]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A stack of this module's own, for its servers are stopped and killed; the warehouse has tests of its own."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("SPARKIFY_S3_PORT", "SPARKIFY_AWS_PORT", "SPARKIFY_WAREHOUSE_PORT"):
            patch.delenv(name, raising=False)
        stack = Stack(tmp_path_factory.mktemp("home"))
        stack.start("s3", "aws")
        yield stack
        stack.stop()


def _pids(stack: Stack) -> dict[str, int | None]:
    return {server.name: server.pid for server in stack.status()}


def _list_buckets(stack: Stack) -> list[str]:
    variables = stack.environment()
    client = boto3.client(
        "s3",
        endpoint_url=variables["AWS_ENDPOINT_URL_S3"],
        region_name=variables["AWS_REGION"],
        aws_access_key_id=variables["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=variables["AWS_SECRET_ACCESS_KEY"],
    )
    return [bucket["Name"] for bucket in client.list_buckets()["Buckets"]]


def test_the_first_start_makes_the_bucket(running: Stack) -> None:
    """The first start makes the bucket `sparkify`, and boto3 finds it by the environment alone."""
    assert _list_buckets(running) == ["sparkify"]


def test_a_second_start_starts_nothing(running: Stack) -> None:
    """Starting again leaves the running processes alone and returns the same environment."""
    before, environment = _pids(running), running.environment()
    assert running.start("s3", "aws") == environment
    assert _pids(running) == before


def test_a_cluster_leads_to_the_warehouse(running: Stack) -> None:
    """The control plane knows the warehouse's port, also when it was started first."""
    variables = running.environment()
    client = boto3.client(
        "redshift",
        endpoint_url=variables["AWS_ENDPOINT_URL"],
        region_name=variables["AWS_REGION"],
        aws_access_key_id=variables["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=variables["AWS_SECRET_ACCESS_KEY"],
    )
    client.create_cluster(
        ClusterIdentifier="sparkify", NodeType="ra3.large", MasterUsername="owner", MasterUserPassword="Secret123"
    )
    endpoint = client.describe_clusters()["Clusters"][0]["Endpoint"]
    assert (endpoint["Address"], str(endpoint["Port"])) == (variables["REDSHIFT_HOST"], variables["REDSHIFT_PORT"])


def test_another_stack_object_finds_the_servers(running: Stack) -> None:
    """Another program that opens the same folder sees the same servers."""
    assert Stack(running.home).status() == running.status()


def test_ports_and_credentials_outlive_a_restart(running: Stack) -> None:
    """After a stop and a start every client's environment is still right."""
    before = running.environment()
    running.stop()
    assert [server.running for server in running.status()] == [False, False, False]
    assert running.start("s3", "aws") == before


def test_a_killed_server_comes_back_on_its_port(running: Stack) -> None:
    """A server that was killed is started again alone, where it was."""
    before = {server.name: server for server in running.status()}
    running.kill("s3")
    assert not running.status()[0].running
    running.start("s3")
    after = {server.name: server for server in running.status()}
    assert after["s3"].port == before["s3"].port
    assert after["s3"].pid != before["s3"].pid
    assert after["aws"] == before["aws"]


def test_a_stranger_with_the_same_process_id_is_left_alone(running: Stack) -> None:
    """A process that merely has the recorded id, as after a reboot, counts as not running and is never signalled."""
    running.kill("aws")
    record_path = running.home / "run" / "aws.json"
    record_path.write_text(json.dumps(json.loads(record_path.read_text()) | {"pid": os.getpid()}))
    assert not running.status()[1].running
    running.kill("aws")
    running.stop()
    assert psutil.Process().is_running()
    running.start("s3", "aws")


def test_credentials_are_their_owners_alone(running: Stack) -> None:
    """The file with the password and keys can be read by its owner only."""
    assert stat.S_IMODE((running.home / "credentials.json").stat().st_mode) == 0o600


def test_two_stacks_have_different_credentials(running: Stack, tmp_path: Path) -> None:
    """Keys and passwords are random: nothing is the same for everybody."""
    assert Stack(tmp_path).environment()["REDSHIFT_PASSWORD"] != running.environment()["REDSHIFT_PASSWORD"]


def test_the_environment_knows_the_landed_dates(running: Stack) -> None:
    """First and last date come from the names of the log objects, gzipped ones included, in whatever folder."""
    folder = running.home / "s3" / "sparkify" / "log_data" / "2018" / "11"
    folder.mkdir(parents=True)
    for name in ("2018-11-30-events.json", "2018-11-02-late-events.json.gz", "notes-2017-01-01.json", "2016-01-01.txt"):
        (folder / name).touch()
    environment = running.environment()
    assert (environment["SPARKIFY_START_DATE"], environment["SPARKIFY_END_DATE"]) == ("2018-11-02", "2018-11-30")


def test_a_set_port_that_is_taken_is_an_error(running: Stack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A port that the user chose and somebody else has is named; no other is taken in silence."""
    taken = str(running.status()[0].port)
    monkeypatch.setenv("SPARKIFY_S3_PORT", taken)
    with pytest.raises(StackError, match=f"s3: port {taken} is taken"):
        Stack(tmp_path).start("s3")


def test_a_port_that_is_no_number_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A misspelt port is named together with its variable."""
    monkeypatch.setenv("SPARKIFY_AWS_PORT", "http")
    with pytest.raises(StackError, match="SPARKIFY_AWS_PORT must be a port's number, not 'http'"):
        Stack(tmp_path).start("aws")


def test_a_server_that_fails_shows_the_end_of_its_log(tmp_path: Path) -> None:
    """When a server does not come up, the error holds its last words."""
    (tmp_path / "aws").mkdir()
    (tmp_path / "aws" / "state.pickle").write_bytes(b"not a pickle")
    with pytest.raises(StackError, match=r"(?s)aws: the server ended while it started\..*state\.pickle cannot be read"):
        Stack(tmp_path).start("aws")


def test_reset_removes_the_state_and_nothing_else(tmp_path: Path) -> None:
    """A reset stops the servers and removes what the stack made; a stranger's file in the folder stays."""
    stack = Stack(tmp_path)
    stack.start("s3")
    (tmp_path / "notes.txt").touch()
    stack.reset()
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]
    assert not any(server.running for server in stack.status())
