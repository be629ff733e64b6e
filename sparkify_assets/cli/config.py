"""`sparkify config`: settings from elsewhere into the environment file.

Here: the spellings of `dwh.cfg`, and writing the file for its owner's eyes alone. Not here: what the variables mean
(`.env.example`).
"""

import configparser
import os
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import dotenv
import typer

from sparkify_assets.cli.console import out
from sparkify_assets.cli.errors import CliError

app = typer.Typer(no_args_is_help=True, help="Take over settings from other tools.")

# Section and key, in lower case, as they are commonly spelled, and the variable that means the same.
_SPELLINGS: dict[str, dict[str, tuple[str, ...]]] = {
    "cluster": {
        "REDSHIFT_HOST": ("host", "endpoint", "dwh_endpoint", "dwh_host"),
        "REDSHIFT_DATABASE": ("dbname", "db_name", "database", "dwh_db"),
        "REDSHIFT_USER": ("db_user", "user", "username", "dwh_db_user"),
        "REDSHIFT_PASSWORD": ("db_password", "password", "pwd", "dwh_db_password"),
        "REDSHIFT_PORT": ("db_port", "port", "dwh_port"),
        "REDSHIFT_CLUSTER_IDENTIFIER": ("cluster_identifier", "dwh_cluster_identifier"),
        "REDSHIFT_NODE_TYPE": ("node_type", "dwh_node_type"),
        "REDSHIFT_NODES": ("num_nodes", "dwh_num_nodes"),
    },
    "iam_role": {"REDSHIFT_COPY_ROLE": ("arn", "iam_role", "role_arn", "iam_role_arn")},
    "aws": {
        "AWS_ACCESS_KEY_ID": ("key", "aws_access_key_id", "access_key"),
        "AWS_SECRET_ACCESS_KEY": ("secret", "aws_secret_access_key", "secret_key"),
        "AWS_REGION": ("region", "aws_region"),
    },
    "s3": {"SPARKIFY_BUCKET": ("bucket", "log_data", "song_data", "log_jsonpath")},
}
_SECTIONS = {"dwh": "cluster", "redshift": "cluster", "db": "cluster", "iam": "iam_role"}
_CLEANED: dict[str, Callable[[str], str]] = {
    "SPARKIFY_BUCKET": lambda address: address.removeprefix("s3://").split("/")[0],
    "REDSHIFT_CLUSTER_IDENTIFIER": str.lower,  # as AWS keeps it
}
_SECRET = {"REDSHIFT_PASSWORD", "AWS_SECRET_ACCESS_KEY"}


@app.callback()
def config() -> None:
    """Take over settings from other tools."""


@app.command("import")
def import_(
    file: Annotated[
        Path, typer.Argument(help="A dwh.cfg: [CLUSTER] HOST DBNAME DB_USER DB_PASSWORD DB_PORT, [IAM_ROLE].")
    ],
    into: Annotated[Path, typer.Option(help="The environment file; what it says of other things stays.")] = Path(
        ".env"
    ),
) -> None:
    """Write what a dwh.cfg says into the environment file, readable by its owner alone."""
    taken, left = translate(read(file))
    if not taken:
        raise CliError(f"{file} says nothing that is used here: a section [CLUSTER] with HOST and DBNAME was expected.")
    write(into, taken)
    for variable, value in taken.items():
        out.print(f"{variable}={'(not shown)' if variable in _SECRET else value}", soft_wrap=True, markup=False)
    if left:
        out.print(f"Left aside, because it is not used here: {', '.join(left)}.", soft_wrap=True, markup=False)
    out.print(f"Written to {into}, readable by you alone. {file} still holds its secrets: delete it when you can.")


def read(file: Path) -> configparser.ConfigParser:
    """The file as it stands; a % in a password is a %."""
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    try:
        parser.read_string(file.read_text())
    except (configparser.Error, UnicodeDecodeError) as error:
        # The parser's message quotes the line, which may hold a password.
        line = getattr(error, "lineno", None)
        raise CliError(
            f"{file} is no configuration file{f' (line {line})' if line else ''}: expected lines KEY=VALUE below "
            "[SECTION] headings."
        ) from None
    return parser


def translate(parser: configparser.ConfigParser) -> tuple[dict[str, str], list[str]]:
    """The variables that the file sets, and the keys that mean nothing here."""
    taken: dict[str, str] = {}
    left: list[str] = []
    for section in parser.sections():
        spellings = _SPELLINGS.get(_SECTIONS.get(section.lower(), section.lower()), {})
        for key, raw in parser.items(section):
            value = raw.strip().strip("'\"")
            variable = next((name for name, keys in spellings.items() if key in keys), None)
            if variable is None:
                left.append(f"[{section}] {key}")
            elif value:
                taken.setdefault(variable, _CLEANED.get(variable, str)(value))
    return taken, left


def write(file: Path, variables: dict[str, str]) -> None:
    """Sets the variables in an environment file of mode 600; its other lines stay."""
    os.close(os.open(file, os.O_CREAT | os.O_WRONLY, 0o600))
    file.chmod(0o600)
    for variable, value in variables.items():
        dotenv.set_key(file, variable, value)
    file.chmod(0o600)
