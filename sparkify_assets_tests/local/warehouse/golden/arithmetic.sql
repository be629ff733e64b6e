-- Operators on integers, decimals and floats: result types, precision and scale, rounding, overflow.

-- Division of integers cuts the fraction off, towards zero.
-- page: r_numeric_computations201
select 7 / 2, -7 / 2, 7 % 3, -7 % 3;
-- types: integer, integer, integer, integer
--> 3 | -3 | 1 | -1

-- Integers of two sizes give the larger one.
-- page: r_numeric_computations201
select 1::smallint + 1::smallint, 1::smallint * 2, 1 - 3::bigint, 9::bigint / 2::smallint;
-- types: smallint, integer, bigint, bigint
--> 2 | 2 | -2 | 4

-- An integer beside a decimal gives a decimal, beside a float a double.
-- page: r_numeric_computations201
select 1 + 1.5::decimal(3,1), 1 + 1.5::float8, 1::smallint * 2.0::float4;
-- types: numeric, double precision, double precision
--> 2.5 | 2.5 | 2.0

-- Two reals stay real; a real beside a double or a decimal gives a double.
-- page: r_numeric_computations201
select 1.5::real + 0.25::real, 1.5::real * 2::float8, 1.5::real + 2.5::decimal(3,1);
-- types: real, double precision, double precision
--> 1.75 | 3.0 | 4.0

-- Addition and subtraction keep the larger scale and gain one digit.
-- page: r_numeric_computations201
select 1.25::decimal(8,2) + 1.5::decimal(5,1), 1.25::decimal(8,2) - 1.125::decimal(10,3);
-- types: numeric(9,2), numeric(11,3)
--> 2.75 | 0.125

-- Multiplication adds the scales.
-- page: r_numeric_computations201
select 1.25::decimal(8,2) * 0.5::decimal(5,1), 2.50::decimal(8,2) * 3::smallint;
-- types: numeric(14,3), numeric(14,2)
--> 0.625 | 7.50

-- The guide's example of a division: decimal(8,2) by decimal(8,2) is decimal(17,9).
-- page: r_numeric_computations201
select 10.00::decimal(8,2) / 3.00::decimal(8,2);
-- types: numeric(17,9)
--> 3.333333333

-- A smallint beside decimal(8,2) counts as decimal(5,0), an integer as decimal(10,0), a bigint as decimal(19,0).
-- page: r_numeric_computations201
select 1.50::decimal(8,2) + 1::smallint, 1.50::decimal(8,2) + 1::int, 1.50::decimal(8,2) + 1::bigint;
-- types: numeric(9,2), numeric(13,2), numeric(22,2)
--> 2.50 | 2.50 | 2.50

-- A precision beyond 38 is cut to 38; the scale of a product is the sum of the scales, that of a sum the larger one.
-- page: r_numeric_computations201
select 1.5::decimal(30,10) * 1.5::decimal(20,10), 1.5::decimal(38,10) + 1::decimal(38,2);
-- types: numeric(38,20), numeric(38,10)
--> 2.25000000000000000000 | 2.5000000000

-- So that it is relatively easy to multiply into an overflow.
-- page: r_numeric_computations201
select 1::decimal(38,19) * 2::decimal(38,19);
--> error

-- A quotient of more than 38 digits gives up places, down to 4.
-- page: r_numeric_computations201
select 1::decimal(30,2) / 3::decimal(10,2), 1::decimal(38,10) / 3::decimal(38,10);
-- types: numeric(38,8), numeric(38,4)
--> 0.33333333 | 0.3333

-- Division by zero is an error for integers, decimals and floats.
-- page: r_numeric_computations201
select 1 / 0;
--> error 22012

-- Division of decimals by zero.
-- page: r_numeric_computations201
select 1.5 / 0.0;
--> error 22012

-- Division of floats by zero.
-- page: r_numeric_computations201
select 1::float8 / 0::float8;
--> error 22012

-- The remainder of a division by zero.
-- page: r_numeric_computations201
select 5 % 0;
--> error 22012

-- An integer that leaves its range is an error, not a wider type.
-- page: r_numeric_computations201
select 2147483647 + 1;
--> error

