"""Format patterns of to_char, to_date, to_timestamp and to_number, compiled to DuckDB's.

Here: patterns that are literals, read once. Not here: the functions that take them (`dates`, `strings`). Rules:
`r_FORMAT_strings` and `r_Numeric_formating` of the developer guide.
"""

from __future__ import annotations

import re

from sparkify_assets.local.warehouse.errors import unsupported
from sparkify_assets.local.warehouse.functions import NUMBER_PATTERN

# Redshift's field -> strftime's. Upper case is the pattern's usual spelling; names of months and days are apart.
_STRFTIME = {
    "YYYY": "%Y", "YY": "%y", "IYYY": "%G", "MM": "%m", "DD": "%d", "DDD": "%j", "IW": "%V", "HH24": "%H",
    "HH12": "%I", "HH": "%I", "MI": "%M", "SS": "%S", "MS": "%g", "US": "%f",
}  # fmt: skip
_PADDED_BY_ZEROS = {"MM", "DD", "DDD", "HH24", "HH12", "HH", "MI", "SS"}
# Fields that strftime lacks, as DuckDB expressions over `{x}`; the number is the width of the zero padding.
_COMPUTED = {
    "Q": ("quarter({x})", 1), "WW": ("(dayofyear({x}) - 1) // 7 + 1", 2), "W": ("(day({x}) - 1) // 7 + 1", 1),
    "D": ("dayofweek({x}) + 1", 1), "ID": ("isodow({x})", 1), "CC": ("(year({x}) + 99) // 100", 2),
    "J": ("CAST(floor(julian({x})) AS BIGINT)", 7), "Y": ("year({x}) % 10", 1), "YYY": ("year({x}) % 1000", 3),
    "IYY": ("isoyear({x}) % 1000", 3), "IY": ("isoyear({x}) % 100", 2), "I": ("isoyear({x}) % 10", 1),
    "IDDD": ("(weekofyear({x}) - 1) * 7 + isodow({x})", 3), "SSSS": ("CAST(epoch({x}) AS BIGINT) % 86400", 1),
}  # fmt: skip
# Fields in the case of the pattern, and the width that a name is padded to. The session's time zone is UTC.
_HALF_DAY, _ERA = "strftime({x}, '%p')", "CASE WHEN year({x}) > 0 THEN 'AD' ELSE 'BC' END"
_WORDS = {
    "MONTH": ("strftime({x}, '%B')", 9), "MON": ("strftime({x}, '%b')", 0), "DAY": ("strftime({x}, '%A')", 9),
    "DY": ("strftime({x}, '%a')", 0), "AM": (_HALF_DAY, 0), "PM": (_HALF_DAY, 0),
    "A.M.": (f"replace({_HALF_DAY}, 'M', '.M.')", 0), "P.M.": (f"replace({_HALF_DAY}, 'M', '.M.')", 0),
    "AD": (_ERA, 0), "BC": (_ERA, 0), "A.D.": (f"replace({_ERA}, 'AD', 'A.D.')", 0),
    "B.C.": (f"replace({_ERA}, 'AD', 'A.D.')", 0), "TZ": ("'UTC'", 0), "OF": ("'+00'", 0),
    "Y,YYY": ("format('{:,}', year({x}))", 0),
    "RM": ("['I', 'II', 'III', 'IV', 'V', 'VI', 'VII', 'VIII', 'IX', 'X', 'XI', 'XII'][month({x})]", 4),
}  # fmt: skip
_NOT_KNOWN = ("TH",)
_FIELD = re.compile(
    r'"([^"]*)"|(FM)|('
    + "|".join(map(re.escape, sorted({*_STRFTIME, *_COMPUTED, *_WORDS, *_NOT_KNOWN}, key=len, reverse=True)))
    + ")|(.)",
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
        key = field.upper()
        if key in _STRFTIME:
            code = _STRFTIME[key]
            run.append(code if fill or key not in _PADDED_BY_ZEROS else code.replace("%", "%-"))
        elif field:
            _flush(run, parts)
            parts.append(_field(field, fill))
        else:
            run.append((quoted or other).replace("%", "%%"))
        fill = True
    _flush(run, parts)
    return " || ".join(parts) or "''"


def _flush(run: list[str], parts: list[str]) -> None:
    if run:
        quoted = "".join(run).replace("'", "''")
        parts.append(f"strftime({{x}}, '{quoted}')")
        run.clear()


def _field(field: str, fill: bool) -> str:
    key = field.upper()
    if key in _WORDS:
        expression, width = _WORDS[key]
        word = f"upper({expression})" if field.isupper() else f"lower({expression})" if field.islower() else expression
        return f"rpad({word}, {width}, ' ')" if fill and width else word
    if key in _COMPUTED:
        expression, width = _COMPUTED[key]
        digits = f"CAST({expression} AS VARCHAR)"
        return f"lpad({digits}, {width}, '0')" if fill and width > 1 else digits
    raise unsupported(f"the date pattern {field}")


def to_strptime(pattern: str) -> str:
    """The strptime format that reads what the pattern describes; a year has to be in it."""
    codes = _STRFTIME | {"MONTH": "%B", "MON": "%b", "DAY": "%A", "DY": "%a", "AM": "%p", "PM": "%p"}
    parts = []
    for quoted, modifier, field, other in _FIELD.findall(pattern):
        if field and field.upper() not in codes:
            raise unsupported(f"the date pattern {field} in a string that is read")
        if not modifier:
            parts.append(codes[field.upper()] if field else (quoted or other).replace("%", "%%"))
    if not {"%Y", "%y", "%G"} & set(parts):
        raise unsupported(f"the date pattern {pattern}, which reads no year,")
    return "".join(parts)


def check_number_pattern(pattern: str) -> str:
    """The pattern of to_char over a number, refused if it has a part that the printing function doesn't know."""
    found = NUMBER_PATTERN.fullmatch(pattern)
    if found is None or (found["before"] and found["after"]):
        raise unsupported(f"the number pattern {pattern}")
    return found.group()


def to_read_number(pattern: str) -> tuple[str, int, int]:
    """The regular expression of the strings that a pattern of to_number reads, their precision and their scale."""
    found = re.fullmatch(r"(?:FM)?S?([09,G]*)(?:[.D]([09]*))?(S?)", pattern.upper())
    if found is None or not found[1] + (found[2] or ""):
        raise unsupported(f"the TO_NUMBER pattern {pattern}")
    places, scale = len(re.sub("[,G]", "", found[1])), len(found[2] or "")
    whole = f"[0-9]{{0,{places}}}" if len(found[1]) == places else "[0-9,]*"
    sign_behind = "[-+]?" if found[3] else ""
    return rf"\s*[-+]?{whole}(\.[0-9]{{0,{scale}}})?{sign_behind}\s*", places + scale, scale
