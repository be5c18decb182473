"""Expressions: what is understood, what is not, and that numpy and DuckDB agree."""

from __future__ import annotations

import duckdb
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalogue.expressions.arithmetic import ExpressionError, parse, quoted

COLUMNS = {
    "a": np.array([1.0, 2.0, np.nan]),
    "b": np.array([4.0, 0.0, 1.0]),
    "Over 4 hours": np.array([10.0, 20.0, 30.0]),
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a", [1, 2, np.nan]),
        ("a + b * 2", [9, 2, np.nan]),
        ("(a + b) * 2", [10, 4, np.nan]),
        ("a - b - 1", [-4, 1, np.nan]),
        ("a / b", [0.25, np.nan, np.nan]),
        ("-a + 1", [0, -1, np.nan]),
        ("`Over 4 hours` / 10", [1, 2, 3]),
        ("\"Over 4 hours\" - 'Over 4 hours'", [0, 0, 0]),
        (".5 * b", [2, 0, 0.5]),
    ],
)
def test_evaluate(text, expected):
    np.testing.assert_array_equal(parse(text).evaluate(COLUMNS), expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "ends where a column or a number should stand"),
        ("a +", "ends where a column or a number should stand"),
        ("a b", "`backquotes`"),
        ("Over 4 hours", "`backquotes`|not '4'"),
        ("(a", "a closing bracket"),
        ("a)", "an operator"),
        ("a ** b", "not '\\*'"),
        ("a.b", "'.' at character 2"),
        ("__import__('os').system('x')", "not understood"),
        ("3a", "'3' at character 1"),
        ("(" * 200 + "a" + ")" * 200, "more than 50 brackets"),
    ],
)
def test_parse_refuses(text, expected):
    with pytest.raises(ExpressionError, match=expected):
        parse(text)


def test_columns_and_constants():
    assert parse("a + `x y` - a").columns == ("a", "x y")
    assert parse("2 * 3").constant == 6
    assert parse("a").constant is None


def expressions() -> st.SearchStrategy[str]:
    leaves = st.sampled_from(["a", "b", quoted("Over 4 hours"), "0", "2", "0.5"])
    return st.recursive(
        leaves,
        lambda inner: st.tuples(inner, st.sampled_from("+-*/"), inner).map(lambda t: f"({' '.join(t)})"),
    )


@settings(deadline=None)
@given(expressions())
def test_sql_agrees_with_numpy(text):
    expression = parse(text)
    rows = zip(*(v.tolist() for v in COLUMNS.values()), strict=True)
    table = ", ".join(f"({', '.join('NULL' if v != v else f'{v!r}::DOUBLE' for v in row)})" for row in rows)
    sql = expression.sql(lambda name: '"' + name + '"')
    query = f'SELECT {sql} AS v FROM (VALUES {table}) t(a, b, "Over 4 hours")'
    found = [np.nan if v is None or not np.isfinite(v) else v for (v,) in duckdb.sql(query).fetchall()]
    expected = np.broadcast_to(expression.evaluate(COLUMNS), 3)
    np.testing.assert_allclose(found, expected)
