-- Date parts and date functions.

-- DATEADD gives a timestamp; `m` stands for minutes.
-- page: r_DATEADD_function
select dateadd(month, 18, '2008-02-28'), dateadd(m, 30, '2008-02-28'), dateadd(day, -1, date '2008-03-01');
-- types: timestamp, timestamp, timestamp
--> 2009-08-28 00:00:00 | 2008-02-28 00:30:00 | 2008-02-29 00:00:00

-- DATEADD by months keeps the day; ADD_MONTHS keeps the last day of a month.
-- page: r_DATEADD_function
select dateadd(month, 1, '2008-04-30'), add_months('2008-04-30', 1), dateadd(month, 1, '2008-01-31');
--> 2008-05-30 00:00:00 | 2008-05-31 00:00:00 | 2008-02-29 00:00:00

-- The leap day: twelve months later it is the 28th, a year later the 1st of March.
-- page: r_DATEADD_function
select dateadd(month, 12, '2016-02-29'), dateadd(year, 1, '2016-02-29'), dateadd(year, 4, '2016-02-29');
--> 2017-02-28 00:00:00 | 2017-03-01 00:00:00 | 2020-02-29 00:00:00

-- DATEADD on a time goes round the clock.
-- page: r_DATEADD_function
select dateadd(hour, 8, time '13:24:55'), dateadd(hour, 12, time '13:24:55');
-- types: time, time
--> 21:24:55 | 01:24:55

-- DATEDIFF counts the boundaries that are crossed.
-- page: r_DATEDIFF_function
select datediff(year, '2008-12-31', '2009-01-01'), datediff(month, '2008-01-31', '2008-02-01'), datediff(hour, '2009-01-01 8:30:00'::timestamp, '2009-01-01 10:00:00'::timestamp);
-- types: bigint, bigint, bigint
--> 1 | 1 | 2

-- DATEDIFF in weeks and quarters, and backwards.
-- page: r_DATEDIFF_function
select datediff(week, '2009-01-01', '2009-12-31'), datediff(qtr, '1998-07-01', '2008-06-05'), datediff(day, '2008-01-10', '2008-01-01');
--> 52 | 39 | -9

-- DATEDIFF counts the Sundays between two dates as weeks.
-- page: r_DATEDIFF_function
select datediff(week, '2018-01-06', '2018-01-07'), datediff(week, '2018-01-07', '2018-01-13'), datediff(week, '2018-01-07', '2018-01-06'), datediff(week, '1969-12-27', '1969-12-28');
--> 1 | 0 | -1 | 1

-- A typed literal is what its type says before it is cast.
-- page: r_CAST_function
select date '2018-11-05'::timestamp, date '2018-11-05'::varchar;
-- types: timestamp, varchar
--> 2018-11-05 00:00:00 | '2018-11-05'

-- DATEDIFF between times.
-- page: r_DATEDIFF_function
select datediff(minute, time '20:00:00', time '21:00:00'), datediff(hour, time '20:00:00', time '15:24:45'), datediff(hour, time '00:58:00', time '15:24:45');
--> 60 | -5 | 15

-- DATE_TRUNC to every part.
-- page: r_DATE_TRUNC
select date_trunc('second', t), date_trunc('minute', t), date_trunc('hour', t), date_trunc('day', t), date_trunc('month', t), date_trunc('quarter', t), date_trunc('year', t), date_trunc('millennium', t), date_trunc('century', t)
from (select timestamp '20200430 04:05:06.789' as t) s;
--> 2020-04-30 04:05:06 | 2020-04-30 04:05:00 | 2020-04-30 04:00:00 | 2020-04-30 00:00:00 | 2020-04-01 00:00:00 | 2020-04-01 00:00:00 | 2020-01-01 00:00:00 | 2001-01-01 00:00:00 | 2001-01-01 00:00:00

-- A week begins on Monday in DATE_TRUNC; the result is a timestamp.
-- page: r_DATE_TRUNC
select date_trunc('week', timestamp '20220430 04:05:06.789'), date_trunc('week', date '2022-05-01');
-- types: timestamp, timestamp
--> 2022-04-25 00:00:00 | 2022-04-25 00:00:00

