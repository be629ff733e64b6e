"""Under test: the XML that is written and read."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from sparkify_assets.local.s3 import xml
from sparkify_assets.local.s3.errors import S3Error
from sparkify_assets.local.s3.index import Entry
from sparkify_assets.local.s3.listing import Page
from sparkify_assets.local.s3.store import Object


def test_special_characters_stay_what_they_are() -> None:
    """Whatever a key holds, a parser gets it back."""
    key = "a&b<c>\"d'/é 𝄞.json"
    found = xml.listing(Page([key]), [Object(key, 1, 0, Entry("e"))], {"Prefix": "a&"}, "")
    root = ElementTree.fromstring(found)
    assert root.findtext("{*}Contents/{*}Key") == key
    assert root.findtext("{*}Prefix") == "a&"


def test_url_encoding_covers_all_that_holds_keys() -> None:
    """With encoding-type=url keys, prefixes and markers are percent-encoded; the slash stays, as in S3."""
    page = Page(["a b/c"], ["a b/"])
    fields = {"Prefix": "a b", "NextMarker": "a b/c", "Name": "songs"}
    root = ElementTree.fromstring(xml.listing(page, [Object("a b/c", 1, 0, Entry("e"))], fields, "url"))
    paths = ("{*}Contents/{*}Key", "{*}CommonPrefixes/{*}Prefix", "{*}Prefix", "{*}NextMarker", "{*}Name")
    assert [root.findtext(path) for path in paths] == ["a%20b/c", "a%20b/", "a%20b", "a%20b/c", "songs"]


def test_an_error_has_code_message_and_resource() -> None:
    """Errors are written the way S3's clients look for them."""
    root = ElementTree.fromstring(xml.error(S3Error("NoSuchKey", "no <key>"), "/songs/a"))
    assert [root.findtext(name) for name in ("Code", "Message", "Resource")] == ["NoSuchKey", "no <key>", "/songs/a"]


@pytest.mark.parametrize("namespace", ["", ' xmlns="http://s3.amazonaws.com/doc/2006-03-01/"'])
def test_requests_are_read_with_and_without_namespace(namespace: str) -> None:
    """Clients differ in whether they name S3's namespace."""
    delete = (
        f"<Delete{namespace}><Object><Key>a b</Key></Object><Object><Key>c</Key></Object><Quiet>true</Quiet></Delete>"
    )
    assert xml.parse_delete(delete.encode()) == (["a b", "c"], True)
    part = "<Part><PartNumber>2</PartNumber><ETag>&quot;ab&quot;</ETag></Part>"
    complete = f"<CompleteMultipartUpload{namespace}>{part}</CompleteMultipartUpload>"
    assert xml.parse_complete(complete.encode()) == [(2, "ab")]


def test_a_body_that_is_no_xml_is_refused() -> None:
    """The error says what is wrong with it."""
    with pytest.raises(S3Error) as caught:
        xml.parse_delete(b"<Delete>")
    assert caught.value.code == "MalformedXML"
