"""The aws-chunked encoding: a body in chunks with a signature or a checksum behind it, as AWS's own clients send it.

Here: bytes in, bytes out. Not here: checking of signatures and checksums; sizes are checked by who knows the length.
"""

from __future__ import annotations

from sparkify_assets.local.s3.errors import S3Error


class ChunkedDecoder:
    """Feed it the body as it arrives; each call returns the payload that has become clear. `done` at the end."""

    def __init__(self) -> None:
        self.done = False
        self._buffer = b""
        self._missing = 0  # bytes of the current chunk, its final line break included

    def feed(self, data: bytes) -> bytes:
        self._buffer += data
        payload = []
        while not self.done and self._buffer:
            if self._missing == 0 and not self._read_header():
                break
            payload.append(self._read_chunk())
        return b"".join(payload)

    def _read_header(self) -> bool:
        line, found, rest = self._buffer.partition(b"\r\n")
        if not found:
            return False
        try:
            size = int(line.split(b";")[0], 16)
        except ValueError:
            raise S3Error(
                "IncompleteBody", "The body is not in the aws-chunked encoding that its headers announce."
            ) from None
        self._buffer = rest
        self._missing = size + 2
        self.done = size == 0  # only trailers follow
        return True

    def _read_chunk(self) -> bytes:
        if self.done:
            return b""
        data, self._buffer = self._buffer[: self._missing], self._buffer[self._missing :]
        payload = data[: max(self._missing - 2, 0)]
        self._missing -= len(data)
        return payload