-- DATE_PART gives doubles; weeks are those of ISO 8601, the week's days begin with Sunday as 0.
-- page: r_DATE_PART_function
select date_part(minute, t), date_part(week, t), date_part(dayofweek, t), date_part(century, t), date_part(dow, date '2008-01-05'), date_part(w, timestamp '2008-06-17 09:44:54')
from (select timestamp '20220502 04:05:06.789' as t) s;
-- types: double precision, double precision, double precision, double precision, double precision, double precision
--> 5.0 | 18.0 | 1.0 | 21.0 | 6.0 | 25.0

-- EXTRACT gives whole seconds, DATE_PART the seconds with their fraction.
-- page: r_Dateparts_for_datetime_functions
create temp table seconds (micro timestamp);
insert into seconds values ('2009-09-21 11:10:03.189717');
select extract(sec from micro), date_part(sec, micro) from seconds;
--> 3 | 3.189717
select extract(ms from micro), extract(us from micro) from seconds;
--> 189 | 189717

-- A century begins with the year 1.
-- page: r_Dateparts_for_datetime_functions
select extract(century from timestamp '2000-12-16 12:21:13'), extract(century from timestamp '2001-12-16 12:21:13');
--> 20 | 21

-- Decades are counted from the year 1: the 201st is 2000 to 2009.
-- page: r_Dateparts_for_datetime_functions
select extract(decade from timestamp '1999-02-16 20:38:40'), extract(decade from timestamp '2000-02-16 20:38:40'), extract(decade from timestamp '2010-02-16 20:38:40');
--> 200 | 201 | 202

-- A millennium begins with the year 1.
-- page: r_Dateparts_for_datetime_functions
select extract(mil from timestamp '2000-12-16 12:21:13'), extract(mil from timestamp '2001-12-16 12:21:13');
--> 2 | 3

-- The epoch, and back.
-- page: r_Dateparts_for_datetime_functions
select date_part(epoch, timestamp '2008-01-01 20:00:00'), timestamp 'epoch' + 1199217600 * interval '1 second';
--> 1199217600.0 | 2008-01-01 20:00:00

-- MONTHS_BETWEEN is whole on the same day or at the ends of months, and else reckons with 31 days.
-- page: r_MONTHS_BETWEEN_function
select months_between('1969-01-18', '1969-03-18'), months_between('2014-09-30', '2014-08-31'), months_between('2008-03-16', '2008-01-01');
-- types: double precision, double precision, double precision
--> -2.0 | 1.0 | 2.4838709677419355

-- LAST_DAY and NEXT_DAY.
-- page: r_NEXT_DAY
select last_day('2004-02-10'), next_day('2014-08-20', 'Tuesday'), next_day('2014-08-26', 'tu'), next_day('2014-08-20', 'Fri');
-- types: date, date, date, date
--> 2004-02-29 | 2014-08-26 | 2014-09-02 | 2014-08-22

-- TRUNC of a timestamp is its date.
-- page: r_TRUNC
select trunc(timestamp '2008-01-25 14:30:00');
-- types: date
--> 2008-01-25

-- Interval literals, with several parts, abbreviated, as a fraction, and without a part: seconds.
-- page: r_interval_literals
select d + interval '1 second', d + interval '3 hours, 35 minutes', d + interval '52 weeks', d + interval '1w, 1h, 1m, 1s', d + interval '0.5 days', d + interval '90'
from (select date '2008-12-31' as d) s;
-- types: timestamp, timestamp, timestamp, timestamp, timestamp, timestamp
--> 2008-12-31 00:00:01 | 2008-12-31 03:35:00 | 2009-12-30 00:00:00 | 2009-01-07 01:01:01 | 2008-12-31 12:00:00 | 2008-12-31 00:01:30

-- Months subtracted from the end of a month.
-- page: r_interval_literals
select date '2023-02-15' - interval '4 months', date '2023-03-31' - interval '4 months';
--> 2022-10-15 00:00:00 | 2022-11-30 00:00:00

