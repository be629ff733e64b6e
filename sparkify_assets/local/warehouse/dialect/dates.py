"""Date and time functions.

Here: what Redshift's `Date_functions_header` page lists. Timestamps have no zone and the session's zone is UTC. Not
here: arithmetic operators, the compilation of patterns (`formats`).
"""

from __future__ import annotations

import functools

import sqlglot
from sqlglot import exp

from sparkify_assets.local.warehouse.dialect import formats
from sparkify_assets.local.warehouse.dialect.conversions import as_text, convert
from sparkify_assets.local.warehouse.dialect.rules import call, function, literal_text, node, number, text
from sparkify_assets.local.warehouse.dialect.typed import (
    BIGINT,
    DATE,
    DATETIMES,
    DOUBLE,
    INTEGER,
    INTERVAL,
    TIME,
    TIMESTAMP,
    TIMESTAMPTZ,
    VARCHAR,
    cast_to,
    is_number,
    spelled,
    type_of,
    typed,
)
from sparkify_assets.local.warehouse.errors import SqlError, unsupported
from sparkify_assets.local.warehouse.interfaces import SessionState

Arguments = list[exp.Expr]

# `r_Dateparts_for_datetime_functions`: every spelling -> DuckDB's name.
PARTS = {
    spelling: part
    for part, spellings in {
        "millennium": "millennium millennia mil mils", "century": "century centuries c cent cents",
        "decade": "decade decades dec decs", "epoch": "epoch", "year": "year years y yr yrs",
        "quarter": "quarter quarters qtr qtrs", "month": "month months mon mons", "week": "week weeks w",
        "dow": "dayofweek dow dw weekday", "doy": "dayofyear doy dy yearday", "day": "day days d",
        "hour": "hour hours h hr hrs", "minute": "minute minutes m min mins", "second": "second seconds s sec secs",
        "millisecond": "millisecond milliseconds ms msec msecs msecond mseconds millisec millisecs millisecon",
        "microsecond": "microsecond microseconds us usec usecs usecond useconds microsec microsecs microsecon",
    }.items()
    for spelling in spellings.split()
}  # fmt: skip
_STEPS = {
    "millennium": ("to_months", 12000), "century": ("to_months", 1200), "decade": ("to_months", 120),
    "year": ("to_months", 12), "quarter": ("to_months", 3), "month": ("to_months", 1), "week": ("to_days", 7),
    "day": ("to_days", 1), "dow": ("to_days", 1), "doy": ("to_days", 1), "hour": ("to_hours", 1),
    "minute": ("to_minutes", 1), "second": ("to_microseconds", 1_000_000),
    "millisecond": ("to_microseconds", 1000), "microsecond": ("to_microseconds", 1),
}  # fmt: skip
_SECONDS = {"second": 1_000_000, "millisecond": 1000, "microsecond": 1}
_YEARS = {"year", "decade", "century", "millennium"}


def date_part_name(word: exp.Expr) -> str:
    """DuckDB's name of a date part, given quoted or as a bare word in any of Redshift's spellings."""
    spelling = word.name.lower()
    if spelling not in PARTS:
        raise SqlError("22023", f'unit "{spelling}" is not recognized')
    return PARTS[spelling]


def as_timestamp(value: exp.Expr) -> exp.Expr:
    """A string becomes a timestamp; what is a date or time already stays as it is."""
    name = type_of(value).name
    if name in DATETIMES or name in ("time", "timetz", "interval"):
        return value
    if name in ("unknown", "varchar", "char"):
        return convert(value, TIMESTAMP)
    raise SqlError("42883", f"a date or timestamp was expected, not {spelled(type_of(value))}")


@function("dateadd", "date_add", words=(0,), arguments=(3, 3), label="date_add")
def dateadd(arguments: Arguments, session: SessionState) -> exp.Expr:
    """A date becomes a timestamp; a day that the month lacks becomes its last, but by years the 1st of March."""
    part = date_part_name(arguments[0])
    if part not in _STEPS:
        raise SqlError("22023", f'DATEADD unit "{part}" is not supported')
    value = as_timestamp(arguments[2])
    result = TIMESTAMP if type_of(value) == DATE else type_of(value)
    step, factor = _STEPS[part]
    count = cast_to(arguments[1], INTEGER if step in ("to_months", "to_days") else BIGINT)
    if factor != 1:
        count = exp.Mul(this=count, expression=number(factor))
    if part in _YEARS:
        return call("_redshift.add_years", cast_to(value, result), count, type_=result)
    moved = exp.Add(this=cast_to(value, result), expression=call(step, count, type_=INTERVAL))
    return typed(exp.Paren(this=moved), result)


