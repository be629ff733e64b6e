"""Delimited, CSV and fixed-width text to records: each becomes a JSON array of its fields and its own text.

Here: what ends a field and a record, quotes, escapes, NULL AS and the number of fields. Not here: what a field's text
becomes (`conversions`).

Source of the rules: developer guide, `copy-parameters-data-format.md` (CSV, DELIMITER, FIXEDWIDTH),
`copy-parameters-data-conversion.md` (ESCAPE, FILLRECORD, IGNOREBLANKLINES, NULL AS, REMOVEQUOTES).
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from sparkify_assets.local.warehouse.copy import bytestream
from sparkify_assets.local.warehouse.copy.faults import Fault, bad_utf8
from sparkify_assets.local.warehouse.copy.options import CopyCommand
from sparkify_assets.local.warehouse.copy.shards import Bad, Lines
from sparkify_assets.local.warehouse.dialect.relations import Column

_EXTRA = Fault(1202, "Extra column(s) found")
_MISSING = Fault(1214, "Delimiter not found")
_UNCLOSED = Fault(1214, "Delimited value missing end quote")
_BAD_QUOTES = Fault(1214, "Invalid quote formatting for CSV")
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
    text = bytestream.text(b"".join(chunks), command.acceptinvchars)
    if "\0" in text and command.null != "\0":  # ends its record
        text = re.sub(r"\0(\\.|[^\n])*" if command.has("escape") else r"\0[^\n]*", "", text, flags=re.DOTALL)
    records = _fixed_width if command.format == "fixedwidth" else _separated
    good: list[_Record] = []
    for record in _complete(records(text, command), command, columns):
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
    encoded = (json.dumps([*record.fields, record.text], ensure_ascii=False) for record in records)
    return Lines.of(encoded, [record.line for record in records])


def _complete(records: Iterable[_Record], command: CopyCommand, columns: Sequence[Column]) -> Iterator[_Record]:
    """Each record with a field for every column, or with its fault."""
    for record in records:
        if command.has("ignoreblanklines") and not record.text.strip("\r"):
            continue
        fault = record.fault or bad_utf8(record.text)
        fields = list(record.fields)
        if len(fields) == len(columns) + 1 and record.text.endswith(command.separator):
            fields.pop()  # the last field may end in a delimiter too
        if command.has("fillrecord"):
            fields += ["" if column.type.name == "varchar" else None for column in columns[len(fields) :]]
        if not fault and len(fields) != len(columns):
            fault = _EXTRA if len(fields) > len(columns) else _MISSING
        yield _Record(record.text, record.line, fields, fault)


def _fixed_width(text: str, command: CopyCommand) -> Iterator[_Record]:
    """Fields of so many characters; one that begins behind the end of its line is missing."""
    ends = list(itertools.accumulate(command.fixedwidth))
    for line, record in enumerate(text.removesuffix("\n").split("\n") if text else [], 1 + command.ignoreheader):
        record = record.removesuffix("\r")
        starts = [start for start in (0, *ends[:-1]) if start < len(record)]
        fields = [record[start:end] for start, end in zip(starts, ends, strict=False)]
        nulls = [None if field == command.null else field for field in fields]
        yield _Record(record, line, nulls, _EXTRA if len(record) > ends[-1] else None)


def _separated(text: str, command: CopyCommand) -> Iterator[_Record]:
    """Fields one after another: each match is a field with the separator behind it."""
    field, value = _field(command), _value(command)
    position, line = 0, 1 + command.ignoreheader
    while position < len(text):
        start, fields, fault = position, [], None
        while fault is None:
            found = field.match(text, position)
            if found is None:
                position, fault = _end_of_line(text, position), _BAD_QUOTES if command.format == "csv" else _UNCLOSED
                break
            fields.append(value(found))
            position = found.end()
            if found["end"] != command.separator:
                break
        record = text[start:position]
        line += record.count("\n")
        yield _Record(record.removesuffix("\n").removesuffix("\r"), line - record.endswith("\n"), fields, fault)


def _end_of_line(text: str, position: int) -> int:
    newline = text.find("\n", position)
    return len(text) if newline < 0 else newline + 1


def _field(command: CopyCommand) -> re.Pattern[str]:
    """A field with what ends it."""
    separator = re.escape(command.separator)
    if command.format == "csv":
        mark = re.escape(command.quote)
        white = r"[^\S\n]*" if command.separator.strip() else ""
        forms = f"{white}{mark}(?P<quoted>(?:[^{mark}]|{mark}{mark})*){mark}{white}|(?P<plain>[^{mark}\\n]*?)"
    else:
        plain = r"(?:\\.|[^\n\\])*?" if command.has("escape") else r"[^\n]*?"
        forms = f"(?P<plain>{plain})"
        if command.has("removequotes"):
            # A quotation mark closes the field only where the field ends.
            forms = f"(?P<mark>[\"'])(?P<quoted>{plain})(?P=mark)|(?![\"']){forms}"
    return re.compile(f"(?:{forms})(?P<end>{separator}|\\r?\\n|\\Z)", re.DOTALL)


def _value(command: CopyCommand) -> Callable[[re.Match[str]], str | None]:
    """What a field stands for."""
    quotes = command.quote * 2, command.quote
    nulls = {command.null}
    if command.has("escape") and not command.has("null"):
        nulls.add("\\\\N")  # the default may be escaped

    def value(found: re.Match[str]) -> str | None:
        groups = found.groupdict()
        quoted, plain = groups.get("quoted"), groups["plain"]
        if quoted is None and plain in nulls:
            return None
        text = plain if quoted is None else quoted
        if command.format == "csv":
            return text if quoted is None else text.replace(*quotes)
        return re.sub(r"\\(.)", r"\1", text, flags=re.DOTALL) if command.has("escape") else text

    return value