-- DATE_CMP and its kin: -1, 0 or 1.
-- page: r_DATE_CMP
select date_cmp('2008-01-01', '2008-01-04'), date_cmp('2008-01-04', '2008-01-04'), timestamp_cmp('2008-01-05 00:00:01', '2008-01-05 00:00:00');
-- types: integer, integer, integer
--> -1 | 0 | 1

-- CONVERT_TIMEZONE from UTC, and between two zones.
-- page: CONVERT_TIMEZONE
select convert_timezone('EST', timestamp '2008-08-21 07:23:54'), convert_timezone('EST', 'PST', timestamp '2013-03-05 03:25:11'), convert_timezone('Europe/Berlin', timestamp '2018-07-01 12:00:00');
-- types: timestamp, timestamp, timestamp
--> 2008-08-21 02:23:54 | 2013-03-05 00:25:11 | 2018-07-01 14:00:00

-- The name of a zone knows its summer time, an abbreviation does not.
-- page: CONVERT_TIMEZONE
select convert_timezone('PST', '2008-08-24 09:36:12'), convert_timezone('US/Pacific', '2008-08-24 09:36:12'), convert_timezone('EST', 'PST', '20080305 12:25:29'), convert_timezone('America/New_York', '2013-02-01 08:00:00'), convert_timezone('America/New_York', '2013-06-01 08:00:00');
--> 2008-08-24 01:36:12 | 2008-08-24 02:36:12 | 2008-03-05 09:25:29 | 2013-02-01 03:00:00 | 2013-06-01 04:00:00

-- EXTRACT gives integers, of a timestamptz doubles; also from a time.
-- page: r_EXTRACT_function
select extract(minute from timestamp '2009-09-09 12:08:43'), extract(ms from timestamp '2009-09-09 12:08:43.101'), extract(year from timestamptz '1997-12-01 07:37:16+00'), extract(ms from time '18:25:33.123456'), extract(hour from time '20:00:00');
-- types: integer, integer, double precision, integer, integer
--> 8 | 101 | 1997.0 | 123 | 20

-- AT TIME ZONE takes a timestamp to be in the zone, and shows a timestamptz in it.
-- page: r_AT_TIME_ZONE
select (timestamp '2001-02-16 20:38:40' at time zone 'MST')::varchar, timestamptz '2001-02-16 20:38:40-05' at time zone 'MST';
--> '2001-02-17 03:38:40+00' | 2001-02-16 18:38:40

-- GETDATE is a timestamp without a zone and without a fraction, SYSDATE has the fraction, CURRENT_DATE is a date.
-- page: r_GETDATE
select getdate() - getdate(), sysdate = sysdate, current_date = trunc(getdate());
select getdate(), sysdate, current_date;
-- types: timestamp, timestamp, date
select q.timestamp = sysdate from (select sysdate) q;
--> true
select date_part(ms, getdate()) - 1000 * floor(date_part(ms, getdate()) / 1000);
--> 0.0

-- The forms of a date that are read: the year first, the month first, names, no separators.
-- page: r_Date_and_time_literals
select '2008-01-01'::date, '01-08-2008'::date, '1/8/2008'::date, 'January 8, 1999'::date, 'Jan-08-1999'::date, '08-Jan-1999'::date, '20080215'::date;
--> 2008-01-01 | 2008-01-08 | 2008-01-08 | 1999-01-08 | 1999-01-08 | 1999-01-08 | 2008-02-15

-- Special dates: EPOCH.
-- page: r_Date_and_time_literals
select timestamp 'epoch';
--> 1970-01-01 00:00:00

-- Two digits of a year, six of a date, and a day of the year.
-- page: r_Date_and_time_literals
select date '01/02/00', date '12/31/99', date '080215', date '2008.366', date '16-Mar-04', date '1999.02.03';
--> 2000-01-02 | 1999-12-31 | 2008-02-15 | 2008-12-31 | 2004-03-16 | 1999-02-03

-- Times: with and without seconds, without colons, with AM and PM.
-- page: r_Date_and_time_literals
select time '04:05:06.789', time '04:05', time '040506', time '04:05 AM', time '04:05 PM', time '16:05', time '12:10 am';
-- types: time, time, time, time, time, time, time
--> 04:05:06.789000 | 04:05:00 | 04:05:06 | 04:05:00 | 16:05:00 | 16:05:00 | 00:10:00

