"""Dates and times in text, in every form that Redshift reads.

Here: text to the one form that DuckDB reads, and the zones that abbreviations stand for. Rules:
`r_Date_and_time_literals`, `r_Datetime_types`, `automatic-recognition` of the developer guide; the month comes before
the day. Not here: patterns that a statement gives (`dialect.formats`), COPY's own options (`copy.datetimes`).
"""

from __future__ import annotations

import functools
import itertools
import re
from collections import defaultdict
from datetime import date, timedelta

# Hours east of UTC. An abbreviation stands for a fixed offset, also in summer (`CONVERT_TIMEZONE`).
ZONES = {
    "utc": 0, "gmt": 0, "z": 0, "zulu": 0, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8,
    "pdt": -7, "wet": 0, "cet": 1, "cest": 2, "eet": 2, "eest": 3, "jst": 9, "kst": 9,
}  # fmt: skip
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH = (
    r"(?P<name>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_DAY, _YEAR, _ANY_YEAR = r"(?P<day>\d\d?)", r"(?P<year>\d{4,6})", r"(?P<year>\d{4,6}|\d\d)"
_DATES = [
    re.compile(form, re.ASCII)
    for form in (
        rf"{_YEAR}(?P<same>[-/.])(?P<month>\d\d?)(?P=same){_DAY}",
        rf"(?P<month>\d\d?)(?P<between>[-/.]){_DAY}(?P=between){_ANY_YEAR}",
        rf"{_YEAR}-{_MONTH}-{_DAY}",
        rf"{_MONTH}[- ]{_DAY}(?:-|, ?| ){_ANY_YEAR}",
        rf"{_DAY}[- ]{_MONTH}[- ]{_ANY_YEAR}",
        r"(?P<year>\d{4}|\d\d)(?P<month>\d\d)(?P<day>\d\d)",
        r"(?P<year>\d{4})\.(?P<ordinal>\d{3})",
        r"j(?P<julian>\d+)",
    )
]
_TIME = r"(?P<hour>\d\d?):(?P<minute>\d\d)(?::(?P<second>\d\d)(?P<fraction>\.\d+)?)?(?: ?(?P<half>am|pm)\b)?"
_SHORT_TIME = r"(?P<hour>\d\d)(?P<minute>\d\d)(?P<second>\d\d)(?P<fraction>\.\d+)?"
_ZONE = r"(?: ?(?P<zone>[-+]\d\d?(?::?\d\d)?|[a-z]+(?:/[a-z_]+)*))?"
_RESTS = [re.compile(f"(?:[ t]{time})?{_ZONE}", re.ASCII) for time in (_TIME, _SHORT_TIME)]
_DATE_AROUND_TIME = re.compile(r"(\d\d? [a-z]+) (\S+) (\d{4})\b")  # 17 Dec 07:37:16 1997
_JULIAN_DAY_OF_YEAR_1 = 1_721_425

Fields = defaultdict[str, str]  # what isn't written is ''


@functools.lru_cache(maxsize=4096)  # a column has the same day again and again
def read(text: str, kind: str) -> str | None:
    """The text as DuckDB reads the type of this name; None if it can't be read."""
    words = _DATE_AROUND_TIME.sub(r"\1 \3 \2", re.sub(r"\s+", " ", text.strip().lower()))
    try:
        found = _parsed(words, alone=kind in ("time", "timetz"))
        return _written(found, kind) if found else None
    except (ValueError, OverflowError, KeyError):  # no such day, hour or zone
        return None


def _parsed(words: str, alone: bool) -> Fields | None:
    """The fields of a date with what is behind it; of a time `alone` if there may be one without a date."""
    starts = (form.match(words) for form in _DATES)
    for start in itertools.chain([None], starts) if alone else starts:
        for rest in _RESTS if start or alone else ():
            found = rest.fullmatch(words[start.end() :] if start else f" {words}")
            if found and (found["hour"] or not alone):
                written = (start.groupdict("") if start else {}) | found.groupdict("")
                return defaultdict(str, written)
    return None


def _written(fields: Fields, kind: str) -> str:
    clock, zone = _time(fields), _offset(fields["zone"] or "utc")
    if kind == "date":
        return _date(fields)
    if kind == "time":
        return clock
    if kind == "timetz" and "/" not in zone:  # what hour it is in a named zone depends on the date
        return clock + zone
    return f"{_date(fields)} {clock}{zone if kind == 'timestamptz' else ''}"


def _date(fields: Fields) -> str:
    if fields["julian"]:
        return date.fromordinal(int(fields["julian"]) - _JULIAN_DAY_OF_YEAR_1).isoformat()
    digits = fields["year"]
    year = int(digits) + (0 if len(digits) > 2 else 2000 if int(digits) < 70 else 1900)
    if fields["ordinal"]:
        day = date(year, 1, 1) + timedelta(int(fields["ordinal"]) - 1)
        if day.year != year:
            raise ValueError(digits)
        return day.isoformat()
    month = _MONTHS.index(fields["name"][:3]) + 1 if fields["name"] else int(fields["month"])
    number = int(fields["day"])
    if month > 12 and fields["between"] == ".":  # 17.12.1997
        month, number = number, month
    if year == 0:
        raise ValueError(digits)
    return f"{year:04}-{month:02}-{number:02}"


def _time(fields: Fields) -> str:
    hour = int(fields["hour"] or 0)
    if fields["half"]:
        if hour > 12:
            raise ValueError(hour)
        hour = hour % 12 + (12 if fields["half"] == "pm" else 0)
    clock = f"{hour:02}:{fields['minute'] or '00'}:{fields['second'] or '00'}"
    if not re.fullmatch("([01].|2[0-3])(:[0-5].){2}|24:00:00", clock):
        raise ValueError(clock)
    return clock + fields["fraction"]


def _offset(zone: str) -> str:
    """`+01:30`, or the name of a zone with a summer time of its own."""
    if zone[0] in "+-":
        digits = zone[1:].replace(":", "")
        hours, minutes = (digits[:-2], digits[-2:]) if len(digits) > 2 else (digits, "00")
        return f"{zone[0]}{int(hours):02}:{minutes}"
    return f" {zone}" if "/" in zone else f"{ZONES[zone]:+03}:00"
