"""Delimited, CSV and fixed-width text to records: each becomes a JSON array of its fields and its own text.

Here: what ends a field and a record, quotes, escapes, NULL AS and the number of fields. Not here: what a field's text
becomes (`conversions`).

Source of the rules: developer guide, `copy-parameters-data-format.md` (CSV, DELIMITER, FIXEDWIDTH),
`copy-parameters-data-conversion.md` (ESCAPE, FILLRECORD, IGNOREBLANKLINES, NULL AS, REMOVEQUOTES).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from sparkify_assets.local.warehouse.copy import bytestream, faults
from sparkify_assets.local.warehouse.copy.faults import Fault, bad_utf8
from sparkify_assets.local.warehouse.copy.options import CopyCommand
from sparkify_assets.local.warehouse.copy.shards import Bad, Lines
from sparkify_assets.local.warehouse.dialect.relations import Column
from sparkify_assets.local.warehouse.errors import INVALID_PARAMETER, SqlError

_EXTRA = Fault(faults.EXTRA_COLUMNS, "Extra column(s) found")
_MISSING = Fault(faults.NO_DELIMITER, "Delimiter not found")
_UNCLOSED = Fault(faults.NO_DELIMITER, "Delimited value missing end quote")
_RECORDS_AT_ONCE = 10_000


@dataclass(frozen=True)
class _Record:
    """The fields of one record (None for NULL), or what is wrong with it; and the line it ends on."""

    text: str
    line: int
    fields: Sequence[str | None] = ()
    fault: Fault | None = None


def encode(chunks: Iterable[bytes], command: CopyCommand, columns: Sequence[Column]) -> Iterator[Lines | Bad]:
    """The records of one object that have as many fields as there are columns, and those that have not."""
    text = bytestream.text(b"".join(chunks), command.replacement)
    good: list[_Record] = []
    for record in _complete(_records(text, command), command, columns):
        if record.fault:
            yield Bad(record.text, record.line, record.fault)
        else:
            good.append(record)
        if len(good) == _RECORDS_AT_ONCE:
            yield _lines(good)
            good = []
    if good:
        yield _lines(good)


def original(line: str) -> str:
    """The record's own text, from the line that it was encoded as."""
    return str(json.loads(line)[-1])


def _lines(records: list[_Record]) -> Lines:
    encoded = "\n".join(json.dumps([*record.fields, record.text], ensure_ascii=False) for record in records)
    return Lines(encoded.encode(), [record.line for record in records])


def _complete(records: Iterable[_Record], command: CopyCommand, columns: Sequence[Column]) -> Iterator[_Record]:
    """Each record with a field for every column, or with its fault."""
    for record in records:
        if command.ignore_blank_lines and not record.text.strip("\r"):
            continue
        fault = record.fault or _utf8_fault(record.text)
        fields = list(record.fields)
        if len(fields) == len(columns) + 1 and not fields[-1]:
            fields.pop()  # the last field may end in a delimiter too
        if command.fill_record:
            fields += ["" if column.type.name in ("char", "varchar") else None for column in columns[len(fields) :]]
        if not fault and len(fields) != len(columns):
            fault = _EXTRA if len(fields) > len(columns) else _MISSING
        yield _Record(record.text, record.line, fields, fault)


def _utf8_fault(text: str) -> Fault | None:
    try:
        text.encode()
    except UnicodeEncodeError:
        return bad_utf8(text)
    return None


def _records(text: str, command: CopyCommand) -> Iterator[_Record]:
    if command.format == "fixedwidth":
        return _fixed_width(text, command)
    return _separated(text, command)


def _fixed_width(text: str, command: CopyCommand) -> Iterator[_Record]:
    """Widths are counted in characters."""
    ends: list[int] = []
    widths = [int(width) for width in re.findall(r":\s*(\d+)", command.fixed_width)]
    if not widths:
        raise SqlError(INVALID_PARAMETER, f"FIXEDWIDTH '{command.fixed_width}' is not of the form 'label:width, ...'")
    for width in widths:
        ends.append((ends[-1] if ends else 0) + width)
    for line, record in enumerate(text.removesuffix("\n").split("\n") if text else [], 1 + command.ignore_header):
        record = record.removesuffix("\r")
        fields = [record[end - width : end] for width, end in zip(widths, ends, strict=True)]
        nulls = [None if field == command.null_as else field for field in fields]
        yield _Record(record, line, nulls, _EXTRA if len(record) > ends[-1] else None)


def _separated(text: str, command: CopyCommand) -> Iterator[_Record]:
    """Fields one after another: each match is a field with the separator behind it."""
    field, value = _syntax(command)
    position, line = 0, 1 + command.ignore_header
    while position < len(text):
        start, fields, fault = position, [], None
        while fault is None:
            found = field.match(text, position)
            if found is None:
                position, fault = _end_of_line(text, position), _UNCLOSED
                break
            fields.append(value(found))
            position = found.end()
            if found["end"] != (command.delimiter or _DELIMITERS[command.format]):
                break
        record = text[start:position]
        line += record.count("\n")
        yield _Record(record.removesuffix("\n").removesuffix("\r"), line - record.endswith("\n"), fields, fault)


_DELIMITERS = {"csv": ",", "text": "|"}


def _end_of_line(text: str, position: int) -> int:
    newline = text.find("\n", position)
    return len(text) if newline < 0 else newline + 1


def _syntax(command: CopyCommand) -> tuple[re.Pattern[str], Callable[[re.Match[str]], str | None]]:
    """The pattern of a field with its separator, and the value that a match stands for."""
    delimiter = re.escape(command.delimiter or _DELIMITERS[command.format])
    quotes = command.quote if command.format == "csv" else "\"'" if command.remove_quotes else ""
    any_character = r"\\.|" if command.escape else ""
    plain = f"(?:{any_character}[^{delimiter}\\n])*?"
    forms = [f"(?P<plain>{plain})"]
    for name, quote in zip(("first", "second"), quotes, strict=False):
        mark, white = re.escape(quote), r"[^\S\n]*" if command.format == "csv" and delimiter.strip() else ""
        inner = f"{mark}{mark}|" if command.format == "csv" else any_character
        plain_guard = f"(?!{white}{mark})"
        forms.insert(0, f"{white}{mark}(?P<{name}>(?:{inner}[^{mark}])*){mark}{white}")
        forms[-1] = plain_guard + forms[-1]
    pattern = re.compile(f"(?:{'|'.join(forms)})(?P<end>{delimiter}|\\r?\\n|\\Z)", re.DOTALL)
    return pattern, lambda found: _value(found, command)


def _value(found: re.Match[str], command: CopyCommand) -> str | None:
    groups = found.groupdict()
    quoted = groups.get("first") if groups.get("first") is not None else groups.get("second")
    if quoted is None and groups["plain"] == command.null_as:
        return None
    text = groups["plain"] if quoted is None else quoted
    if command.format == "csv" and quoted is not None:
        return text.replace(command.quote * 2, command.quote)
    return re.sub(r"\\(.)", r"\1", text, flags=re.DOTALL) if command.escape else text