-- A date with one of the times behind it; PM counts behind a date with the year first, too.
-- page: r_Date_and_time_literals
select timestamp '20080215 04:05:06.789', timestamp '20080215 040506', timestamp '2008-02-15 04:05 PM', timestamp '080215 16:05', timestamp '2008.046';
--> 2008-02-15 04:05:06.789000 | 2008-02-15 04:05:06 | 2008-02-15 16:05:00 | 2008-02-15 16:05:00 | 2008-02-15 00:00:00

-- The same forms in a column.
-- page: r_Date_and_time_literals
create temp table written (a varchar(40));
insert into written values ('2008-02-15 04:05 PM'), ('1/2/99'), (null), ('Feb 3, 2001 11:12'), ('20010203');
select a::timestamp, a::date from written order by 1;
--> 1999-01-02 00:00:00 | 1999-01-02
--> 2001-02-03 00:00:00 | 2001-02-03
--> 2001-02-03 11:12:00 | 2001-02-03
--> 2008-02-15 16:05:00 | 2008-02-15
--> null | null

-- now, today, tomorrow and yesterday.
-- page: r_Date_and_time_literals
select 'today'::date = current_date, date 'tomorrow' - date 'yesterday', timestamp 'now' = sysdate, dateadd(day, 1, 'today') = 'tomorrow'::timestamp;
--> true | 2 | true | true

-- A zone counts in a timestamptz and is left out of a timestamp.
-- page: r_Datetime_types
select timestamptz '17 Dec 07:37:16 1997 PST' = '1997-12-17 15:37:16+00', timestamptz '12/17/1997 07:37:16.00 US/Pacific' = '1997-12-17 07:37:16-08', timestamptz '17.12.1997 07:37:16.00 PST' = '1997-12-17 15:37:16', timestamp 'Jun 1,2008  09:59:59 EST';
--> true | true | true | 2008-06-01 09:59:59

-- A Julian day.
-- page: automatic-recognition
select cast('J2345678 04:05:06.789' as timestamp), cast('J2345678' as date);
--> 1710-02-23 04:05:06.789000 | 1710-02-23

-- A TIMETZ is kept in UTC, and DATEDIFF and DATEADD reckon in UTC.
-- page: r_DATEDIFF_function
create temp table shifts (v timetz);
insert into shifts values ('20:00:00 PST'), ('00:00:00.5550'), ('00:58:00 EST');
select v::varchar, datediff(hours, timetz '20:00:00 PST', v), dateadd(minute, 5, v)::varchar, date '2000-01-01' + v = '2000-01-01 04:00:00+00' from shifts order by 1;
--> '00:00:00.555+00' | -4 | '00:05:00.555+00' | false
--> '04:00:00+00' | 0 | '04:05:00+00' | true
--> '05:58:00+00' | 1 | '06:03:00+00' | false

-- A date and a TIMETZ are a TIMESTAMPTZ.
-- page: r_DATE-CONCATENATE_function
select date '2000-01-01' + timetz '20:00:00 PST' = timestamptz '2000-01-02 04:00:00+00', date '2000-01-01' + time '20:00', time '20:00' + date '2000-01-01';
-- types: boolean, timestamp, timestamp
--> true | 2000-01-01 20:00:00 | 2000-01-01 20:00:00

-- A literal of type TIMETZ keeps its zone until something is reckoned with it.
-- page: r_EXTRACT_function
select extract(timezone_hour from timetz '1.12.1997 07:37:16.00 PDT'), extract(ms from timetz '18:25:33.123456 EST'), extract(year from timestamptz '1.12.1997 07:37:16.00 PST');
-- types: integer, integer, double precision
--> -7 | 123 | 1997.0

-- DATEDIFF crosses into a century and a millennium with their first year.
-- page: r_Dateparts_for_datetime_functions
select datediff(century, '2000-12-31', '2001-01-01'), datediff(century, '1999-12-31', '2000-01-01'), datediff(mil, '2000-12-31', '2001-01-01'), datediff(decade, '1999-12-31', '2000-01-01');
--> 1 | 0 | 1 | 1

