"""Every failure as one sentence that says what to do next.

Here: the translation of what libraries raise into words. Not here: errors of the warehouse, which already speak for
themselves (`sparkify_assets.redshift.errors`).
"""

import traceback
from pathlib import Path

from botocore import exceptions as aws
from obstore import exceptions as s3

from sparkify_assets.redshift.errors import WarehouseError


class CliError(Exception):
    """What a person did or has to do differently, in one sentence."""


_CREDENTIALS = "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or run `aws configure`"
_REFUSED = {
    "AccessDenied": "the credentials in use don't allow it; see deploy/deployer-policy.json",
    "ExpiredToken": "the credentials have expired: sign in again",
    "InvalidClientTokenId": f"the access key is unknown: {_CREDENTIALS}",
    "NoSuchBucket": "create the bucket, or name another in SPARKIFY_BUCKET",
    "SignatureDoesNotMatch": f"the secret key is wrong: {_CREDENTIALS}",
}


def sentence(error: Exception) -> str | None:
    """What to print for `error`; None for one that nobody foresaw."""
    if isinstance(error, CliError | WarehouseError):
        return str(error)
    if isinstance(error, aws.ClientError):
        return _refusal(error)
    if isinstance(error, aws.NoCredentialsError | aws.PartialCredentialsError | aws.ProfileNotFound):
        return f"There are no AWS credentials to use ({error}): {_CREDENTIALS}."
    if isinstance(error, aws.NoRegionError):
        return "No AWS region is chosen: set AWS_REGION."
    if isinstance(error, aws.BotoCoreError):
        return f"AWS could not be reached: {error} Check AWS_ENDPOINT_URL and AWS_REGION, or start `sparkify up`."
    if isinstance(error, s3.BaseError):
        return f"The bucket could not be used: {_first_line(error)}. Check SPARKIFY_BUCKET and the AWS keys."
    if isinstance(error, OSError) and error.filename:
        return f"{error.filename}: {error.strerror}."
    return None


def unforeseen(error: Exception, log: Path) -> str:
    """Where the whole story of an error nobody foresaw can be read; it is written to `log`, not to the terminal."""
    log.parent.mkdir(parents=True, exist_ok=True)
    log.write_text("".join(traceback.format_exception(error)))
    return f"{type(error).__name__}: {_first_line(error)}. The details are in {log}."


def _refusal(error: aws.ClientError) -> str:
    """One sentence for what an AWS service answered."""
    code = error.response.get("Error", {}).get("Code", "")
    remedy = next((text for start, text in _REFUSED.items() if code.startswith(start)), None)
    said = error.response.get("Error", {}).get("Message", "").rstrip(". ")
    return f"AWS refused {error.operation_name}: {said} ({code})" + (f": {remedy}." if remedy else ".")


def _first_line(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return lines[0].rstrip(". ") if lines else "no message"
