"""`sparkify_assets.cli.errors`: every failure as one sentence."""

from pathlib import Path

import pytest
from botocore import exceptions as aws
from obstore import exceptions as s3

from sparkify_assets.cli.errors import CliError, sentence, unforeseen
from sparkify_assets.redshift.errors import WarehouseError


def refusal(code: str) -> aws.ClientError:
    return aws.ClientError({"Error": {"Code": code, "Message": "No."}}, "ListObjectsV2")


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (CliError("Do this."), "Do this."),
        (WarehouseError("Do that."), "Do that."),
        (aws.NoCredentialsError(), "AWS_ACCESS_KEY_ID"),
        (aws.ProfileNotFound(profile="nobody"), "nobody"),
        (aws.NoRegionError(), "AWS_REGION"),
        (aws.EndpointConnectionError(endpoint_url="http://127.0.0.1:1"), "http://127.0.0.1:1"),
        (refusal("ExpiredTokenException"), "sign in again"),
        (refusal("NoSuchBucket"), "SPARKIFY_BUCKET"),
        (refusal("Throttling"), "AWS refused ListObjectsV2: No (Throttling)."),
        (s3.GenericError("no route\nat line 3"), "no route. Check SPARKIFY_BUCKET"),
        (FileNotFoundError(2, "No such file", "month"), "month: No such file."),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
def test_sentence_says_what_to_do(error: Exception, expected: str) -> None:
    """A foreseen error becomes one line with the remedy."""
    text = sentence(error)
    assert text
    assert expected in text
    assert "\n" not in text


def test_an_unforeseen_error_has_no_sentence() -> None:
    """What nobody foresaw is not dressed up as something else."""
    assert sentence(ZeroDivisionError()) is None


def test_unforeseen_errors_keep_their_story_in_a_file(tmp_path: Path) -> None:
    """The terminal gets one line; the traceback goes to the log that the line names."""
    log = tmp_path / "logs" / "error.log"
    try:
        raise ZeroDivisionError("by zero\nand more")
    except ZeroDivisionError as error:
        text = unforeseen(error, log)
    assert text == f"ZeroDivisionError: by zero. The details are in {log}."
    assert "test_errors.py" in log.read_text()
