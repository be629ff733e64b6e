"""Redshift's functions that can't be said in DuckDB's SQL: they are in Python, and called for each row.

Not here: those that SQL can say (`macros`), and which Redshift function becomes which of these (`dialect`).
"""

from __future__ import annotations

import functools
import hashlib
import json
import re
from calendar import month_abbr, month_name
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any

import duckdb
from duckdb.func import FunctionNullHandling

from sparkify_assets.local.warehouse import moments

_FNV_PRIME = 0x100000001B3
_MATCHES = 'STRUCT(part VARCHAR, "first" INTEGER, "next" INTEGER)[]'


def register(connection: duckdb.DuckDBPyConnection) -> None:
    """Registers the functions in Python: once for each DuckDB instance."""
    default, special = FunctionNullHandling.DEFAULT, FunctionNullHandling.SPECIAL
    for name, function, parameters, result, nulls in (
        ("_redshift_sha2", sha2, ["VARCHAR", "INTEGER"], "VARCHAR", default),
        ("_redshift_crc32", crc32, ["VARCHAR"], "VARCHAR", default),
        ("_redshift_strtol", strtol, ["VARCHAR", "INTEGER"], "BIGINT", special),
        ("_redshift_matches", matches, ["VARCHAR", "VARCHAR", "INTEGER", "VARCHAR"], _MATCHES, default),
        ("_redshift_regexp_replace", regexp_replace, [*["VARCHAR"] * 3, "INTEGER", "VARCHAR"], "VARCHAR", default),
        ("_redshift_flattened", flattened, ["VARCHAR"], "VARCHAR", default),
        ("_redshift_subarray", subarray, ["VARCHAR", "INTEGER", "INTEGER"], "VARCHAR", default),
        ("_redshift_json_value", json_value, ["VARCHAR", "VARCHAR"], "VARCHAR", default),
        ("_redshift_number_to_char", number_to_char, ["VARCHAR", "VARCHAR"], "VARCHAR", default),
        ("_redshift_fnv_hash", fnv_hash, ["VARCHAR", "INTEGER", "BIGINT"], "BIGINT", default),
        ("_redshift_lenient_time", lenient_time, ["VARCHAR", "VARCHAR"], "TIMESTAMP", special),
        ("_redshift_moment", moments.read, ["VARCHAR", "VARCHAR"], "VARCHAR", special),
        ("_redshift_clock", clock, [], "TIMESTAMP", default),
    ):
        connection.create_function(name, function, parameters, result, null_handling=nulls)  # type: ignore[arg-type]


def sha2(value: str, bits: int) -> str:
    """The digest of a length that DuckDB doesn't know, in hex; an empty string for one that nobody knows."""
    return hashlib.new(f"sha{bits}", value.encode()).hexdigest() if bits in (224, 384, 512) else ""


_CRC32C = 0x82F63B78  # the polynomial, its lowest power first


def crc32(value: str) -> str:
    """The checksum that is called CRC-32C, in hex.

    Looked at: zlib, binascii and DuckDB, which have none of this polynomial. A package for it alone would be too much.
    """
    checksum = 2**32 - 1
    for byte in value.encode():
        checksum ^= byte
        for _ in range(8):
            checksum = checksum >> 1 ^ (_CRC32C if checksum & 1 else 0)
    return f"{checksum ^ 2**32 - 1:08x}"


def clock() -> datetime:
    """Now in UTC. DuckDB asks once for each statement, where its own now() is when the transaction began."""
    return datetime.now(UTC).replace(tzinfo=None)


def strtol(value: str | None, base: int | None) -> int | None:
    """The number that all of the text is, as C's strtol reads it; None if it is none or leaves 64 bits."""
    if value is None or base is None:
        return None
    if value == "":
        return 0
    prefix = "(?:0[xX])?" if base == 16 else ""
    found = re.fullmatch(rf"\s*([+-]?){prefix}([0-9A-Za-z]+)", value)
    if found is None or not 2 <= base <= 36 or any(int(digit, 36) >= base for digit in found[2]):
        return None
    number = int(found[1] + found[2], base)
    return number if -(2**63) <= number < 2**63 else None


_CLASSES = {
    "[:alnum:]": "0-9A-Za-z", "[:alpha:]": "A-Za-z", "[:blank:]": r" \t", "[:cntrl:]": r"\x00-\x1f\x7f",
    "[:digit:]": "0-9", "[:graph:]": "!-~", "[:lower:]": "a-z", "[:print:]": " -~", "[:punct:]": r"!-/:-@\[-`{-~",
    "[:space:]": r" \t-\r", "[:upper:]": "A-Z", "[:xdigit:]": "0-9A-Fa-f",
}  # fmt: skip