-- A time has no days.
-- page: r_DATEADD_function
select dateadd(day, 1, time '10:00:00');
--> error

-- DATE_PART_YEAR.
-- page: r_DATE_PART_YEAR
select date_part_year(date '20220502'), date_part_year(null);
-- types: integer, integer
--> 2022 | null

-- Comparisons of dates with timestamps with and without a zone, and of intervals.
-- page: r_TIMESTAMPTZ_CMP
select date_cmp_timestamptz('2008-06-18', '2008-06-18 00:00:00+01'), timestamp_cmp_timestamptz('2008-01-24 06:43:29', '2008-02-18 02:36:48+00'), timestamptz_cmp('2008-01-24 06:43:29+00', null), timestamptz_cmp_date('2008-06-18 00:00+00', '2008-06-18'), timestamptz_cmp_timestamp('2008-06-18 10:00+00', '2008-06-18 09:00'), interval_cmp('3 days', '1 year'), interval_cmp('7 days', '1 week');
-- types: integer, integer, integer, integer, integer, integer, integer
--> 1 | -1 | null | 0 | 1 | -1 | 0

-- TIMEOFDAY is text.
-- page: r_TIMEOFDAY_function
select timeofday() similar to '(Mon|Tue|Wed|Thu|Fri|Sat|Sun) [A-Z][a-z]{2} [0-9]{2} [0-9:.]{15} [0-9]{4} UTC';
--> true

-- GETDATE goes on within a transaction, SYSDATE stands still.
-- page: Date_functions_header
create temp table watch as select timeofday() as began, sysdate as stood;
select timeofday() > began, sysdate = stood from watch;
--> true | true

-- Zones as POSIX writes them: hours west of Greenwich.
-- page: CONVERT_TIMEZONE
select convert_timezone('GMT', 'NEWZONE +2', '2014-05-17 12:00:00'), convert_timezone('GMT', 'NEWZONE-2:15', '2014-05-17 12:00:00'), convert_timezone('GMT', 'America/Los_Angeles+2', '2014-05-17 12:00:00'), convert_timezone('GMT', 'GMT+2', '2014-05-17 12:00:00'), convert_timezone('GMT', 'PST8', '2014-05-17 12:00:00');
--> 2014-05-17 10:00:00 | 2014-05-17 14:15:00 | 2014-05-17 10:00:00 | 2014-05-17 10:00:00 | 2014-05-17 04:00:00

-- The shortest names of weekdays.
-- page: r_NEXT_DAY
select next_day('2014-08-20', 'M'), next_day('2014-08-20', 'w'), next_day('2014-08-20', 'F');
--> 2014-08-25 | 2014-08-27 | 2014-08-22

-- Days are added to a date as numbers of any size, and taken from it.
-- page: r_DATEADD_function
select d + n, d - n, n + d, d - date '2008-01-01' from (select date '2008-01-05' as d, 3::bigint as n) s;
-- types: date, date, date, integer
--> 2008-01-08 | 2008-01-02 | 2008-01-08 | 4

-- The difference of two timestamps has days and, apart, hours.
-- page: r_EXTRACT_function
select extract(day from b - a), extract(hour from b - a), extract(epoch from b - a), extract(day from interval '50 hours'), extract(hour from interval '50 hours') from (select timestamp '2008-01-01 10:00' as a, timestamp '2008-01-03 12:00' as b) s;
--> 2 | 2 | 180000 | 2 | 2

-- A day that doesn't exist is refused.
-- page: r_Date_and_time_literals
select '2008-02-30'::date;
--> error

-- A date is compared with text as a date.
-- page: c_Supported_data_types
create temp table day (d date);
insert into day values ('2008-09-01'), ('2008-10-01');
select d from day where d > '2008-09-15' and d <= 'October 1, 2008';
--> 2008-10-01

-- DATEADD adds a whole number of parts.
-- page: r_DATEADD_function
select dateadd(day, 1.7, date '2008-01-01');
--> error
