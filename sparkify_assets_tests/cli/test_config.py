"""`sparkify config import`: the common spellings of dwh.cfg, and a file that nobody else can read."""

from pathlib import Path

import pytest
from dotenv import dotenv_values
from typer.testing import CliRunner, Result

from sparkify_assets.cli.config import app
from sparkify_assets.cli.errors import CliError

USUAL = """
[CLUSTER]
HOST=dwhcluster.example.us-west-2.redshift.amazonaws.com
DBNAME=dwh
DB_USER=dwhuser
DB_PASSWORD=Pass%word'1 #x
DB_PORT=5439

[IAM_ROLE]
IAM_ROLE='arn:aws:iam::123456789012:role/dwhRole'

[S3]
LOG_DATA='s3://the-lake/log_data'
LOG_JSONPATH='s3://the-lake/log_json_path.json'
SONG_DATA='s3://the-lake/song_data'
"""
OTHER = """
[AWS]
KEY=AKIAIOSFODNN7EXAMPLE
SECRET=wJalrXUtnFEMI
REGION=us-west-2
[DWH]
DWH_CLUSTER_TYPE=multi-node
DWH_NUM_NODES=4
DWH_NODE_TYPE=dc2.large
DWH_CLUSTER_IDENTIFIER=dwhCluster
DWH_DB=dwh
DWH_DB_USER=dwhuser
DWH_DB_PASSWORD=Passw0rd
DWH_PORT=5439
"""


def run(file: Path) -> Result:
    return CliRunner().invoke(app, ["import", str(file)], env={"COLUMNS": "200"})


def imported(tmp_path: Path, text: str) -> tuple[dict[str, str | None], str]:
    (tmp_path / "dwh.cfg").write_text(text)
    done = run(tmp_path / "dwh.cfg")
    assert done.exit_code == 0, done.output
    return dotenv_values(tmp_path / ".env"), done.output


def test_the_usual_file(tmp_path: Path) -> None:
    """Every value arrives as it was, quotes of the file aside; the password is taken and not shown."""
    values, said = imported(tmp_path, USUAL)
    assert values == {
        "REDSHIFT_HOST": "dwhcluster.example.us-west-2.redshift.amazonaws.com",
        "REDSHIFT_DATABASE": "dwh",
        "REDSHIFT_USER": "dwhuser",
        "REDSHIFT_PASSWORD": "Pass%word'1 #x",
        "REDSHIFT_PORT": "5439",
        "REDSHIFT_COPY_ROLE": "arn:aws:iam::123456789012:role/dwhRole",
        "SPARKIFY_BUCKET": "the-lake",
    }
    assert "REDSHIFT_PASSWORD=(not shown)" in said
    assert "word'1" not in said


def test_the_other_spelling(tmp_path: Path) -> None:
    """Keys with DWH_ before them, and the account's keys; what means nothing here is told."""
    values, said = imported(tmp_path, OTHER)
    assert values["REDSHIFT_PASSWORD"] == "Passw0rd"
    assert values["REDSHIFT_NODES"] == "4"
    assert values["REDSHIFT_CLUSTER_IDENTIFIER"] == "dwhcluster"
    assert values["AWS_SECRET_ACCESS_KEY"] == "wJalrXUtnFEMI"
    assert "Left aside, because it is not used here: [DWH] dwh_cluster_type" in said
    assert "wJalrXUtnFEMI" not in said


def test_the_environment_file_is_its_owners_alone(tmp_path: Path) -> None:
    """Mode 600, also when it was readable before; what it said of other things stays."""
    (tmp_path / ".env").write_text("# mine\nSPARKIFY_SCHEDULE_HOUR=4\nREDSHIFT_HOST=old\n")
    (tmp_path / ".env").chmod(0o644)
    values, _ = imported(tmp_path, USUAL)
    assert (tmp_path / ".env").stat().st_mode & 0o777 == 0o600
    assert values["SPARKIFY_SCHEDULE_HOUR"] == "4"
    assert values["REDSHIFT_HOST"] != "old"
    assert "# mine" in (tmp_path / ".env").read_text()


@pytest.mark.parametrize("text", ["HOST=x\nDB_PASSWORD=secret\n", "[CLUSTER]\nDB_PASSWORD secret\n", "[OTHER]\nA=b\n"])
def test_what_is_no_dwh_cfg(tmp_path: Path, text: str) -> None:
    """One sentence, which quotes nothing of the file."""
    (tmp_path / "dwh.cfg").write_text(text)
    refused = run(tmp_path / "dwh.cfg").exception
    assert isinstance(refused, CliError)
    assert "secret" not in str(refused)