@functools.lru_cache(maxsize=256)
def compiled_pattern(pattern: str, flags: str) -> re.Pattern[str]:
    """A pattern that DuckDB can't search with: from a position on, or in Perl's dialect."""
    ascii_only = re.ASCII if re.search(r"\\[wds]", pattern, re.IGNORECASE) else re.NOFLAG
    for name, characters in _CLASSES.items():
        pattern = pattern.replace(name, characters)
    by_lines = re.NOFLAG if "p" in flags else re.DOTALL | re.MULTILINE
    return re.compile(pattern, (re.IGNORECASE if "i" in flags else re.NOFLAG) | by_lines | ascii_only)


def matches(value: str, pattern: str, position: int, flags: str) -> list[dict[str, Any]]:
    """All matches from a position on: their text, where each begins and what follows on it, counted from one."""
    before = max(position - 1, 0)
    if before >= len(value):
        return []
    compiled = compiled_pattern(pattern, flags)
    group = 1 if "e" in flags and compiled.groups else 0
    return [
        {"part": found[group], "first": found.start(group) + before + 1, "next": found.end(group) + before + 1}
        for found in compiled.finditer(value[before:])
    ]


def regexp_replace(value: str, pattern: str, replacement: str, position: int, flags: str) -> str:
    """Every match from a position on replaced; `$1` is what the first group matched."""
    before = max(position - 1, 0)

    def replaced(found: re.Match[str]) -> str:
        return re.sub(r"\$(\d)", lambda group: found[int(group[1])] or "", replacement)

    return value[:before] + (compiled_pattern(pattern, flags).sub(replaced, value[before:]) if value[before:] else "")


def json_value(document: str, keys: str) -> str:
    """The value at a path of keys, with the digits it is written with; DuckDB's functions make floats of them first."""
    value = _loaded(document)
    for key in json.loads(keys):
        value = value[key]
    return _without_marks(value) if isinstance(value, str) else _dumped(value)


def flattened(array: str) -> str:
    """The elements of the arrays in an array, and its other elements."""
    parts = [item if isinstance(item, list) else [item] for item in _loaded(array)]
    return _dumped([item for part in parts for item in part])


def subarray(array: str, first: int, count: int) -> str:
    """So many elements from a place on, which counts from 0 or, if it is negative, from the end."""
    items = _loaded(array)
    start = first if first >= 0 else max(len(items) + first, 0)
    return _dumped(items[start : start + max(count, 0)])


def _loaded(document: str) -> Any:
    """A JSON document whose numbers are strings between marks, so that they keep their digits.

    Of two equal keys the first counts, as to DuckDB.
    """

    def marked(digits: str) -> str:
        return f"\ue000{digits}\ue000"

    return json.loads(
        document, parse_float=marked, parse_int=marked,
        object_pairs_hook=lambda pairs: dict(pairs) | dict(reversed(pairs)),
    )  # fmt: skip


def _dumped(value: Any) -> str:
    return _without_marks(json.dumps(value, separators=(",", ":"), ensure_ascii=False))


def _without_marks(shown: str) -> str:
    return re.sub('"?\ue000"?', "", shown)


_FIELDS = {
    "%Y": r"(?P<year>\d{4})", "%m": r"(?P<month>\d\d?)", "%d": r"(?P<day>\d\d?)", "%H": r"(?P<hour>\d\d?)",
    "%M": r"(?P<minute>\d\d?)", "%S": r"(?P<second>\d\d?)", "%b": r"(?P<month>[A-Za-z]{3})",
    "%B": r"(?P<month>[A-Za-z]+)",
}  # fmt: skip
_MONTHS = {name.lower(): str(number) for names in (month_abbr, month_name) for number, name in enumerate(names)}


def lenient_time(value: str | None, pattern: str) -> datetime | None:
    """A moment whose day its month lacks or whose hour is 24, by counting on, and one with more text behind it; None
    for any other text."""
    parts = re.findall(r"%.|.", pattern, re.DOTALL)
    found = re.match("".join(_FIELDS.get(part) or re.escape(part) for part in parts), (value or "").strip())
    if found is None:
        return None
    try:
        fields: dict[str, Any] = {"month": 1, "day": 1, "hour": 0} | {
            name: int(_MONTHS.get(part.lower(), part)) for name, part in found.groupdict().items()
        }
        day, hour = fields.pop("day"), fields.pop("hour")
        if day > 31 or hour > 24:
            return None
        return datetime(day=1, **fields) + timedelta(days=day - 1, hours=hour)
    except (ValueError, TypeError):  # the 13th month, no year
        return None


