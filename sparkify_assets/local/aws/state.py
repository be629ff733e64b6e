"""moto's state as one file: what is in it, how it is replaced, how it comes back.

Here: pickling. Not here: when to save, and HTTP. The file holds secrets (Secrets Manager's, access keys): mode 600.
"""

from __future__ import annotations

import functools
import io
import json
import os
import pickle
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any, get_args

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from moto.core.base_backend import BackendDict, BaseBackend
from moto.iam.aws_managed_policies import aws_managed_policies_data
from moto.iam.models import AWSManagedPolicy


class StateError(Exception):
    """The state on disk cannot be taken up again; the message says why and what to do."""


class State:
    """The state of every backend in use, kept in `folder`/state.pickle."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._path = folder / "state.pickle"
        self._saved_backends = 0

    def save(self) -> None:
        """Replaces the file; a kill -9 leaves the old one or the new one."""
        buffer = io.BytesIO()
        _Pickler(buffer, pickle.HIGHEST_PROTOCOL).dump({"moto": version("moto"), "backends": _backends()})
        draft = self._path.with_suffix(".draft")
        with os.fdopen(os.open(draft, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "wb") as file:
            file.write(buffer.getbuffer())
        draft.replace(self._path)
        self._saved_backends = len(_backends())

    def has_new_backends(self) -> bool:
        """A read may make a service's backend, and with it, say, the ids of the default network."""
        return len(_backends()) != self._saved_backends

    def load(self) -> None:
        """Puts the saved state, if any, in place of moto's empty one; raises StateError if it cannot."""
        if not self._path.exists():
            return
        try:
            saved = pickle.loads(self._path.read_bytes())
        except Exception as error:
            raise StateError(_refusal(self._path, f"{type(error).__name__}: {error}")) from error
        if saved["moto"] != version("moto"):
            raise StateError(_refusal(self._path, f"it was written by moto {saved['moto']}, this is {version('moto')}"))
        for account, region, backend in saved["backends"]:
            _service(type(backend))[account][region] = backend
        self._saved_backends = len(_backends())


def _refusal(path: Path, reason: str) -> str:
    return f"{path} cannot be read: {reason}. Remove it to begin with an empty account; objects and tables stay."


def _backends() -> list[tuple[str, str, BaseBackend]]:
    """Account, region and backend of each service that was used."""
    services: list[BackendDict[BaseBackend]] = BackendDict._instances  # type: ignore[misc]
    return [each for service in services for each in service.iter_backends()]


def _service(kind: type[BaseBackend]) -> BackendDict[BaseBackend]:
    """Where moto keeps its backends of this kind: a variable beside the class. The names of services are not unique."""
    variables = vars(sys.modules[kind.__module__]).values()
    return next(each for each in variables if isinstance(each, BackendDict) and each.backend is kind)


class _Pickler(pickle.Pickler):
    def reducer_override(self, value: Any) -> Any:
        if isinstance(value, get_args(PrivateKeyTypes)):
            return _load_private_key, (_private_bytes(value),)
        if isinstance(value, AWSManagedPolicy):
            # 24 MB that never change are taken from moto again; what calls do change is how often one is attached.
            state = {"id": value.id, "attachment_count": value.attachment_count}
            return _load_managed_policy, (value.name, value.account_id, value.partition), state
        return NotImplemented


def _private_bytes(key: Any) -> bytes:
    encryption = serialization.NoEncryption()
    dumped: bytes = key.private_bytes(serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, encryption)
    return dumped


def _load_private_key(dumped: bytes) -> PrivateKeyTypes:
    return serialization.load_der_private_key(dumped, None)


@functools.cache
def _managed_policies() -> dict[str, Any]:
    parsed: dict[str, Any] = json.loads(aws_managed_policies_data)
    return parsed


def _load_managed_policy(name: str, account: str, partition: str) -> AWSManagedPolicy:
    return AWSManagedPolicy.from_data(name, account, partition, _managed_policies()[name])
