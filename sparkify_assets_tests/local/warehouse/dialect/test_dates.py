"""Date and time functions of `dialect.dates`."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from sparkify_assets_tests.local.warehouse.direct import Direct

_TIMESTAMP = "timestamp without time zone"


@pytest.mark.parametrize(
    ("expression", "value", "type_"),
    [
        ("dateadd(month, 1, '2008-01-31'::date)", datetime.datetime(2008, 2, 29), _TIMESTAMP),
        ("dateadd('day', -1, '2020-01-01 10:00:00')", datetime.datetime(2019, 12, 31, 10), _TIMESTAMP),
        ("dateadd(ms, 1500, timestamp '2020-01-01')", datetime.datetime(2020, 1, 1, 0, 0, 1, 500000), _TIMESTAMP),
        ("add_months('2008-04-30', 1)", datetime.datetime(2008, 5, 31), _TIMESTAMP),
        ("datediff(week, '2009-01-01', '2009-12-31')", 52, "bigint"),
        ("datediff(qtr, '1998-07-01', '2008-06-05')", 39, "bigint"),
        ("datediff(hour, '2009-01-01 08:30:00', '2009-01-01 10:00:00')", 2, "bigint"),
        ("datediff(year, '2008-12-31', '2009-01-01')", 1, "bigint"),
        ("extract(minute from timestamp '2009-09-09 12:08:43')", 8, "integer"),
        ("extract(ms from timestamp '2009-09-09 12:08:43.101')", 101, "integer"),
        ("extract(epoch from timestamp '2020-01-01 00:00:00.9')", 1577836800, "bigint"),
        ("date_part(dow, '2020-01-05'::date)", 0.0, "double precision"),
        ("date_part('w', '2020-01-05'::date)", 1.0, "double precision"),
        ("date_trunc('week', '2020-01-05'::date)", datetime.datetime(2019, 12, 30), _TIMESTAMP),
        ("trunc(timestamp '2020-01-05 10:00:00')", datetime.date(2020, 1, 5), "date"),
        ("last_day('2020-02-05')", datetime.date(2020, 2, 29), "date"),
        ("next_day('2014-08-20', 'Tuesday')", datetime.date(2014, 8, 26), "date"),
        ("next_day('2014-08-26', 'tu')", datetime.date(2014, 9, 2), "date"),
        ("months_between('2020-03-31', '2020-02-29')", 1.0, "double precision"),
        ("to_char(timestamp '2009-12-31 23:15:59', 'MONTH-DY-DD-YYYY HH12:MI')", "DECEMBER -THU-31-2009 11:15",
         "character varying"),
        ("to_char(date '2009-03-01', 'FMMonth DD, YY')", "March 01, 09", "character varying"),
        ("to_char(-125.8, '999D99S')", "125.80-", "character varying"),
        ("to_char(1234.5, '9,999.99')", " 1,234.50", "character varying"),
        ("to_char(12, 'FM0000')", "0012", "character varying"),
        ("to_char(12345, '999')", " ###", "character varying"),
        ("to_date('02 Oct 2001', 'DD Mon YYYY')", datetime.date(2001, 10, 2), "date"),
        ("convert_timezone('EST', '2008-03-05 09:25:29')", datetime.datetime(2008, 3, 5, 4, 25, 29), _TIMESTAMP),
        ("date_cmp('2008-01-01', '2008-01-02')", -1, "integer"),
        ("convert_timezone('PST', '2008-08-24 09:36:12')", datetime.datetime(2008, 8, 24, 1, 36, 12), _TIMESTAMP),
        ("timestamptz '2008-08-24 12:00:00+00' at time zone 'pst'", datetime.datetime(2008, 8, 24, 4), _TIMESTAMP),
        ("dateadd(year, 1, '2016-02-29')", datetime.datetime(2017, 3, 1), _TIMESTAMP),
        ("dateadd(year, 4, '2016-02-29')", datetime.datetime(2020, 2, 29), _TIMESTAMP),
        ("date_part(sec, timestamp '2009-09-21 11:10:03.5')", 3.5, "double precision"),
        ("date_part(ms, timestamp '2009-09-21 11:10:03.5')", 3500.0, "double precision"),
        ("extract(decade from timestamp '2000-02-16')", 201, "integer"),
        ("date_trunc('century', timestamp '2020-04-30')", datetime.datetime(2001, 1, 1), _TIMESTAMP),
    ],
)  # fmt: skip
def test_dates(session: Direct, expression: str, value: Any, type_: str) -> None:
    """A date function has the result that the developer guide documents, and its type."""
    assert session.value(expression) == value
    assert session.type(expression) == type_


def test_the_clock_has_no_zone(session: Direct) -> None:
    """GETDATE and SYSDATE are timestamps without zone, GETDATE without fractions."""
    assert session.type("getdate()") == session.type("sysdate") == _TIMESTAMP
    assert session.value("getdate()").microsecond == 0
    assert session.value("getdate()").tzinfo is None


@pytest.mark.parametrize(
    ("expression", "sqlstate"),
    [
        ("dateadd(fortnight, 1, getdate())", "22023"),
        ("to_char(getdate(), 'DDTH')", "0A000"),
        ("to_char(1, '9THS')", "0A000"),
        ("convert_timezone('IST', '2014-05-17 12:00:00')", "0A000"),
        ("convert_timezone('nowhere', '2014-05-17 12:00:00')", "22023"),
        ("add_months('2008-01-31', 1.5)", "42883"),
        ("add_months('2008-01-31', '1.5')", "22P02"),
        ("dateadd(month, '1.5', '2008-01-31')", "22P02"),
        ("convert_timezone('GMT', '+2', '2014-05-17 12:00:00')", "0A000"),
        ("date 'Jan-08-95 BC'", "0A000"),
        ("timestamp 'infinity'", "22007"),
        ("timestamptz '2008-08-24 12:00:00 AEST'", "0A000"),
        ("timestamptz '2008-08-24 12:00:00 !'", "22007"),
        ("timestamp '2008-02-15 14:05 PM'", "22007"),
        ("date '2007.366'", "22007"),
        ("timezone('PST', date '2014-05-17')", "0A000"),
        ("dateadd(day, 1, time '10:00')", "22023"),
        ("extract(year from time '10:00')", "22023"),
        ("dateadd(dow, 1, getdate())", "22023"),
        ("date_trunc('epoch', getdate())", "22023"),
        ("next_day('2014-08-20', 'Sunflower')", "22023"),
        ("extract(decade from interval '1 day')", "0A000"),
        ("datediff(hour, time '10:00', date '2014-05-17')", "42883"),
        ("date_trunc(month, d) from (select 'year' as month, getdate() as d)", "0A000"),
        ("date_part($1, getdate())", "0A000"),
        ("interval '1 day' - date '2014-05-17'", "42883"),
        ("to_date('x', 'YYYY-MM-DD')", "22007"),
        ("datediff(day, 1, 2)", "42883"),
        ("to_char(interval '1 day', 'HH')", "0A000"),
    ],
)
def test_dates_that_fail(session: Direct, expression: str, sqlstate: str) -> None:
    """Parts and patterns that aren't known are errors."""
    assert session.refused(f"select {expression}") == sqlstate