def fnv_hash(value: str, width: int, seed: int) -> int:
    """FNV-1a, 64 bits, of an integer of so many bytes; of text if `width` is 0 (`r_FNV_HASH`)."""
    hashed = seed % 2**64
    for byte in int(value).to_bytes(width, "little", signed=True) if width else value.encode():
        hashed = (hashed ^ byte) * _FNV_PRIME % 2**64
    return hashed - 2**64 if hashed >= 2**63 else hashed


NUMBER_PATTERN = re.compile(
    "(?P<compact>FM)?(?:(?P<roman>RN)|(?P<currency>[L$])?(?P<before>SG?|MI|PL)?"
    "(?P<whole>[09][09,G]*)(?:[.D](?P<fraction>[09]+))?(?P<after>SG?|MI|PL|PR|TH)?)",
    re.IGNORECASE,
)
_ROMAN = {
    1000: "M", 900: "CM", 500: "D", 400: "CD", 100: "C", 90: "XC", 50: "L", 40: "XL", 10: "X", 9: "IX", 5: "V", 4: "IV",
    1: "I",
}  # fmt: skip
_ROMAN_PLACES = 15


def number_to_char(value: str, pattern: str) -> str:
    """A number printed by a pattern of those that `r_Numeric_formating` lists, but for CC."""
    found = NUMBER_PATTERN.fullmatch(pattern)
    assert found is not None
    compact, roman, currency, before, whole, fraction, after = found.groups("")
    number = Decimal(value).quantize(Decimal(1).scaleb(-len(fraction)), ROUND_HALF_UP, Context(prec=80))
    if roman:
        shown = _as_spelled(roman, _roman(int(number)).rjust(_ROMAN_PLACES))
    else:
        text = _in_places(abs(number), whole.replace("G", ",").replace("g", ","), fraction, bool(compact))
        shown = ("$" if currency else "") + _signed(number, text, before.upper(), after, bool(compact))
    return shown.strip() if compact else shown


def _signed(number: Decimal, text: str, before: str, after: str, compact: bool) -> str:
    """The digits with what stands around them; `after` in the case of the pattern."""
    digits = text.lstrip()
    padding = "" if compact else text.removesuffix(digits)
    digits = "0." if digits == "." else digits
    is_negative, behind = number < 0, after.upper()
    sign = "-" if is_negative else "+" if "S" in before + behind else "" if compact else " "
    if before in ("MI", "SG"):
        shown = sign + padding + digits
    elif behind == "PR":
        return padding + (f"<{digits}>" if is_negative else f" {digits} ")
    elif behind in ("S", "SG", "MI"):
        return padding + digits + sign
    else:
        shown = padding + sign + digits
    if "PL" in (before, behind):
        plus = " " if is_negative else "+"
        return plus + shown if before else shown + plus
    if behind == "TH" and not is_negative and digits.replace(",", "").isdigit():  # neither a fraction nor `#`
        shown += _as_spelled(after, _ordinal(int(number)))
    return shown


def _ordinal(number: int) -> str:
    return "TH" if number // 10 % 10 == 1 else {1: "ST", 2: "ND", 3: "RD"}.get(number % 10, "TH")


def _roman(number: int) -> str:
    if not 1 <= number <= 3999:
        return "#" * _ROMAN_PLACES
    letters = ""
    for size, letter in _ROMAN.items():
        letters += letter * (number // size)
        number %= size
    return letters


def _as_spelled(pattern: str, word: str) -> str:
    return word if pattern.isupper() else word.lower()


def _in_places(number: Decimal, whole: str, fraction: str, compact: bool) -> str:
    """The digits in the places of the pattern; `#` in all of them if they don't fit."""
    point = "." if fraction else ""
    integer, _, decimals = f"{number:.{len(fraction)}f}".partition(".")
    places = whole.replace(",", "")
    integer = "" if integer == "0" and fraction and "0" not in places else integer
    if len(integer) > len(places):
        return re.sub("[09]", "#", whole + point + fraction)
    digits = iter(integer.zfill(len(places.lstrip("9"))).rjust(len(places)))
    shown = "".join("," if place == "," else next(digits) for place in whole)
    if compact:
        needed = len(fraction.rstrip("9"))
        decimals = decimals[:needed] + decimals[needed:].rstrip("0")
    return shown.lstrip(" ,").rjust(len(whole)) + point + decimals
