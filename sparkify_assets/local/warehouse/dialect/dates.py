"""Date and time functions.

Here: what Redshift's `Date_functions_header` page lists. Timestamps have no zone and the session's zone is UTC. Not
here: arithmetic operators, the compilation of patterns (`formats`).
"""

from __future__ import annotations

import functools
import itertools

import sqlglot
from sqlglot import exp

from sparkify_assets.local.warehouse.dialect import formats
from sparkify_assets.local.warehouse.dialect.conversions import as_text, convert, in_utc
from sparkify_assets.local.warehouse.dialect.intervals import PARTS
from sparkify_assets.local.warehouse.dialect.rules import (
    call,
    function,
    literal_text,
    no_such_function,
    node,
    number,
    text,
)
from sparkify_assets.local.warehouse.dialect.sharing import holds_random
from sparkify_assets.local.warehouse.dialect.signatures import Arguments, as_timestamp, define
from sparkify_assets.local.warehouse.dialect.typed import (
    BIGINT,
    DATE,
    DOUBLE,
    INTEGER,
    INTEGERS,
    INTERVAL,
    STRINGS,
    TIME,
    TIMESTAMP,
    TIMESTAMPTZ,
    TIMETZ,
    VARCHAR,
    cast_to,
    is_number,
    spelled,
    type_of,
    typed,
)
from sparkify_assets.local.warehouse.errors import SqlError, unsupported
from sparkify_assets.local.warehouse.interfaces import RedshiftType, SessionState

_STEPS = {
    "millennium": ("to_months", 12000), "century": ("to_months", 1200), "decade": ("to_months", 120),
    "year": ("to_months", 12), "quarter": ("to_months", 3), "month": ("to_months", 1), "week": ("to_days", 7),
    "day": ("to_days", 1), "hour": ("to_hours", 1), "minute": ("to_minutes", 1),
    "second": ("to_microseconds", 1_000_000), "millisecond": ("to_microseconds", 1000),
    "microsecond": ("to_microseconds", 1),
}  # fmt: skip
_SECONDS = {"second": 1_000_000, "millisecond": 1000, "microsecond": 1}
_CLOCK = {"hour", "minute", *_SECONDS}
_YEARS = {"decade": 10, "century": 100, "millennium": 1000}
_ZONE = {"timezone", "timezone_hour", "timezone_minute"}
_TIMES = ("time", "timetz")


def date_part_name(word: exp.Expr) -> str:
    """DuckDB's name of a date part, given quoted or as a bare word in any of Redshift's spellings."""
    if isinstance(word, exp.Parameter):
        raise unsupported("a date part that is a parameter")
    while isinstance(word, exp.Paren | exp.Cast):  # as Redshift shows it in a view: `('day'::character varying)::text`
        word = word.this
    spelling = word.name.lower()
    if spelling not in PARTS:
        raise SqlError("22023", f'unit "{spelling}" is not recognized')
    return PARTS[spelling]


def _step(word: exp.Expr, *values: exp.Expr) -> str:
    """A part that is a length of time, and one that the values have."""
    part = date_part_name(word)
    clocks = [type_of(value).name for value in values if type_of(value).name in _TIMES]
    if part not in _STEPS or (clocks and part not in _CLOCK):
        raise SqlError("22023", f'unit "{part}" is not supported' + (f" for type {clocks[0]}" if clocks else ""))
    return part


@function("dateadd", "date_add", words=(0,), arguments=(3, 3), label="date_add")
def dateadd(arguments: Arguments, session: SessionState) -> exp.Expr:
    """A date becomes a timestamp; a day that the month lacks becomes its last, but by years the 1st of March."""
    value = in_utc(as_timestamp(arguments[2], *_TIMES))
    part = _step(arguments[0], value)
    result = TIMESTAMP if type_of(value) == DATE else type_of(value)
    step, factor = _STEPS[part]
    if type_of(arguments[1]).name not in (*INTEGERS, "unknown"):
        raise no_such_function("dateadd", [arguments[1]])
    count = convert(arguments[1], INTEGER if step in ("to_months", "to_days") else BIGINT)
    if factor != 1:
        count = exp.Mul(this=count, expression=number(factor))
    if part == "year" or part in _YEARS:
        return call("_redshift.add_years", cast_to(value, result), count, type_=result)
    moved = exp.Add(this=cast_to(value, result), expression=call(step, count, type_=INTERVAL))
    return typed(exp.Paren(this=moved), result)