-- A bigint that leaves its range is an error.
-- page: r_numeric_computations201
select 9223372036854775807 + 1;
--> error

-- A smallint that leaves its range is an error.
-- page: r_numeric_computations201
select 200::smallint * 200::smallint;
--> error

-- The percentage of a price: the scales add up.
-- page: r_OPERATOR_SYMBOLS
create temp table sale (price decimal(8,2));
insert into sale values (187.00);
select price, price * 0.5::decimal(2,1) as half, price + 2.00 from sale;
--> 187.00 | 93.500 | 189.00

-- The circumflex raises to a power, and gives a double.
-- page: r_OPERATOR_SYMBOLS
select 2 ^ 10, 2 ^ 0.5;
-- types: double precision, double precision
--> 1024.0 | 1.4142135623730951

-- Square root and cube root have operators.
-- page: r_OPERATOR_SYMBOLS
select |/ 25, ||/ 8;
--> 5.0 | 2.0

-- MOD takes the type of its arguments.
-- page: r_MOD
select mod(10, 4), mod(-7, 4), mod(10.5, 4), mod(16::smallint, 5::smallint);
-- types: integer, integer, numeric, smallint
--> 2 | -3 | 2.5 | 1

-- A cast binds before the operator beside it.
-- page: r_CAST_function
select mod(cast(16.4 as integer), 5), 7 / 2::float8, (7 / 2)::float8;
--> 1 | 3.5 | 3.0

-- ROUND goes to whole numbers, to places, and to tens.
-- page: r_ROUND
create temp table sale (commission decimal(8,2));
insert into sale values (28.05), (-28.05);
select round(commission), round(commission, 1), round(commission, -1) from sale order by commission desc;
--> 28 | 28.1 | 30
--> -28 | -28.1 | -30

-- ROUND returns the type it is given.
-- page: r_ROUND
select round(2.5), round(-2.5), round(2.4::float8), round(7);
--> 3 | -3 | 2.0 | 7

-- TRUNC cuts the digits off, in either direction.
-- page: r_TRUNC
create temp table sale (commission decimal(8,2));
insert into sale values (111.15), (-111.19);
select trunc(commission), trunc(commission, 1), trunc(commission, -1) from sale order by commission desc;
--> 111 | 111.1 | 110
--> -111 | -111.1 | -110

-- CEILING and FLOOR.
-- page: r_CEILING_FLOOR
select ceiling(28.05), ceil(-28.05), floor(28.05), floor(-28.05);
--> 29 | -28 | 28 | -29

-- The sign of a number, and its absolute value.
-- page: r_SIGN
select sign(-27.5), sign(0.0), sign(8::float8), abs(-38), abs(-1.5);
-- types: numeric(1,0), numeric(1,0), double precision, integer, numeric
--> -1 | 0 | 1.0 | 38 | 1.5

-- LOG is the base 10 logarithm, LN the natural one.
-- page: r_LOG
select log(100), ln(1), dlog10(1000), dlog1(1), exp(0);
-- types: double precision, double precision, double precision, double precision, double precision
--> 2.0 | 0.0 | 3.0 | 0.0 | 1.0

-- POWER and SQRT give doubles.
-- page: r_POWER
select power(2, 3), pow(9, 0.5), sqrt(16), cbrt(8);
-- types: double precision, double precision, double precision, double precision
--> 8.0 | 3.0 | 4.0 | 2.0

-- A number written with a fraction is a decimal; with an exponent it is a double.
-- page: r_numeric_literals201
select 1.50, 3000, 3000000000, 4.2e2;
-- types: numeric(3,2), integer, bigint, double precision
--> 1.50 | 3000 | 3000000000 | 420.0

-- Bits: and, or, shift.
-- page: r_OPERATOR_SYMBOLS
select 91 & 15, 32 | 3, 1 << 4, 8 >> 2;
--> 11 | 35 | 16 | 2

-- A float that leaves its range is an error too.
-- page: r_numeric_computations201
create temp table large (f float8);
insert into large values (1e308);
select f * 10 from large;
--> error

