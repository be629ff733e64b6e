"""Under test: the decoder of aws-chunked bodies, bytes in, bytes out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sparkify_assets.local.s3.chunked import ChunkedDecoder
from sparkify_assets.local.s3.errors import S3Error


def _encode(chunks: list[bytes], extension: bytes = b"", trailer: bytes = b"") -> bytes:
    parts = [b"%x%s\r\n%s\r\n" % (len(chunk), extension, chunk) for chunk in chunks if chunk]
    return b"".join(parts) + b"0" + extension + b"\r\n" + trailer + b"\r\n"


@given(st.lists(st.binary(max_size=40)), st.lists(st.integers(1, 30)), st.sampled_from([b"", b";chunk-signature=ab"]))
def test_the_payload_comes_out_however_it_is_cut(chunks: list[bytes], cuts: list[int], extension: bytes) -> None:
    """Wherever the network cuts the body, what comes out is the payload, and the end is known."""
    body = _encode(chunks, extension, b"x-amz-checksum-crc32:sOO8/Q==\r\n")
    decoder = ChunkedDecoder()
    payload = b""
    for cut in [*cuts, len(body)]:
        payload += decoder.feed(body[:cut])
        body = body[cut:]
    assert payload == b"".join(chunks)
    assert decoder.done


def test_a_body_cut_short_is_not_done() -> None:
    """Without the last chunk the decoder says that something is missing."""
    decoder = ChunkedDecoder()
    assert decoder.feed(b"5\r\nhel") == b"hel"
    assert not decoder.done


def test_a_body_in_no_chunks_is_refused() -> None:
    """A plain body under a header that announces chunks is an error, not an object full of noise."""
    with pytest.raises(S3Error) as caught:
        ChunkedDecoder().feed(b'{"song": 1}\r\n')
    assert caught.value.code == "IncompleteBody"
