"""DATEFORMAT and TIMEFORMAT: a text to a date, time or timestamp, as DuckDB expressions.

Here: Redshift's patterns, the epochs, and what 'auto' recognises. Not here: other types.

Source of the rules: developer guide, `r_DATEFORMAT_and_TIMEFORMAT_strings.md`, `automatic-recognition.md`,
`r_Date_and_time_literals.md`, `copy-parameters-data-conversion.md` (TIMEFORMAT).
"""

from __future__ import annotations

import re

from sparkify_assets.local.warehouse.errors import SqlError

_PARTS = {
    "YYYY": "%Y", "YY": "%y", "MONTH": "%b", "MON": "%b", "MM": "%m", "DD": "%d", "HH24": "%H", "HH12": "%I",
    "HH": "%H", "MI": "%M", "SS": "%S", "AM": "%p", "PM": "%p",
}  # fmt: skip
_TOKEN = re.compile("|".join(sorted(_PARTS, key=len, reverse=True)) + "|.", re.IGNORECASE | re.DOTALL)
EPOCHS = {"epochsecs": 1_000_000, "epochmillisecs": 1_000}
_DATE = ["%Y-%m-%d", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M:%S.%f"]
_TIMESTAMP = _DATE[1:]
_ZONED = [f"{form}{zone}" for form in _TIMESTAMP for zone in ("%z", " %z")]
_TIMES = ["%H:%M:%S", "%H:%M:%S.%f", "%H:%M", "%H%M%S", "%I:%M %p", "%I:%M:%S %p"]


def date(text: str, pattern: str | None) -> str:
    """The date in `text`; time information behind it is cut off."""
    if pattern == "auto":
        return _recognised(text, "date")
    if pattern is None:
        return f"case when length({text}) >= 10 then {_parsed(text, _DATE)}::date end"
    return f"{_parsed(text, _strptime(pattern))}::date"


def timestamp(text: str, pattern: str | None, with_zone: bool) -> str:
    """The timestamp in `text`. Without a zone in it, a timestamptz is taken as UTC."""
    if pattern in EPOCHS:
        value = _epoch(text, EPOCHS[pattern])
    elif pattern == "auto":
        return _recognised(text, "timestamptz" if with_zone else "timestamp")
    elif pattern is not None:
        value = _parsed(text, _strptime(pattern))
    elif with_zone:
        two_digits = f"regexp_replace({text}, '([-+])([0-9](:[0-9]{{2}})?)$', '\\10\\2')"
        return f"""coalesce({_parsed(text, _ZONED)}, {_parsed(text, _TIMESTAMP)} at time zone 'UTC',
            {_parsed(two_digits, _ZONED)})"""
    else:
        value = _parsed(text, _TIMESTAMP)
    return f"({value}) at time zone 'UTC'" if with_zone else value


def time(text: str, with_zone: bool) -> str:
    if with_zone:
        clock = r"[0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,6})?)?([-+][0-9]{2}(:?[0-9]{2})?)?"
        return f"case when regexp_full_match({text}, '{clock}') then try_cast({text} as timetz) end"
    return f"{_parsed(text, _TIMES)}::time"


def _epoch(text: str, microseconds: int) -> str:
    """Whole numbers, and floats whose fraction is finer than the unit."""
    whole = f"try_cast({text} as bigint)"
    number = f"""case when {whole}::varchar = {text} then {whole} * {microseconds}
        else (try_cast({text} as double) * {microseconds})::bigint end"""
    return f"try(make_timestamp({number}))"


def complaint(pattern: str | None) -> str:
    return f"Invalid timestamp format or value [{pattern or 'YYYY-MM-DD HH24:MI:SS'}]"


def _recognised(text: str, type_: str) -> str:
    """What a literal of the type may be, too."""
    return f"try_cast(_redshift.recognised({text}, '{type_}') as {type_})"


def _parsed(text: str, forms: list[str]) -> str:
    """What one of the forms reads; a text without a digit is nothing, where DuckDB knows `infinity` and `epoch`."""
    return f"try_strptime(case when regexp_matches({text}, '[0-9]') then {text} end, {forms})"


def _strptime(pattern: str) -> list[str]:
    """Redshift's pattern as DuckDB's: seconds may carry a fraction, a month's name may be whole or abbreviated."""
    forms = ["".join(_part(found.group(), pattern) for found in _TOKEN.finditer(pattern))]
    for part, other in (("%S", "%S.%f"), ("%b", "%B")):
        forms += [form.replace(part, other) for form in forms if part in form]
    return forms


def _part(token: str, pattern: str) -> str:
    if token.upper() in _PARTS:
        return _PARTS[token.upper()]
    if token.isalpha() and token.upper() != "T":
        raise SqlError("22023", f"'{token}' is not known in the date or time format '{pattern}'")
    return {"'": "''", "%": "%%"}.get(token, token)
