"""Which warehouse and bucket a command speaks to.

Here: `.env`, the folder of the local state, and the choice between what the environment names and the local stack.
Not here: what the variables mean (`sparkify_assets.settings`, and `.env.example` for people).
"""

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from dotenv import load_dotenv

from sparkify_assets.cli.errors import CliError

if TYPE_CHECKING:
    from sparkify_assets.local.stack import Stack

# One of these set means that the user has a bucket or warehouse in mind.
_CHOSEN = (
    "SPARKIFY_BUCKET",
    "REDSHIFT_HOST",
    "REDSHIFT_WORKGROUP",
    "REDSHIFT_CLUSTER_IDENTIFIER",
    "AWS_ENDPOINT_URL",
    "AWS_ENDPOINT_URL_S3",
)


def read_env_file() -> None:
    """Take what `.env` in the current folder says, except what the environment already sets."""
    load_dotenv(Path(".env"))


def home() -> Path:
    """The folder that holds all local state."""
    return Path(os.environ.get("SPARKIFY_HOME", ".sparkify")).absolute()


def stack() -> "Stack":
    """The local servers, running or not."""
    try:
        from sparkify_assets.local.stack import Stack
    except ImportError as error:
        raise CliError(
            f"The local servers need packages that are not installed ({error.name}): pip install -e '.[local]'."
        ) from error
    return Stack(home())


def use_local(servers: "Stack") -> None:
    """Point this process and its children at the local servers, and at nothing else: no real account is touched."""
    for name in list(os.environ):
        if name.startswith(("AWS_", "REDSHIFT_")):
            del os.environ[name]
    os.environ.update(servers.environment())
    prepare_dagster(home() / "dagster")


def prepare_dagster(folder: Path) -> None:
    """Make the folder in which Dagster keeps its history, configured for one machine."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(Path(__file__).with_name("dagster.yaml"), folder)


def connect() -> None:
    """Use what the environment names; if it names nothing, the local stack.

    Raises CliError when there is neither.
    """
    if any(os.environ.get(name) for name in _CHOSEN):
        if "DAGSTER_HOME" not in os.environ:
            os.environ["DAGSTER_HOME"] = str(home() / "dagster")
            prepare_dagster(home() / "dagster")
        return
    servers = stack()
    if not all(server.running for server in servers.status()):
        raise CliError(
            "There is no warehouse to speak to: start the local one with `sparkify up --detach`, "
            "or name yours in .env (see .env.example)."
        )
    use_local(servers)
