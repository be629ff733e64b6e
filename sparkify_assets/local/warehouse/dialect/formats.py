"""Format patterns of to_char, to_date and to_timestamp, compiled to DuckDB's.

Here: patterns that are literals, read once. Not here: the functions that take them (`dates`). Rules:
`r_FORMAT_strings` and `r_Numeric_formating` of the developer guide.
"""

from __future__ import annotations

import re

from sparkify_assets.local.warehouse.errors import unsupported

# Redshift's field -> strftime's. Upper case is the pattern's usual spelling; names of months and days are apart.
_STRFTIME = {
    "YYYY": "%Y", "YY": "%y", "IYYY": "%G", "MM": "%m", "DD": "%d", "DDD": "%j", "IW": "%V", "HH24": "%H",
    "HH12": "%I", "HH": "%I", "MI": "%M", "SS": "%S", "MS": "%g", "US": "%f",
}  # fmt: skip
_UNPADDED = {
    "MM": "%-m",
    "DD": "%-d",
    "DDD": "%-j",
    "HH24": "%-H",
    "HH12": "%-I",
    "HH": "%-I",
    "MI": "%-M",
    "SS": "%-S",
}
# Fields that strftime lacks, as DuckDB expressions over `{x}`; the number is the width of the zero padding.
_COMPUTED = {
    "Q": ("quarter({x})", 1), "WW": ("(dayofyear({x}) - 1) // 7 + 1", 2), "W": ("(day({x}) - 1) // 7 + 1", 1),
    "D": ("dayofweek({x}) + 1", 1), "ID": ("isodow({x})", 1), "CC": ("(year({x}) + 99) // 100", 2),
    "J": ("CAST(julian({x}) AS BIGINT)", 7), "Y": ("year({x}) % 10", 1), "YYY": ("year({x}) % 1000", 3),
    "SSSS": ("CAST(epoch({x}) AS BIGINT) % 86400", 1),
}  # fmt: skip
_NAMES = {"MONTH": ("%B", 9), "MON": ("%b", 0), "DAY": ("%A", 9), "DY": ("%a", 0)}
_HALF_DAYS = {"AM", "PM", "A.M.", "P.M."}
_FIELD = re.compile(
    r'"([^"]*)"|(FM)|(SSSS|IYYY|YYYY|YYY|MONTH|HH24|HH12|A\.M\.|P\.M\.|MON|DDD|DAY|AM|PM|CC|DD|DY|HH|ID|IW|MI|MM|MS'
    r"|SS|US|WW|YY|D|J|Q|W|Y|TH|TZ|OF|RM|BC|AD)|(.)",
    re.IGNORECASE | re.DOTALL,
)


def to_char(pattern: str) -> str:
    """A DuckDB expression over `{x}`, a timestamp, that prints it as the pattern says."""
    parts: list[str] = []
    run: list[str] = []  # what one strftime can print together
    fill = True
    for quoted, modifier, field, other in _FIELD.findall(pattern):
        if modifier:
            fill = False
            continue
        if field and field.upper() not in _STRFTIME:
            _flush(run, parts)
            parts.append(_field(field, fill))
        else:
            run.append(_in_run(field, quoted or other, fill))
        fill = True
    _flush(run, parts)
    return " || ".join(parts) or "''"


def _in_run(field: str, plain: str, fill: bool) -> str:
    if not field:
        return plain.replace("%", "%%")
    key = field.upper()
    return _STRFTIME[key] if fill else _UNPADDED.get(key, _STRFTIME[key])


def _flush(run: list[str], parts: list[str]) -> None:
    if run:
        quoted = "".join(run).replace("'", "''")
        parts.append(f"strftime({{x}}, '{quoted}')")
        run.clear()


def _field(field: str, fill: bool) -> str:
    key = field.upper()
    if key in _NAMES:
        code, width = _NAMES[key]
        name = _cased(f"strftime({{x}}, '{code}')", field)
        return f"rpad({name}, {width}, ' ')" if fill and width else name
    if key in _HALF_DAYS:
        dotted = "replace(strftime({x}, '%p'), 'M', '.M.')" if "." in key else "strftime({x}, '%p')"
        return f"lower({dotted})" if field[0].islower() else dotted
    if key in _COMPUTED:
        expression, width = _COMPUTED[key]
        digits = f"CAST({expression} AS VARCHAR)"
        return f"lpad({digits}, {width}, '0')" if fill and width > 1 else digits
    raise unsupported(f"the date pattern {field}")


def _cased(expression: str, field: str) -> str:
    if field.isupper():
        return f"upper({expression})"
    return f"lower({expression})" if field.islower() else expression


def to_strptime(pattern: str) -> str:
    """The strptime format that reads what the pattern describes."""
    codes = dict(_STRFTIME) | {"MONTH": "%B", "MON": "%b", "DAY": "%A", "DY": "%a", "AM": "%p", "PM": "%p", "OF": "%z"}
    parts = []
    for quoted, modifier, field, other in _FIELD.findall(pattern):
        if field and field.upper() not in codes:
            raise unsupported(f"the date pattern {field} in a string that is read")
        if not modifier:
            parts.append(codes[field.upper()] if field else (quoted or other).replace("%", "%%"))
    return "".join(parts)


def check_number_pattern(pattern: str) -> str:
    """The pattern of to_char over a number, refused if it has a part that the printing function doesn't know."""
    if not re.fullmatch(r"(FM)?[L$]?(S|SG|MI)?[09][09,G]*([.D][09]+)?(S|SG|MI)?", pattern.upper()):
        raise unsupported(f"the number pattern {pattern}")
    return pattern
