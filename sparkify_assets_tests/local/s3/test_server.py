"""Under test: the S3 API as boto3 and obstore see it, over HTTP."""

from __future__ import annotations

import hashlib
import http.client
import io
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import obstore
import pytest
from botocore.exceptions import ClientError

from sparkify_assets_tests.local.s3.conftest import RunningServer


def _refusal(action: Any, **arguments: Any) -> tuple[str, int]:
    with pytest.raises(ClientError) as caught:
        action(**arguments)
    response: Any = caught.value.response
    return response["Error"]["Code"], response["ResponseMetadata"]["HTTPStatusCode"]


def test_an_object_comes_back_as_it_was_put(client: Any, bucket: str, folder: Path) -> None:
    """Bytes, type, encoding and metadata; the file in the folder holds just the bytes."""
    put = client.put_object(
        Bucket=bucket,
        Key="a b/é+%.json",
        Body=b"{}",
        ContentType="application/json",
        ContentEncoding="gzip",
        Metadata={"by": "me"},
    )
    got = client.get_object(Bucket=bucket, Key="a b/é+%.json")
    assert got["Body"].read() == b"{}"
    assert (got["ContentType"], got["ContentEncoding"], got["Metadata"]) == ("application/json", "gzip", {"by": "me"})
    assert got["ETag"] == put["ETag"] == f'"{hashlib.md5(b"{}").hexdigest()}"'
    assert (folder / "a b" / "é+%.json").read_bytes() == b"{}"


def test_a_file_that_is_copied_in_is_an_object(client: Any, bucket: str, folder: Path) -> None:
    """A person's `cp` is as good as a PUT."""
    (folder / "copied.txt").write_bytes(b"by hand")
    assert client.get_object(Bucket=bucket, Key="copied.txt")["Body"].read() == b"by hand"
    assert client.list_objects_v2(Bucket=bucket)["Contents"][0]["ETag"] == f'"{hashlib.md5(b"by hand").hexdigest()}"'


@pytest.mark.parametrize("algorithm", ["CRC32", "SHA256"])
def test_streams_with_a_checksum_are_decoded(client: Any, bucket: str, algorithm: str) -> None:
    """A body that boto3 streams with its checksum is stored without chunks and trailers."""
    body = os.urandom(200_000)
    client.put_object(Bucket=bucket, Key="stream", Body=io.BytesIO(body), ChecksumAlgorithm=algorithm)
    assert client.get_object(Bucket=bucket, Key="stream")["Body"].read() == body


def test_an_aws_chunked_body_is_decoded(server: RunningServer, client: Any, bucket: str, folder: Path) -> None:
    """The encoding that SDKs use for streams over TLS, sent by hand because there is no TLS here."""
    address = client.generate_presigned_url("put_object", {"Bucket": bucket, "Key": "chunked"})
    connection = http.client.HTTPConnection(server.address.removeprefix("http://"))
    headers = {
        "x-amz-content-sha256": "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
        "x-amz-decoded-content-length": "5",
        "content-encoding": "aws-chunked",
        "x-amz-trailer": "x-amz-checksum-crc32",
    }
    body = b"3\r\nhel\r\n2\r\nlo\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n"
    connection.request("PUT", address.removeprefix(server.address), body, headers)
    assert connection.getresponse().status == 200
    assert (folder / "chunked").read_bytes() == b"hello"
    assert "ContentEncoding" not in client.head_object(Bucket=bucket, Key="chunked")


def test_a_range_is_read(client: Any, bucket: str) -> None:
    """206 with the bytes asked for, and 416 where there are none."""
    client.put_object(Bucket=bucket, Key="digits", Body=b"0123456789")
    got = client.get_object(Bucket=bucket, Key="digits", Range="bytes=2-4")
    assert (got["Body"].read(), got["ContentRange"]) == (b"234", "bytes 2-4/10")
    assert _refusal(client.get_object, Bucket=bucket, Key="digits", Range="bytes=10-") == ("InvalidRange", 416)


