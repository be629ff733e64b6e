"""ENCODE: the encodings and the types of columns they are for.

None of them changes a result. Not here: what the catalog shows for a column that names none (`views`). Rules:
`c_Compression_encodings`, `r_CREATE_TABLE_NEW`.
"""

from __future__ import annotations

from sparkify_assets.local.warehouse.errors import SqlError
from sparkify_assets.local.warehouse.interfaces import RedshiftType
from sparkify_assets.local.warehouse.parser import Reader

_WIDE = {"bigint", "numeric"}
_DELTA = {"integer", *_WIDE, "date", "timestamp"}
_AZ64 = {"smallint", *_DELTA, "time", "timetz", "timestamptz"}
# None is for any type; the catalog calls RAW none.
_TYPES: dict[str, set[str] | None] = {
    "raw": None, "none": None, "bytedict": None, "lzo": None, "runlength": None, "zstd": None, "az64": _AZ64,
    "delta": {"smallint", *_DELTA}, "delta32k": _DELTA, "mostly8": {"smallint", "integer", *_WIDE},
    "mostly16": {"integer", *_WIDE}, "mostly32": _WIDE, "text255": {"varchar"}, "text32k": {"varchar"},
}  # fmt: skip


def read(reader: Reader, column: str, type_: RedshiftType) -> str:
    """The encoding that is named next, for a column of this type."""
    word = reader.next().text.lower()
    if word not in _TYPES:
        raise SqlError("42601", f'unknown encoding "{word}"')
    kinds = _TYPES[word]
    if kinds is not None and type_.name not in kinds:
        raise SqlError("42P16", f'invalid encoding type specified for column "{column}"')
    return "none" if word == "raw" else word