@function("datediff", "date_diff", words=(0,), arguments=(3, 3), label="date_diff")
def datediff(arguments: Arguments, session: SessionState) -> exp.Expr:
    """The boundaries crossed; a week begins on Sunday here, on Monday in date_trunc."""
    part = date_part_name(arguments[0])
    part = {"dow": "day", "doy": "day"}.get(part, part)
    start, end = (as_timestamp(argument) for argument in arguments[1:])
    if part == "week":
        return call("_redshift.weeks_between", start, end, type_=BIGINT)
    return call("datediff", text(part), start, end, type_=BIGINT)


@function("date_part", "pgdate_part", words=(0,), arguments=(2, 2), label="pgdate_part")
def date_part(arguments: Arguments, session: SessionState) -> exp.Expr:
    """The seconds come whole, with their fraction, also in milliseconds and microseconds."""
    part, value = date_part_name(arguments[0]), as_timestamp(arguments[1])
    if part in _SECONDS and type_of(value) != DATE:
        seconds = call("date_part", text("microsecond"), value, type_=BIGINT)
        return typed(exp.Paren(this=exp.Div(this=cast_to(seconds, DOUBLE), expression=number(_SECONDS[part]))), DOUBLE)
    return cast_to(_part(part, value), DOUBLE)


@node(exp.Extract)
def extract(tree: exp.Expr, session: SessionState) -> exp.Expr:
    """An integer; of a timestamptz a double precision."""
    value = as_timestamp(tree.expression)
    part = date_part_name(tree.this)
    zoned = type_of(value) == TIMESTAMPTZ
    return cast_to(_part(part, value), DOUBLE if zoned else BIGINT if part in ("epoch", "microsecond") else INTEGER)


def _part(part: str, value: exp.Expr) -> exp.Expr:
    if part in ("millisecond", "microsecond"):
        return call(f"_redshift.{part}_part", value, type_=BIGINT)
    if part in ("epoch", "decade"):
        return call(f"_redshift.{part}_part", value, type_=BIGINT)
    return call("date_part", text(part), value, type_=BIGINT)


@function("date_trunc", arguments=(2, 2))
def date_trunc(arguments: Arguments, session: SessionState) -> exp.Expr:
    value = as_timestamp(arguments[1])
    result = TIMESTAMP if type_of(value) == DATE else type_of(value)
    part = date_part_name(arguments[0])
    if part in ("century", "millennium"):
        years = number(100 if part == "century" else 1000)
        return cast_to(call("_redshift.first_of_years", value, years, type_=TIMESTAMP), result)
    return cast_to(call("date_trunc", text(part), value, type_=result), result)


@function("getdate", arguments=(0, 0))
def getdate(arguments: Arguments, session: SessionState) -> exp.Expr:
    """Now in UTC, without a zone and without fractions of a second."""
    return call("_redshift.getdate", type_=TIMESTAMP)


@function("now", arguments=(0, 0))
def now(arguments: Arguments, session: SessionState) -> exp.Expr:
    return call("now", type_=TIMESTAMPTZ)


@node(exp.CurrentTimestamp)
def current_timestamp(tree: exp.Expr, session: SessionState) -> exp.Expr:
    if tree.args.get("sysdate"):
        return call("_redshift.sysdate", type_=TIMESTAMP)
    return call("now", type_=TIMESTAMPTZ)


@node(exp.CurrentDate)
def current_date(tree: exp.Expr, session: SessionState) -> exp.Expr:
    return cast_to(call("_redshift.sysdate", type_=TIMESTAMP), DATE)


@node(exp.CurrentTime)
def current_time(tree: exp.Expr, session: SessionState) -> exp.Expr:
    return cast_to(call("_redshift.sysdate", type_=TIMESTAMP), TIME)


@function("last_day", arguments=(1, 1))
def last_day(arguments: Arguments, session: SessionState) -> exp.Expr:
    return call("last_day", as_timestamp(arguments[0]), type_=DATE)


@function("add_months", arguments=(2, 2))
def add_months(arguments: Arguments, session: SessionState) -> exp.Expr:
    """The last day of a month stays the last day, unlike in dateadd."""
    value = cast_to(as_timestamp(arguments[0]), TIMESTAMP)
    return call("_redshift.add_months", value, cast_to(arguments[1], INTEGER), type_=TIMESTAMP)


