"""Functions that Redshift has and this warehouse has not: they are refused by name, 0A000 instead of 42883.

Here: the list, from the function pages of the developer guide. Not here: what is supported (`rules.FUNCTIONS`).
"""

NOT_SUPPORTED = frozenset(
    {
        "approximate_percentile_disc", "array_contains", "array_distinct", "array_except", "array_intersection",
        "array_position", "array_positions", "array_sort", "array_union", "bitcast", "checksum", "collate",
        "concat_ws", "current_aws_account", "current_namespace", "current_session_arn", "default_iam_role",
        "difference", "every", "explain_model", "farmfingerprint64", "from_varbyte", "get_bit",
        "get_number_attributes", "getbit", "has_assumerole_privilege", "has_session_privilege", "intervalcmp",
        "is_bigint", "is_boolean", "is_char", "is_decimal", "is_float", "is_integer", "is_scalar",
        "is_smallint", "is_varchar", "jaro_winkler", "json_extract_array", "json_serialize_to_varbyte",
        "json_size", "last_user_query_id", "lead_ignore_nulls", "levenshtein", "lower_attribute_names",
        "murmur3_32_hash", "nth_element", "object_transform", "percentile_cont_approx", "pg_cancel_backend",
        "pg_get_cols", "pg_get_grantee_by_iam_role", "pg_get_iam_role_by_user", "pg_terminate_backend",
        "pg_timezone_abbrevs", "pg_timezone_names", "regexp_like", "role_is_member_of", "set_bit", "sha512",
        "slice_num", "soundex", "stddev_approx", "text_to_int_alt", "text_to_numeric_alt", "to_geography",
        "to_geometry", "to_varbyte", "try_cast", "try_to_date", "upper_attribute_names", "url_decode",
        "url_encode", "user_is_member_of", "user_role", "xor",
    }
)  # fmt: skip