@function("datediff", "date_diff", words=(0,), arguments=(3, 3), label="date_diff")
def datediff(arguments: Arguments, session: SessionState) -> exp.Expr:
    """The boundaries crossed. A week begins on Sunday here, on Monday in date_trunc; a century with its year 1."""
    timed = any(type_of(argument).name in _TIMES for argument in arguments[1:])
    values = [as_timestamp(value, *_TIMES, text_is=TIME if timed else TIMESTAMP) for value in arguments[1:]]
    if timed and not all(type_of(value).name in _TIMES for value in values):
        raise no_such_function("datediff", values)
    part = _step(arguments[0], *values)
    if part == "week":
        return call("_redshift.weeks_between", *values, type_=BIGINT)
    if part in ("century", "millennium"):
        return call("_redshift.parts_between", text(part), *values, type_=BIGINT)
    if timed:
        values = [cast_to(in_utc(value), TIME) for value in values]
    return call("datediff", text(part), *values, type_=BIGINT)


@function("date_part", "datepart", "pgdate_part", words=(0,), arguments=(2, 2), label="pgdate_part")
def date_part(arguments: Arguments, session: SessionState) -> exp.Expr:
    """The seconds come whole, with their fraction, also in milliseconds and microseconds."""
    part, value = _part_of(*arguments)
    if part in _SECONDS and type_of(value) != DATE:
        seconds = call("date_part", text("microsecond"), value, type_=BIGINT)
        return typed(exp.Paren(this=exp.Div(this=cast_to(seconds, DOUBLE), expression=number(_SECONDS[part]))), DOUBLE)
    return cast_to(_extracted(part, value), DOUBLE)


@node(exp.Extract)
def extract(tree: exp.Expr, session: SessionState) -> exp.Expr:
    """An integer; of a timestamptz a double precision."""
    part, value = _part_of(tree.this, tree.expression)
    zoned = type_of(value) == TIMESTAMPTZ
    return cast_to(_extracted(part, value), DOUBLE if zoned else BIGINT if part == "epoch" else INTEGER)


def _part_of(word: exp.Expr, moment: exp.Expr) -> tuple[str, exp.Expr]:
    """A part that a value has, and the value to take it from."""
    value = as_timestamp(moment, *_TIMES, "interval")
    name = type_of(value).name
    if word.name.lower() in _ZONE and name in ("timestamptz", "timetz"):
        return word.name.lower(), value
    part = date_part_name(word)
    if name in _TIMES and part not in (*_CLOCK, "epoch"):
        raise SqlError("22023", f'unit "{part}" is not supported for type {name}')
    if name == "interval":
        if part not in (*_CLOCK, "epoch", "day", "month", "year"):
            raise unsupported(f"{part} of an interval")
        return part, call("_redshift.settled", value, type_=INTERVAL)
    return part, value


def _extracted(part: str, value: exp.Expr) -> exp.Expr:
    if part in ("millisecond", "microsecond", "epoch", "decade"):
        return call(f"_redshift.{part}_part", value, type_=BIGINT)
    return call("date_part", text(part), value, type_=BIGINT)


@function("date_trunc", arguments=(2, 2))
def date_trunc(arguments: Arguments, session: SessionState) -> exp.Expr:
    value = as_timestamp(arguments[1])
    result = TIMESTAMP if type_of(value) == DATE else type_of(value)
    part = _step(text(literal_text(arguments[0], "a part of DATE_TRUNC")))
    if part in ("century", "millennium"):
        return cast_to(call("_redshift.first_of_years", value, number(_YEARS[part]), type_=TIMESTAMP), result)
    return cast_to(call("date_trunc", text(part), value, type_=result), result)


define("getdate", "", "_redshift.getdate", TIMESTAMP)  # without fractions of a second
define("sysdate", "", "_redshift.sysdate", TIMESTAMP)  # `"sysdate"()`, as the catalog shows a default of SYSDATE
define("timeofday", "", "_redshift.timeofday")
define("now", "", result=TIMESTAMPTZ)


@node(exp.CurrentTimestamp)
def current_timestamp(tree: exp.Expr, session: SessionState) -> exp.Expr:
    """The beginning of the transaction, as SYSDATE, CURRENT_DATE and CURRENT_TIME are."""
    if tree.args.get("sysdate"):
        return call("_redshift.sysdate", type_=TIMESTAMP)
    return call("now", type_=TIMESTAMPTZ)


@node(exp.CurrentDate, exp.CurrentTime)
def current_date(tree: exp.Expr, session: SessionState) -> exp.Expr:
    return cast_to(call("now", type_=TIMESTAMPTZ), DATE if isinstance(tree, exp.CurrentDate) else TIMETZ)


define("date_part_year", "m", "year", INTEGER)
define("last_day", "m", result=DATE)
# The last day of a month stays the last day, unlike in dateadd.
define("add_months", "Mi", "_redshift.add_months", TIMESTAMP)
# Whole months if both are the same day of the month or both the last, else with 31-day months.
define("months_between", "MM", "_redshift.months_between", DOUBLE)
_WEEKDAYS = (
    "su sun sunday", "m mo mon monday", "tu tue tues tuesday", "w we wed wednesday", "th thu thurs thursday",
    "f fr fri friday", "sa sat saturday",
)  # fmt: skip


