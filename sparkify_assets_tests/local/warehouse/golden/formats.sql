-- TO_CHAR, TO_DATE, TO_TIMESTAMP, TO_NUMBER.

-- Names of months are padded to nine characters, those of days in short are not.
-- page: r_TO_CHAR
select to_char(timestamp '2009-12-31 23:15:59', 'MONTH-DY-DD-YYYY HH12:MIPM');
-- types: varchar
--> 'DECEMBER -THU-31-2009 11:15PM'

-- Parts of a timestamp.
-- page: r_TO_CHAR
select to_char(t, 'DDD'), to_char(t, 'HH24:MI:SS'), to_char(t, 'MON-DD-YYYY HH12:MIPM'), to_char(t, 'cc'), to_char(t, 'Q'), to_char(t, 'IW'), to_char(timestamp '2022-05-16 23:15:59', 'ID')
from (select timestamp '2009-12-31 23:15:59' as t) s;
--> '365' | '23:15:59' | 'DEC-31-2009 11:15PM' | '21' | '4' | '53' | '1'

-- The pattern's case is the name's case; FM takes the padding away.
-- page: r_FORMAT_strings
select to_char(d, 'Month|'), to_char(d, 'month|'), to_char(d, 'FMMonth|'), to_char(d, 'Day|'), to_char(d, 'dy|Dy|DY'), to_char(d, 'FMDD'), to_char(d, 'D')
from (select date '2018-11-04' as d) s;
--> 'November |' | 'november |' | 'November|' | 'Sunday   |' | 'sun|Sun|SUN' | '4' | '1'

-- The name of the month of a date.
-- page: r_TO_CHAR
select to_char(date '2009-12-31', 'MONTH');
--> 'DECEMBER '

-- Milliseconds, microseconds, seconds since midnight.
-- page: r_FORMAT_strings
select to_char(t, 'MS'), to_char(t, 'US'), to_char(t, 'SSSS'), to_char(t, 'AM'), to_char(t, 'YY'), to_char(t, 'WW')
from (select timestamp '2018-11-01 01:00:00.123456' as t) s;
--> '123' | '123456' | '3600' | 'AM' | '18' | '44'

-- A number's sign at the end.
-- page: r_TO_CHAR
select to_char(-125.8, '999D99S'), to_char(125.8, '999D99S'), to_char(125.8, '999D99');
--> '125.80-' | '125.80+' | ' 125.80'

-- A currency sign stands before the padding.
-- page: r_TO_CHAR
select to_char(618.80, 'l99999D99'), to_char(64.60, 'l99999D99');
--> '$   618.80' | '$    64.60'

-- What has no place in the pattern is rounded; SG puts the sign where it stands.
-- page: r_Numeric_formating
select to_char(100.5, '999'), to_char(101.5, '999'), to_char(-0.125, '0.99'), to_char(-5, 'SG999'), to_char(5, 'SG999');
--> ' 101' | ' 102' | '-0.13' | '-  5' | '+  5'

-- Zeros instead of blanks, groups of digits, and a number too large for its pattern.
-- page: r_Numeric_formating
select to_char(12, '00999'), to_char(1234567, '9,999,999'), to_char(1234, '999'), to_char(-12, '999'), to_char(12, 'FM999');
--> ' 00012' | ' 1,234,567' | ' ###' | ' -12' | '12'

-- Angle brackets around a negative number, a plus sign, an ordinal number and a Roman one.
-- page: r_Numeric_formating
select to_char(-5, '99PR'), to_char(5, '99PL'), to_char(-5, '99PL'), to_char(3, 'FM99th'), to_char(-3, 'FM99th'), to_char(9, 'FMRN');
--> ' <5>' | '  5+' | ' -5 ' | '3rd' | '-3' | 'IX'

-- The month as a Roman number.
-- page: r_FORMAT_strings
select to_char(date '2018-11-05', 'RM'), to_char(date '2018-04-05', 'FMrm');
--> 'XI  ' | 'iv'