def test_conditions_are_kept(client: Any, bucket: str) -> None:
    """Reads and writes under a condition that does not hold are refused."""
    etag = client.put_object(Bucket=bucket, Key="a", Body=b"1", IfNoneMatch="*")["ETag"]
    assert _refusal(client.put_object, Bucket=bucket, Key="a", Body=b"2", IfNoneMatch="*") == (
        "PreconditionFailed",
        412,
    )
    client.put_object(Bucket=bucket, Key="a", Body=b"3", IfMatch=etag)
    assert _refusal(client.put_object, Bucket=bucket, Key="a", Body=b"4", IfMatch=etag) == ("PreconditionFailed", 412)
    now = client.head_object(Bucket=bucket, Key="a")["ETag"]
    assert _refusal(client.get_object, Bucket=bucket, Key="a", IfNoneMatch=now)[1] == 304
    assert client.get_object(Bucket=bucket, Key="a")["Body"].read() == b"3"


def test_head_tells_what_get_would_give(client: Any, bucket: str) -> None:
    """A range is as long and as possible for both; headers may be overridden in the address."""
    client.put_object(Bucket=bucket, Key="digits", Body=b"0123456789")
    assert client.head_object(Bucket=bucket, Key="digits", Range="bytes=2-4")["ContentLength"] == 3
    assert _refusal(client.head_object, Bucket=bucket, Key="digits", Range="bytes=10-")[1] == 416
    got = client.get_object(Bucket=bucket, Key="digits", ResponseContentType="text/csv")
    assert got["ContentType"] == "text/csv"


def test_a_copy_reads_under_its_conditions(client: Any, bucket: str) -> None:
    """They are about the source, and any that does not hold is answered 412."""
    etag = client.put_object(Bucket=bucket, Key="a", Body=b"1")["ETag"]
    copy = {"Bucket": bucket, "Key": "b", "CopySource": f"{bucket}/a"}
    assert _refusal(client.copy_object, **copy, CopySourceIfMatch='"x"') == ("PreconditionFailed", 412)
    assert _refusal(client.copy_object, **copy, CopySourceIfNoneMatch=etag) == ("PreconditionFailed", 412)
    client.copy_object(**copy, CopySourceIfMatch=etag)


@pytest.mark.parametrize(
    "extra",
    [
        {"Tagging": "a=b"},
        {"ACL": "public-read"},
        {"ServerSideEncryption": "aws:kms"},
        {"StorageClass": "GLACIER"},
        {"WebsiteRedirectLocation": "/x"},
    ],
)
def test_what_is_not_kept_is_refused(client: Any, bucket: str, extra: dict[str, str]) -> None:
    """A header that asks for a tag or the like is no less a request than a sub-resource."""
    assert _refusal(client.put_object, Bucket=bucket, Key="a", Body=b"", **extra) == ("NotImplemented", 501)
    client.put_object(Bucket=bucket, Key="a", Body=b"", ServerSideEncryption="AES256", ACL="private")
    assert _refusal(client.get_object, Bucket=bucket, Key="a", PartNumber=1) == ("NotImplemented", 501)


def test_a_foreign_continuation_token_is_refused(client: Any, bucket: str) -> None:
    """It would begin the listing again."""
    refusal = _refusal(client.list_objects_v2, Bucket=bucket, ContinuationToken="%%")
    assert refusal == ("InvalidArgument", 400)


def test_uploads_are_listed_by_prefix(client: Any, bucket: str) -> None:
    for key in ("a/1", "b/2"):
        client.create_multipart_upload(Bucket=bucket, Key=key)
    found = client.list_multipart_uploads(Bucket=bucket, Prefix="b/")["Uploads"]
    assert [upload["Key"] for upload in found] == ["b/2"]


def test_a_wrong_md5_is_refused(client: Any, bucket: str) -> None:
    """A body that changed on the way does not become an object."""
    wrong = "1B2M2Y8AsgTpgAmY7PhCfg=="
    assert _refusal(client.put_object, Bucket=bucket, Key="a", Body=b"x", ContentMD5=wrong) == ("BadDigest", 400)
    assert _refusal(client.head_object, Bucket=bucket, Key="a")[1] == 404