@function("months_between", arguments=(2, 2))
def months_between(arguments: Arguments, session: SessionState) -> exp.Expr:
    """Whole months if both are the same day of the month or both the last, else with 31-day months."""
    later, earlier = (cast_to(as_timestamp(argument), TIMESTAMP) for argument in arguments)
    return call("_redshift.months_between", later, earlier, type_=DOUBLE)


@function("next_day", arguments=(2, 2))
def next_day(arguments: Arguments, session: SessionState) -> exp.Expr:
    """The first such weekday after the date."""
    day = literal_text(arguments[1], "a day of NEXT_DAY").lower()
    weekdays = ("su", "mo", "tu", "we", "th", "fr", "sa")
    if day[:2] not in weekdays:
        raise SqlError("22023", f'weekday "{day}" is not recognized')
    return call("_redshift.next_day", as_timestamp(arguments[0]), number(weekdays.index(day[:2])), type_=DATE)


@function("convert_timezone", arguments=(2, 3))
def convert_timezone(arguments: Arguments, session: SessionState) -> exp.Expr:
    source, target, value = arguments if len(arguments) == 3 else [text("UTC"), *arguments]
    return call("_redshift.convert_timezone", source, target, cast_to(as_timestamp(value), TIMESTAMP), type_=TIMESTAMP)


@function("timezone", arguments=(2, 2))
def timezone(arguments: Arguments, session: SessionState) -> exp.Expr:
    zoned = type_of(arguments[1]) == TIMESTAMPTZ
    zone = call("_redshift.zone", arguments[0], type_=VARCHAR)
    return call("timezone", zone, arguments[1], type_=TIMESTAMP if zoned else TIMESTAMPTZ)


@function("date_cmp", "timestamp_cmp", "timestamp_cmp_date", "date_cmp_timestamp", arguments=(2, 2))
def date_compare(arguments: Arguments, session: SessionState) -> exp.Expr:
    """-1, 0 or 1."""
    return call("_redshift.compare", *(as_timestamp(argument) for argument in arguments), type_=INTEGER)


@function("date", arguments=(1, 1))
def date(arguments: Arguments, session: SessionState) -> exp.Expr:
    return convert(arguments[0], DATE)


@function("to_char", arguments=(2, 2))
def to_char(arguments: Arguments, session: SessionState) -> exp.Expr:
    """A date or number in the words of a pattern, which must be a literal."""
    value = arguments[0]
    pattern = literal_text(arguments[1], "a pattern of TO_CHAR")
    if is_number(type_of(value)):
        pattern = formats.check_number_pattern(pattern)
        return call("_redshift_number_to_char", cast_to(value, VARCHAR), text(pattern), type_=VARCHAR)
    if type_of(value) == INTERVAL:
        raise unsupported("TO_CHAR of an interval")
    moment = as_timestamp(value)
    return typed(_expression(formats.to_char(pattern), moment), VARCHAR)


@function("to_date", arguments=(2, 3))
def to_date(arguments: Arguments, session: SessionState) -> exp.Expr:
    return cast_to(_read(arguments, "TO_DATE"), DATE)


@function("to_timestamp", arguments=(2, 3))
def to_timestamp(arguments: Arguments, session: SessionState) -> exp.Expr:
    return cast_to(_read(arguments, "TO_TIMESTAMP"), TIMESTAMPTZ)


def _read(arguments: Arguments, name: str) -> exp.Expr:
    """Unless told to be strict, the 31st of June is the 1st of July and 24 o'clock the next day."""
    pattern = formats.to_strptime(literal_text(arguments[1], f"a pattern of {name}"))
    strict = arguments[2] if len(arguments) > 2 else exp.false()
    return call("_redshift.read_time", as_text(arguments[0]), text(pattern), strict, type_=TIMESTAMP)


def _expression(template: str, value: exp.Expr) -> exp.Expr:
    """The parsed template with the value in the place of `{x}`."""
    tree = _template(template).copy()
    for place in list(tree.find_all(exp.Column)):
        place.replace(value.copy())
    return exp.Paren(this=tree)


@functools.lru_cache(maxsize=256)
def _template(template: str) -> exp.Expr:
    """Plain calls only, so that DuckDB gets what is written: sqlglot would translate strftime's pattern."""
    return sqlglot.parse_one(template.replace("{x}", "x"), dialect="duckdb")
