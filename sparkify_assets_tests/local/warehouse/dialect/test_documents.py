"""Functions of SUPER values: `dialect.documents`."""

from __future__ import annotations

import pytest

from sparkify_assets_tests.local.warehouse.direct import Direct


@pytest.mark.parametrize(
    ("expression", "shown"),
    [
        ("array(1.50, 'a\"b', null, true)", '[1.50,"a\\"b",null,true]'),
        ("object('k', array())", '{"k":[]}'),
        ("array_concat(array(), array(1))", "[1]"),
        ("array_concat(json_parse('[1.50]'), array(2))", "[1.50,2]"),
        ("array_flatten(array(1, array(2, array(3.10))))", "[1,2,[3.10]]"),
        ("subarray(array('a', 'b', 'c'), -2, 1)", '["b"]'),
        ("subarray(array('a'), 5, 1)", "[]"),
        ("split_to_array('a,b')", '["a","b"]'),
        ("json_typeof(json_parse('1.5'))", "number"),
        ("is_array(null)", False),
        ("is_object(object())", True),
        ("get_array_length(null)", None),
    ],
)
def test_super_values(session: Direct, expression: str, shown: object) -> None:
    """Numbers keep their digits, NULL is JSON's."""
    assert session.value(expression) == shown


@pytest.mark.parametrize(
    ("expression", "sqlstate"),
    [
        ("array(date '2008-01-01')", "0A000"),
        ("array(1.5::float)", "0A000"),
        ("object('a')", "42883"),
        ("object(null, 1)", "0A000"),
        ("get_array_length(json_parse('{}'))", "0A000"),
        ("get_array_length('[1]')", "42883"),
        ("json_parse('\"1\"') = 1", "0A000"),
        ("json_parse('1') in (select json_parse('1.0'))", "0A000"),
        ("nullif(json_parse('1'), 1)", "0A000"),
        ("json_array_length('[1]', 1 = 1)", "0A000"),
        ("array(select 1)", "0A000"),
    ],
)
def test_what_is_no_super_value(session: Direct, expression: str, sqlstate: str) -> None:
    """Neither dates nor text are taken for one."""
    assert session.refused(f"select {expression}") == sqlstate


@pytest.mark.parametrize("path", ["s.a", "s.a.b", "t.s.a", "u.s.a", "(select s.a)"])
def test_navigation_is_refused_by_name(session: Direct, path: str) -> None:
    session.run("create table t (id int, s super)")
    assert session.refused(f"select {path} from t{' u' if path[0] == 'u' else ''}") == "0A000"
    assert session.refused("select id.a from t") == "42P01"
