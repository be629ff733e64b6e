"""What the infrastructure's tests need: the local control plane over HTTP, that keeps nothing and asks for permissions.

Here: its server, a declaration of a test's own. Not here: the whole local stack (the tests' root).
"""

import logging
import os
import threading
import uuid
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.request import Request, urlopen

import botocore.session
import pytest
from werkzeug.serving import make_server

from sparkify_assets.infrastructure import provisioned
from sparkify_assets.infrastructure.aws import Aws
from sparkify_assets.infrastructure.declared import Declared
from sparkify_assets.local.aws import redshift
from sparkify_assets.local.aws.server import ControlPlane
from sparkify_assets.local.aws.state import State

REGION = "us-west-2"


class Forgetful(State):
    """The state of a test, which is worth no file."""

    def save(self) -> None:
        pass

    def has_new_backends(self) -> bool:
        return False


@pytest.fixture(scope="session")
def control_plane(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a control plane that all tests of this process share; each test names its own warehouse."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    redshift.complete()
    server = make_server("127.0.0.1", 0, ControlPlane(Forgetful(Path(tmp_path_factory.mktemp("aws")))), threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.fixture(autouse=True, scope="session")
def _descriptions_are_read_once() -> Iterator[None]:
    """botocore reads a service's description for each session anew: most of what it costs to make a client."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(botocore.session, "create_loader", cache(botocore.session.create_loader))
        yield


@pytest.fixture
def account(control_plane: str, clean_environment: None, monkeypatch: pytest.MonkeyPatch) -> str:
    """The environment leads to the control plane, and declares a cluster of this test's own; gives its name."""
    name = f"test-{uuid.uuid4().hex[:12]}"
    variables = {
        "AWS_ENDPOINT_URL": control_plane,
        "AWS_REGION": REGION,
        "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE",
        "AWS_SECRET_ACCESS_KEY": "a-secret-that-nobody-may-see",
        "REDSHIFT_CLUSTER_IDENTIFIER": name,
        "SPARKIFY_BUCKET": "the-bucket",
    }
    for variable, value in variables.items():
        monkeypatch.setenv(variable, value)
    monkeypatch.setattr(provisioned, "POLL_SECONDS", 0.0)
    return name


@pytest.fixture
def declared(account: str) -> Declared:
    return Declared.from_environment(os.environ)


@pytest.fixture
def aws(account: str) -> Aws:
    """Clients that try each call once, so that a test sees its failure."""
    return Aws(REGION, attempts=1)


@pytest.fixture
def enforced(control_plane: str) -> Iterator[None]:
    """The control plane asks every caller for permission."""
    _ask_from_call(control_plane, "0")
    yield
    _ask_from_call(control_plane, "inf")


def _ask_from_call(control_plane: str, number: str) -> None:
    plain = {"Content-Type": "text/plain"}
    with urlopen(Request(f"{control_plane}/moto-api/reset-auth", number.encode(), plain, method="POST")) as answer:
        assert answer.status == 200
