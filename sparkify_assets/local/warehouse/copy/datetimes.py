"""DATEFORMAT and TIMEFORMAT: a text to a date or a timestamp, as DuckDB expressions.

Here: Redshift's patterns, the epochs, and what 'auto' recognises. Not here: other types.

Source of the rules: developer guide, `r_DATEFORMAT_and_TIMEFORMAT_strings.md`, `automatic-recognition.md`,
`copy-parameters-data-conversion.md` (TIMEFORMAT).
"""

from __future__ import annotations

import re

from sparkify_assets.local.warehouse.errors import INVALID_PARAMETER, SqlError

_PARTS = {
    "YYYY": "%Y", "YY": "%y", "MONTH": "%B", "MON": "%b", "MM": "%m", "DD": "%d", "HH24": "%H", "HH12": "%I",
    "HH": "%H", "MI": "%M", "SS": "%S", "AM": "%p", "PM": "%p",
}  # fmt: skip
_TOKEN = re.compile("|".join(sorted(_PARTS, key=len, reverse=True)) + "|.", re.IGNORECASE | re.DOTALL)
EPOCHS = {"epochsecs": 1_000_000, "epochmillisecs": 1_000}
_DATE = ["%Y-%m-%d", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M:%S.%f"]
_TIMESTAMP = _DATE[1:]
_AUTO = [
    "%Y%m%d %H%M%S", "%y%m%d %H%M%S", "%Y%m%d", "%m/%d/%Y %H:%M:%S.%f", "%m/%d/%Y %H:%M:%S", "%m/%d/%Y",
    "%d %b %H:%M:%S %Y", "%b-%d-%Y", "%d-%b-%Y", "%b %d %Y", "%d %b %Y", "%m.%d.%Y %H:%M:%S.%f", "%m.%d.%Y %H:%M:%S",
]  # fmt: skip


def date(text: str, pattern: str | None) -> str:
    """The date in `text`; time information behind it is cut off."""
    if pattern == "auto":
        return f"{_recognised(text, with_zone=False)}::date"
    if pattern is None:
        return f"case when length({text}) >= 10 then try_strptime({text}, {_DATE})::date end"
    return f"try_strptime({text}, {_strptime(pattern)})::date"


def timestamp(text: str, pattern: str | None, with_zone: bool) -> str:
    """The timestamp in `text`. Without a zone in it, a timestamptz is taken as UTC."""
    if pattern in EPOCHS:
        value = _epoch(text, EPOCHS[pattern])
    elif pattern == "auto":
        return _recognised(text, with_zone)
    elif pattern is not None:
        value = f"try_strptime({text}, {_strptime(pattern)})"
    elif with_zone:
        zoned = [f"{form}{zone}" for form in _TIMESTAMP for zone in ("%z", " %z")]
        return f"coalesce(try_strptime({text}, {zoned}), try_strptime({text}, {_TIMESTAMP}) at time zone 'UTC')"
    else:
        value = f"try_strptime({text}, {_TIMESTAMP})"
    return f"({value}) at time zone 'UTC'" if with_zone else value


def _epoch(text: str, microseconds: int) -> str:
    """Whole numbers, and floats whose fraction is finer than the unit."""
    whole = f"try_cast({text} as bigint)"
    number = f"""case when {whole}::varchar = {text} then {whole} * {microseconds}
        else (try_cast({text} as double) * {microseconds})::bigint end"""
    return f"try(make_timestamp({number}))"


def complaint(pattern: str | None) -> str:
    return f"Invalid timestamp format or value [{pattern or 'YYYY-MM-DD HH24:MI:SS'}]"


def _recognised(text: str, with_zone: bool) -> str:
    """ISO 8601 in its forms, and the formats of the guide's list that name no zone, era or Julian day."""
    plain = f"coalesce(try_cast({{}} as timestamp), try_strptime({{}}, {_AUTO}))".format
    if with_zone:
        zone = f"regexp_matches({text}, ':[0-9.]+ ?([-+][0-9]{{1,2}}(:?[0-9]{{2}})?|Z)$')"
        return f"case when {zone} then try_cast({text} as timestamptz) else {plain(text, text)} at time zone 'UTC' end"
    # A timestamp without zone takes the clock time as it stands there.
    local = f"regexp_replace({text}, '(:[0-9.]+) ?([-+][0-9]{{1,2}}(:?[0-9]{{2}})?|Z)$', '\\1')"
    return plain(local, local)


def _strptime(pattern: str) -> list[str]:
    """Redshift's pattern as DuckDB's: seconds may carry a fraction."""
    translated = "".join(_part(found.group(), pattern) for found in _TOKEN.finditer(pattern))
    return [translated, translated.replace("%S", "%S.%f")] if "%S" in translated else [translated]


def _part(token: str, pattern: str) -> str:
    if token.upper() in _PARTS:
        return _PARTS[token.upper()]
    if token.isalpha() and token.upper() != "T":
        raise SqlError(INVALID_PARAMETER, f"'{token}' is not known in the date or time format '{pattern}'")
    return {"'": "''", "%": "%%"}.get(token, token)