def test_many_objects_are_listed_page_by_page(server: RunningServer, client: Any, bucket: str, folder: Path) -> None:
    """More than a page of keys: both versions of the call and obstore give every key once, in order."""
    keys = [f"{letter}/{number:03}" for letter in "abc" for number in range(700)]
    for key in keys:
        (folder / key).parent.mkdir(exist_ok=True)
        (folder / key).write_text(key)
    for operation in ("list_objects_v2", "list_objects"):
        pages = client.get_paginator(operation).paginate(Bucket=bucket)
        assert [found["Key"] for page in pages for found in page["Contents"]] == keys
    assert [found["path"] for chunk in server.obstore(bucket).list() for found in chunk] == keys
    some = client.list_objects_v2(Bucket=bucket, Prefix="b/6", StartAfter="b/698")
    assert [found["Key"] for found in some["Contents"]] == ["b/699"]


def test_folders_are_common_prefixes(client: Any, bucket: str) -> None:
    """With a delimiter, what lies below is one entry, also where pages end between two of them."""
    for key in ("log_data/1", "log_data/2", "log_data_old/3", "readme", "song_data/A/4"):
        client.put_object(Bucket=bucket, Key=key, Body=b"")
    for operation in ("list_objects_v2", "list_objects"):
        pages = list(
            client.get_paginator(operation).paginate(Bucket=bucket, Delimiter="/", PaginationConfig={"PageSize": 1})
        )
        prefixes = [each["Prefix"] for page in pages for each in page.get("CommonPrefixes", [])]
        assert prefixes == ["log_data/", "log_data_old/", "song_data/"]
        assert [found["Key"] for page in pages for found in page.get("Contents", [])] == ["readme"]


def test_copies_keep_or_replace_the_metadata(server: RunningServer, client: Any, bucket: str) -> None:
    """CopyObject copies bytes and metadata, or takes new metadata when told to; obstore's rename moves."""
    client.put_object(Bucket=bucket, Key="a b", Body=b"x", Metadata={"n": "1"})
    client.copy_object(Bucket=bucket, Key="kept", CopySource={"Bucket": bucket, "Key": "a b"})
    client.copy_object(
        Bucket=bucket,
        Key="new",
        CopySource={"Bucket": bucket, "Key": "a b"},
        Metadata={"n": "2"},
        MetadataDirective="REPLACE",
    )
    assert client.head_object(Bucket=bucket, Key="kept")["Metadata"] == {"n": "1"}
    assert client.head_object(Bucket=bucket, Key="new")["Metadata"] == {"n": "2"}
    obstore.rename(server.obstore(bucket), "kept", "moved")
    assert [found["Key"] for found in client.list_objects_v2(Bucket=bucket)["Contents"]] == ["a b", "moved", "new"]
    source = {"Bucket": bucket, "Key": "nothing"}
    assert _refusal(client.copy_object, Bucket=bucket, Key="x", CopySource=source) == ("NoSuchKey", 404)


def test_large_objects_go_up_and_are_copied_in_parts(server: RunningServer, client: Any, bucket: str) -> None:
    """boto3's and obstore's transfers use parts by themselves, for uploads and for copies."""
    body = os.urandom(11 * 1024 * 1024)
    client.upload_fileobj(io.BytesIO(body), bucket, "by-boto3", ExtraArgs={"ContentType": "text/plain"})
    client.copy({"Bucket": bucket, "Key": "by-boto3"}, bucket, "copy")
    obstore.put(server.obstore(bucket), "by-obstore", body)
    for key in ("by-boto3", "copy", "by-obstore"):
        found = client.get_object(Bucket=bucket, Key=key)
        assert found["Body"].read() == body
        assert "-" in found["ETag"]
    assert client.head_object(Bucket=bucket, Key="by-boto3")["ContentType"] == "text/plain"


def test_uploads_can_be_looked_at_and_aborted(client: Any, bucket: str) -> None:
    """Open uploads and their parts are listed; an aborted one is gone."""
    upload_id = client.create_multipart_upload(Bucket=bucket, Key="a")["UploadId"]
    upload = {"Bucket": bucket, "Key": "a", "UploadId": upload_id}
    client.upload_part(**upload, PartNumber=3, Body=b"xyz")
    assert [(part["PartNumber"], part["Size"]) for part in client.list_parts(**upload)["Parts"]] == [(3, 3)]
    assert [each["Key"] for each in client.list_multipart_uploads(Bucket=bucket)["Uploads"]] == ["a"]
    client.abort_multipart_upload(**upload)
    assert _refusal(client.list_parts, **upload) == ("NoSuchUpload", 404)