@function("next_day", arguments=(2, 2))
def next_day(arguments: Arguments, session: SessionState) -> exp.Expr:
    """The first such weekday after the date."""
    day = literal_text(arguments[1], "a day of NEXT_DAY").lower()
    number_of_day = next((at for at, names in enumerate(_WEEKDAYS) if day in names.split()), None)
    if number_of_day is None:
        raise SqlError("22023", f'weekday "{day}" is not recognized')
    return call("_redshift.next_day", as_timestamp(arguments[0]), number(number_of_day), type_=DATE)


@function("convert_timezone", arguments=(2, 3))
def convert_timezone(arguments: Arguments, session: SessionState) -> exp.Expr:
    source, target, value = arguments if len(arguments) == 3 else [text("UTC"), *arguments]
    return call("_redshift.convert_timezone", source, target, cast_to(as_timestamp(value), TIMESTAMP), type_=TIMESTAMP)


@function("timezone", arguments=(2, 2))
def timezone(arguments: Arguments, session: SessionState) -> exp.Expr:
    """A timestamp is taken to be in the zone, a timestamptz is shown in it. A date could be either."""
    zone, value = arguments
    if type_of(value) not in (TIMESTAMP, TIMESTAMPTZ):
        raise unsupported(f"the time zone of type {spelled(type_of(value))}")
    zone = call("_redshift.zone", as_text(zone), type_=VARCHAR)
    return call("timezone", zone, value, type_=TIMESTAMP if type_of(value) == TIMESTAMPTZ else TIMESTAMPTZ)


@node(exp.AtTimeZone)
def at_time_zone(tree: exp.Expr, session: SessionState) -> exp.Expr:
    if type_of(tree.this) not in (TIMESTAMP, TIMESTAMPTZ) or type_of(tree.args["zone"]).name not in STRINGS:
        raise unsupported("AT TIME ZONE of another type than TIMESTAMP and TIMESTAMPTZ")
    return timezone([tree.args["zone"], tree.this], session)


def _compares(left: RedshiftType, right: RedshiftType) -> None:
    """DATE_CMP and its kin: -1, 0 or 1."""

    @function(f"{left.name}_cmp" + (f"_{right.name}" if left != right else ""), arguments=(2, 2))
    def compare(arguments: Arguments, session: SessionState) -> exp.Expr:
        values = convert(arguments[0], left), convert(arguments[1], right)
        return call("_redshift.compare", *values, type_=INTEGER)


for types in (*itertools.product((DATE, TIMESTAMP, TIMESTAMPTZ), repeat=2), (INTERVAL, INTERVAL)):
    _compares(*types)


@function("date", arguments=(1, 1))
def date(arguments: Arguments, session: SessionState) -> exp.Expr:
    return convert(arguments[0], DATE)


@function("to_char", arguments=(2, 2))
def to_char(arguments: Arguments, session: SessionState) -> exp.Expr:
    """A date or number in the words of a pattern, which must be a literal."""
    value = arguments[0]
    pattern = literal_text(arguments[1], "a pattern of TO_CHAR")
    if is_number(type_of(value)):
        if type_of(value).name == "numeric" and type_of(value).modifiers[0] > 19:
            raise unsupported("TO_CHAR of a DECIMAL of 128 bits")
        pattern = formats.check_number_pattern(pattern)
        return call("_redshift.number_to_char", cast_to(value, VARCHAR), text(pattern), type_=VARCHAR)
    if type_of(value) == INTERVAL:
        raise unsupported("TO_CHAR of an interval")
    moment = as_timestamp(value)
    return typed(_expression(formats.to_char(pattern), moment), VARCHAR)


@function("to_date", "to_timestamp", arguments=(2, 3), named=True)
def read(arguments: Arguments, session: SessionState, name: str) -> exp.Expr:
    """Unless told to be strict, the 31st of June is the 1st of July and 24 o'clock the next day."""
    pattern = text(formats.to_strptime(literal_text(arguments[1], f"a pattern of {name.upper()}")))
    value, strict = as_text(arguments[0]), [*arguments, exp.false()][2]
    moment = call("_redshift.read_time", value, pattern, strict, type_=TIMESTAMP)
    return cast_to(moment, DATE if name == "to_date" else TIMESTAMPTZ)


def _expression(template: str, value: exp.Expr) -> exp.Expr:
    """The parsed template with the value in the place of `{x}`."""
    tree = _template(template).copy()
    places = list(tree.find_all(exp.Column))
    if len(places) > 1 and holds_random(value):
        raise unsupported("TO_CHAR of RANDOM")  # another number for each place
    for place in places:
        place.replace(value.copy())
    return exp.Paren(this=tree)


@functools.lru_cache(maxsize=256)
def _template(template: str) -> exp.Expr:
    """Plain calls only, so that DuckDB gets what is written: sqlglot would translate strftime's pattern."""
    return sqlglot.parse_one(template.replace("{x}", "x"), dialect="duckdb")