-- TO_DATE reads by the pattern.
-- page: r_TO_DATE_function
select to_date('02 Oct 2001', 'DD Mon YYYY'), to_date('2018/11/05', 'YYYY/MM/DD');
-- types: date, date
--> 2001-10-02 | 2018-11-05

-- TO_DATE counts on from the last day of a month unless it is told to be strict.
-- page: r_TO_DATE_function
select to_date('20010631', 'YYYYMMDD', false), to_date('20010631', 'YYYYMMDD');
--> 2001-07-01 | 2001-07-01

-- TO_TIMESTAMP counts on from midnight, and leaves out what stands behind the pattern.
-- page: r_TO_TIMESTAMP
select to_timestamp('2011-12-18 24:38:15', 'YYYY-MM-DD HH24:MI:SS');
--> 2011-12-19 00:38:15+00:00
select to_timestamp(timestamp '2021-04-05 19:27:53.281812', 'YYYY-MM-DD HH24:MI:SS');
--> 2021-04-05 19:27:53+00:00

-- TO_DATE refuses a day that doesn't exist if it is told to be strict.
-- page: r_TO_DATE_function
select to_date('20010631', 'YYYYMMDD', true);
--> error

-- TO_TIMESTAMP gives a timestamptz.
-- page: r_TO_TIMESTAMP
select to_timestamp('2021-04-05 19:27:53', 'YYYY-MM-DD HH24:MI:SS')::varchar, to_timestamp('05 Apr 2021', 'DD Mon YYYY');
-- types: varchar, timestamptz
--> '2021-04-05 19:27:53+00' | 2021-04-05 00:00:00+00:00

-- TO_TIMESTAMP refuses an hour beyond the day if it is told to be strict.
-- page: r_TO_TIMESTAMP
select to_timestamp('2011-12-18 24:38:15', 'YYYY-MM-DD HH24:MI:SS', true);
--> error

-- TO_NUMBER reads by the pattern.
-- page: r_TO_NUMBER
select to_number('12,454.8-', '99G999D9S'), to_number('12.345', '99D999');
--> -12454.8 | 12.345

-- Every year of a pattern, and the eras.
-- page: r_FORMAT_strings
select to_char(t, 'YYYY YYY YY Y'), to_char(t, 'Y,YYY'), to_char(t, 'IYYY IYY IY I'), to_char(t, 'AD bc A.D. b.c.'), to_char(t, 'IDDD DDD')
from (select timestamp '2010-01-02 03:04:05' as t) s;
--> '2010 010 10 0' | '2,010' | '2009 009 09 9' | 'AD ad A.D. a.d.' | '370 002'

-- The session's time zone is UTC.
-- page: r_TO_CHAR
select to_char(timestamp '2008-01-25 14:30:00', 'HH12:MI:SS TZ'), to_char(timestamptz '2008-01-25 14:30:00+01', 'HH24:MI tz OF');
--> '02:30:00 UTC' | '13:30 utc +00'

-- TO_NUMBER refuses what doesn't fit its pattern.
-- page: r_TO_NUMBER
select to_number('12.345', '99D9');
--> error

-- TO_NUMBER reads signs, and group commas where the pattern has them.
-- page: r_TO_NUMBER
select to_number('-12', 'S99'), to_number('1,234.5', '9,999.9'), to_number('7+', '9S'), to_number(null, '9');
-- types: numeric(2,0), numeric(5,1), numeric(1,0), numeric(1,0)
--> -12 | 1234.5 | 7 | null

-- A time zone is not read.
-- page: r_TO_TIMESTAMP
select to_timestamp('2011-12-18 10:38:15+02', 'YYYY-MM-DD HH24:MI:SSOF');
--> error

-- The Julian day begins at midnight, whatever the time is.
-- page: r_FORMAT_strings
select to_char(timestamp '2009-12-31 23:15:59', 'J'), to_char(timestamp '2009-12-31', 'J');
--> '2455197' | '2455197'

-- TO_CHAR knows no DECIMAL of 128 bits.
-- page: r_TO_CHAR
select to_char(1.5::decimal(19,1), '9.9');
--> ' 1.5'
select to_char(1.5::decimal(20,1), '9.9');
--> error