-- A minus sign belongs to the number.
-- page: r_numeric_literals201
select -2147483648, -9223372036854775808, -37.;
-- types: integer, bigint, numeric
--> -2147483648 | -9223372036854775808 | -37

-- The absolute value has an operator.
-- page: r_OPERATOR_SYMBOLS
select @ -5.0, @ -5, 2 + @ -3;
-- types: numeric, integer, integer
--> 5.0 | 5 | 5

-- LOG takes a base.
-- page: r_LOG
select log(2, 100), log(10, 1000), log(100);
-- types: double precision, double precision, double precision
--> 6.643856189774725 | 3.0 | 2.0

-- MOD of an integer beside another integer type is an integer; a string literal takes the other's type.
-- page: r_MOD
select mod(7::bigint, 3), mod(7::bigint, 3::bigint), mod('7', 4), mod(null, 2), mod(1 + 6, 2 + 2);
-- types: integer, bigint, integer, integer, integer
--> 1 | 1 | 3 | null | 3

-- A string is implicitly a number.
-- page: r_SQRT
select sqrt('16'), abs('-3'), ceil('1.2'), sign('-2'), power('2', 3);
-- types: double precision, double precision, double precision, double precision, double precision
--> 4.0 | 3.0 | 2.0 | -1.0 | 8.0

-- A root of a negative number is none.
-- page: r_SQRT
select sqrt(-4);
--> error

-- Nor has zero a logarithm.
-- page: r_LN
select ln(0);
--> error

-- A power that leaves the range of a double is an error.
-- page: r_POWER
select power(10, 400);
--> error

-- Integers are rounded and cut to tens exactly.
-- page: r_ROUND
select round(15, -1), round(1249, -2), trunc(19, -1), trunc(9007199254740993, 1), round(7, 2);
-- types: integer, integer, integer, bigint, integer
--> 20 | 1200 | 10 | 9007199254740993 | 7

-- A number of a date is none.
-- page: r_ABS
select abs(date '2008-01-01');
--> error 42883

-- Checked arithmetic may stand in a window.
-- page: r_WF_ROW_NUMBER
create temp table t (f float8, v varchar(5));
insert into t values (1.5, '12'), (2.5, '7');
select f, row_number() over (partition by sqrt(f) order by f / 2, v::float8, abs(f - 2)), rank() over (order by v::integer) from t order by f;
--> 1.5 | 1 | 2
--> 2.5 | 1 | 1

-- The number sign is the exclusive or of bits, as weak as the other operators on bits.
-- page: r_compound_expressions
select 5 # 3, 17 # 5 & 1, 1 + 1 # 1;
-- types: integer, integer, integer
--> 6 | 0 | 3

-- Alternatives of several decimals have the larger scale, at any precision.
-- page: r_numeric_computations201
select coalesce(1.123456::decimal(38,6), 1.5::decimal(38,2)), nvl(null::decimal(7,2), 1.125::decimal(15,3));
-- types: numeric(38,6), numeric(15,3)
--> 1.123456 | 1.125
select 1.5::decimal(38,2) union all select 1.123456::decimal(38,6) order by 1;
-- types: numeric(38,6)
--> 1.123456
--> 1.500000

-- A product has the digits of both factors.
-- page: r_numeric_computations201
create temp table coin (amount decimal(18,8), rate decimal(18,8), pieces int);
insert into coin values (1234567.5, 1.5, 2000000000);
select amount * rate, amount * pieces, sum(amount * rate) from coin group by 1, 2;
-- types: numeric(37,16), numeric(29,8), numeric(38,16)
--> 1851851.2500000000000000 | 2469135000000000.00000000 | 1851851.2500000000000000

-- A decimal of more than 38 digits is an overflow, in numbers without a fraction too.
-- page: r_numeric_computations201
select 99999999999999999999999999999999999999 + 1;
--> error

-- An overflow on the way is one, whatever comes after it.
-- page: r_numeric_computations201
select 1e308::float8 * 10 * 0;
--> error
select 1 + (1e308::float8 * 10 - 1e308::float8 * 10);
--> error
