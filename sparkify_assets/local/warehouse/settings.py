"""The settings of a session: what SET, RESET and SHOW know, their defaults, and the values that may be given.

A setting that could change a result, given a value this warehouse doesn't follow, is an error and never ignored. Names
and defaults: "Configuration reference" in the Redshift developer guide.
"""

from __future__ import annotations

import shlex
from collections.abc import Mapping

from sparkify_assets.local.warehouse.errors import SqlError, unsupported
from sparkify_assets.local.warehouse.interfaces import SessionState

# name -> (default, the values that may be given in lower case; None for any)
_KNOWN: dict[str, tuple[str, frozenset[str] | None]] = {
    "analyze_threshold_percent": ("10", None),
    "application_name": ("", None),
    "client_encoding": ("UTF8", frozenset({"utf8", "utf-8", "unicode", "'utf-8'"})),  # asyncpg quotes it
    "client_min_messages": ("notice", None),
    "datestyle": ("ISO, MDY", frozenset({"iso", "iso, mdy", "iso,mdy"})),
    "enable_case_sensitive_identifier": ("off", frozenset({"off", "false"})),
    "enable_result_cache_for_session": ("on", None),
    "extra_float_digits": ("0", frozenset(map(str, range(-15, 3)))),
    "idle_in_transaction_session_timeout": ("0", frozenset({"0"})),
    "idle_session_timeout": ("0", frozenset({"0"})),
    "intervalstyle": ("postgres", frozenset({"postgres"})),
    "query_group": ("default", None),
    "search_path": ('"$user", public', None),
    "server_version": ("8.0.2", frozenset()),
    "standard_conforming_strings": ("off", frozenset({"off", "false"})),
    "statement_timeout": ("0", None),
    "timezone": ("UTC", frozenset({"utc", "gmt", "etc/utc"})),
    "transaction_isolation": ("serializable", frozenset({"serializable"})),
    "wlm_query_slot_count": ("1", None),
}

# Settings of the guide that this warehouse hasn't: whoever sets one is told so.
_NOT_FOLLOWED = """
    cast_super_null_on_error default_geometry_encoding describe_field_name_in_uppercase downcase_delimited_identifier
    enable_case_sensitive_super_attribute enable_numeric_rounding enable_spectrum_oid enable_vacuum_boost
    error_on_nondeterministic_update interval_forbid_composite_literals
    json_parse_dedup_attributes json_parse_truncate_strings json_serialization_enable
    json_serialization_parse_nested_strings max_concurrency_scaling_clusters max_cursor_result_set_size
    mv_enable_aqmv_for_session navigate_super_null_on_error parse_super_null_on_error pg_federation_repeatable_read
    seed spectrum_enable_pseudo_columns spectrum_query_maxerror stored_proc_log_min_messages use_fips_ssl"""

_SHOWN_OTHERWISE = {"time zone": "timezone", "transaction isolation level": "transaction_isolation"}


def defaults() -> dict[str, str]:
    """A fresh session's settings."""
    return {name: default for name, (default, _) in _KNOWN.items()}


def canonical(name: str) -> str:
    """The setting's name in lower case; SqlError 0A000 or 42704 for one that this warehouse or nobody knows."""
    lower = name.lower()
    lower = _SHOWN_OTHERWISE.get(lower, lower)
    if lower in _NOT_FOLLOWED.split() or lower.count(".") == 1:  # a context variable of the client's own (`r_SET`)
        raise unsupported(f"the setting {lower}")
    if lower not in _KNOWN:
        raise SqlError("42704", f'unrecognized configuration parameter "{name}"')
    return lower


def checked(name: str, value: str) -> str:
    """The value to keep for a setting; SqlError 0A000 for one that this warehouse would have to follow and can't."""
    allowed = _KNOWN[name][1]
    if allowed is not None and value.lower() not in allowed:
        raise unsupported(f'the value "{value}" of the setting {name}')
    if name == "statement_timeout" and not value.isdigit():
        raise SqlError("22023", f'invalid value for parameter "{name}": "{value}" is not in milliseconds')
    return _KNOWN[name][0] if name == "datestyle" else value


def search_path(session: SessionState) -> list[str]:
    """The schemas of the search path, `$user` resolved and quotes removed."""
    path = session.settings.get("search_path", _KNOWN["search_path"][0])
    names = [name.strip().strip("'\"").lower() for name in path.split(",")]
    return [session.user if name == "$user" else name for name in names if name]


def from_startup(parameters: Mapping[str, str]) -> dict[str, str]:
    """A session's settings as its client asked for them on connecting, by name or in `options` as `-c name=value`."""
    asked = {name: value for name, value in parameters.items() if name.lower() in _KNOWN}
    for word in shlex.split(parameters.get("options", "")):
        name, equals, value = word.removeprefix("-c").removeprefix("--").partition("=")
        if equals:
            asked[name] = value
    return defaults() | {canonical(name): checked(canonical(name), value) for name, value in asked.items()}
