"""`sparkify land`: a folder's raw files into the bucket.

Here: which files belong to the input, and the upload of those that the bucket doesn't have yet. Not here: what the
objects mean (`sparkify_assets.raw`).
"""

import hashlib
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import obstore
import typer
from obstore.auth.boto3 import Boto3CredentialProvider
from obstore.store import S3Store

from sparkify_assets.cli import environment
from sparkify_assets.cli.console import out, progress
from sparkify_assets.cli.errors import CliError

_INPUT = ("log_data/", "song_data/", "log_json_path.json")
_THREADS = 32
# S3 wants parts of at least 5 MB.
_PART = 8 * 1024 * 1024


@dataclass(frozen=True)
class Landed:
    """What an upload came to: objects sent, objects that were there already, bytes sent."""

    uploaded: int
    unchanged: int
    size: int

    def __str__(self) -> str:
        sent = f"{self.uploaded:,} objects uploaded ({self.size / 1e6:,.1f} MB)"
        return f"{sent}, {self.unchanged:,} were there already."


def land(
    folder: Annotated[
        Path,
        typer.Argument(metavar="DIR", help="Has log_data/, song_data/ or both.", exists=True, file_okay=False),
    ],
) -> None:
    """Upload a folder of raw files to the bucket.

    log_data/ and song_data/ under DIR arrive under the same keys. An object that is there already with the same content
    is left alone, so a broken upload is continued by running it again.
    """
    environment.connect()
    out.print(f"{upload(folder)}")


def upload(folder: Path, alone: bool = False) -> Landed:
    """Bring the input files of `folder` into the bucket that SPARKIFY_BUCKET names, behind a bar.

    Raises CliError for a folder without input, or, if the input has to be `alone`, for a bucket with other input; and
    obstore's exceptions for a bucket that can't be used.
    """
    files = dict(input_files(folder))
    if not files:
        raise CliError(f"{folder} holds no file under log_data/ or song_data/: there is nothing to land.")
    store = S3Store(
        _bucket(),
        credential_provider=Boto3CredentialProvider(),
        # An endpoint with TLS is still spoken to with TLS.
        client_options={"allow_http": True},
    )
    present = {item["path"]: item for page in store.list() for item in page if item["path"].startswith(_INPUT)}
    if alone and (others := present.keys() - files.keys()):
        raise CliError(
            f"The bucket holds other input too, such as {min(others)}: `sparkify local reset` empties it, "
            f"`sparkify land {folder}` adds to it."
        )

    def send(key: str) -> int | None:
        path, there = files[key], present.get(key)
        if there and there["size"] == path.stat().st_size and (there["e_tag"] or "").strip('"') == _etag(path):
            return None
        obstore.put(store, key, path, chunk_size=_PART)
        return path.stat().st_size

    with progress() as display, ThreadPoolExecutor(_THREADS) as pool:
        sizes = list(display.track(pool.map(send, files), total=len(files), description="Uploading"))
    sent = [size for size in sizes if size is not None]
    return Landed(len(sent), len(sizes) - len(sent), sum(sent))


def input_files(folder: Path) -> Iterator[tuple[str, Path]]:
    """Key in the bucket and file of everything under `folder` that is input, in order; hidden files are not."""
    for path in sorted(folder.rglob("*.json*")):
        key = path.relative_to(folder).as_posix()
        if key.startswith(_INPUT) and path.is_file() and not path.name.startswith("."):
            yield key, path


def _bucket() -> str:
    bucket = os.environ.get("SPARKIFY_BUCKET")
    if not bucket:
        raise CliError("SPARKIFY_BUCKET is not set: put the name of the bucket into .env (see .env.example).")
    return bucket


def _etag(path: Path) -> str:
    """The ETag S3 gives to this content when it arrives in parts of `_PART` bytes, without its quotes."""
    with path.open("rb") as file:
        parts = [hashlib.md5(part, usedforsecurity=False) for part in iter(lambda: file.read(_PART), b"")]
    if len(parts) > 1:
        whole = hashlib.md5(b"".join(part.digest() for part in parts), usedforsecurity=False)
        return f"{whole.hexdigest()}-{len(parts)}"
    return parts[0].hexdigest() if parts else hashlib.md5(usedforsecurity=False).hexdigest()
