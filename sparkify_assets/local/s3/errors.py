"""The errors S3 answers with, and their HTTP statuses. Not here: how they are written as XML."""

from __future__ import annotations

_STATUS = {
    "AccessDenied": 403, "BadDigest": 400, "BucketAlreadyOwnedByYou": 409, "BucketNotEmpty": 409, "EntityTooSmall": 400,
    "IncompleteBody": 400, "InvalidAccessKeyId": 403, "InvalidArgument": 400, "InvalidBucketName": 400,
    "InvalidPart": 400, "InvalidPartOrder": 400, "InvalidRange": 416, "InvalidRequest": 400, "InternalError": 500,
    "MalformedXML": 400, "NoSuchBucket": 404, "NoSuchKey": 404, "NoSuchUpload": 404, "NotImplemented": 501,
    "NotModified": 304, "PreconditionFailed": 412,
}  # fmt: skip


class S3Error(Exception):
    """An answer other than success: `code` as in S3's list of error codes, `message` for the person who reads it."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = _STATUS[code]
