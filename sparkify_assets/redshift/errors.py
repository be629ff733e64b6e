"""What goes wrong between us and Redshift, in words for the person who has to act on it.

Here: our exceptions, and the translation of the driver's. Not here: retrying (`resource`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from redshift_connector.error import Error, InterfaceError


class WarehouseError(Exception):
    """Something failed that a person has to mend; the message says what and how. Trying again does not help."""


class TransientError(WarehouseError):
    """The whole transaction was rolled back and may be run again: a serialization conflict or a lost connection."""


class TableMismatch(WarehouseError):
    """The table in the warehouse is not the one declared; nothing was changed."""


class MissingInput(WarehouseError):
    """An object that a load needs is not there, is empty, or vanished before COPY read it."""


@dataclass(frozen=True)
class RejectedRecord:
    """A record that COPY could not load: where it lies, and why."""

    object: str
    line: int
    column: str
    reason: str
    record: str = ""

    def __str__(self) -> str:
        column = f", column {self.column}" if self.column else ""
        return f"{self.object}, line {self.line}{column}: {self.reason}"


class LoadFailed(WarehouseError):
    """COPY refused records; the load was rolled back and the old rows stay."""

    def __init__(self, table: str, rejected: Sequence[RejectedRecord]) -> None:
        where = "\n  ".join(str(record) for record in rejected[:10])
        super().__init__(
            f"COPY into {table} was refused and the old rows stay. Rejected:\n  {where}\n"
            "Correct the object and materialize again, or set SPARKIFY_MAX_ERRORS to have that many a load set aside."
        )
        self.rejected = list(rejected)


def describe(error: BaseException) -> dict[str, str]:
    """The server's error fields (C: SQLSTATE, M: message, D: detail), however the driver packed them."""
    fields = error.args[0] if error.args else ""
    return fields if isinstance(fields, dict) else {"M": str(fields)}


def translate(error: Error | OSError, doing: str) -> WarehouseError:
    """One sentence for what the driver raised while `doing` something; the driver's exception stays its cause.

    A serializable isolation violation is error 1023 (guide: r_serializable-isolation-violation).
    """
    fields = describe(error)
    message, state = fields.get("M", "").strip(), fields.get("C", "")
    detail = f" {fields['D'].strip()}" if fields.get("D") else ""
    if "1023" in message or "serializable isolation violation" in f"{message}{detail}".lower():
        return TransientError(f"Another transaction changed the same table while {doing}.{detail}")
    if state.startswith("28"):
        return WarehouseError(f"Redshift refused the login while {doing}: check REDSHIFT_USER and REDSHIFT_PASSWORD.")
    if isinstance(error, (OSError, InterfaceError)) or state.startswith(("08", "57P")):
        return TransientError(
            f"The connection to Redshift was lost or refused while {doing}: {message or error}. Check REDSHIFT_HOST, "
            "REDSHIFT_PORT and that the cluster is available (on one machine: sparkify local status)."
        )
    missing = " Materialize the asset of that name first." if state == "42P01" else ""
    return WarehouseError(
        f"Redshift refused {doing}: {message}{detail}{f' (SQLSTATE {state})' if state else ''}{missing}"
    )


def rows_as_text(rows: Sequence[Sequence[Any]]) -> list[list[str]]:
    """Rows as people read them in a check's metadata: NULL stays visible, long values are cut."""
    return [["NULL" if value is None else str(value)[:200] for value in row] for row in rows]