def test_many_objects_are_deleted_at_once(server: RunningServer, client: Any, bucket: str) -> None:
    """DeleteObjects deletes what is there and does not mind what is not."""
    for key in ("a", "b/c", "d"):
        client.put_object(Bucket=bucket, Key=key, Body=b"")
    deleted = client.delete_objects(Bucket=bucket, Delete={"Objects": [{"Key": "a"}, {"Key": "nothing"}]})["Deleted"]
    assert [each["Key"] for each in deleted] == ["a", "nothing"]
    obstore.delete(server.obstore(bucket), ["b/c"])
    client.delete_object(Bucket=bucket, Key="d")
    client.delete_bucket(Bucket=bucket)


def test_buckets_are_made_and_found(client: Any, bucket: str) -> None:
    """The bucket is listed, has the region of its clients, and is not made twice."""
    assert bucket in [each["Name"] for each in client.list_buckets()["Buckets"]]
    assert client.head_bucket(Bucket=bucket)["ResponseMetadata"]["HTTPStatusCode"] == 200
    assert client.get_bucket_location(Bucket=bucket)["LocationConstraint"] == "us-west-2"
    where = {"LocationConstraint": "us-west-2"}
    assert _refusal(client.create_bucket, Bucket=bucket, CreateBucketConfiguration=where) == (
        "BucketAlreadyOwnedByYou",
        409,
    )


def test_what_is_not_there_is_said(client: Any, bucket: str) -> None:
    """A missing key and a missing bucket are told apart."""
    assert _refusal(client.get_object, Bucket=bucket, Key="nothing") == ("NoSuchKey", 404)
    assert _refusal(client.get_object, Bucket=bucket, Key="folder/") == ("NoSuchKey", 404)
    assert _refusal(client.get_object, Bucket="no-bucket", Key="a") == ("NoSuchBucket", 404)
    assert _refusal(client.put_object, Bucket="no-bucket", Key="a", Body=b"x" * 10**6) == ("NoSuchBucket", 404)
    assert _refusal(client.list_objects_v2, Bucket="no-bucket") == ("NoSuchBucket", 404)
    assert _refusal(client.head_bucket, Bucket="no-bucket")[1] == 404


def test_what_is_not_implemented_is_said(client: Any, bucket: str) -> None:
    """A call that is not served is refused by name; it never looks like a listing or an object."""
    assert _refusal(client.get_bucket_versioning, Bucket=bucket) == ("NotImplemented", 501)
    assert _refusal(client.put_object_tagging, Bucket=bucket, Key="a", Tagging={"TagSet": []}) == (
        "NotImplemented",
        501,
    )


def test_only_the_key_of_the_server_gets_in(server: RunningServer, bucket: str) -> None:
    """No signature and another access key are refused, the way S3 does it."""
    stranger = server.boto3("AKIASOMEBODYELSE")
    assert _refusal(stranger.list_objects_v2, Bucket=bucket) == ("InvalidAccessKeyId", 403)
    connection = http.client.HTTPConnection(server.address.removeprefix("http://"))
    connection.request("GET", f"/{bucket}")
    response = connection.getresponse()
    assert (response.status, b"<Code>AccessDenied</Code>" in response.read()) == (403, True)


def test_keys_cannot_climb_out(server: RunningServer, client: Any, bucket: str) -> None:
    """A path that leads out of the bucket is refused and nothing is written there."""
    assert _refusal(client.put_object, Bucket=bucket, Key="../../escaped", Body=b"") == ("InvalidArgument", 400)
    assert not (server.root.parent / "escaped").exists()


def test_writers_of_one_key_never_mix(client: Any, bucket: str) -> None:
    """While many write one key, every read is one writer's whole body."""
    bodies = [bytes([letter]) * 100_000 for letter in b"abcd"]

    def write(body: bytes) -> None:
        for _ in range(5):
            client.put_object(Bucket=bucket, Key="shared", Body=body)

    write(bodies[0])
    with ThreadPoolExecutor(5) as pool:
        writers = [pool.submit(write, body) for body in bodies]
        for _ in range(20):
            assert client.get_object(Bucket=bucket, Key="shared")["Body"].read() in bodies
        for writer in writers:
            writer.result()
