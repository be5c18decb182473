"""Expressions: what is understood, what is not, and that numpy and DuckDB agree."""

from __future__ import annotations

import duckdb
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.expressions import ExpressionError, Kind, Sql, compiled, evaluate, parse_sum

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
        ("a × b ÷ 2 − 1", [1, -1, np.nan]),
    ],
)
def test_evaluate(text, expected):
    np.testing.assert_array_equal(evaluate(parse_sum(text), COLUMNS), expected)


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
        ("a.b", "'.' is not understood at character 2"),
        ("__import__('os').system('x')", "not understood"),
        ("3a", "'3' is not understood at character 1"),
        ("''", "only records can be asked so"),
        ("a + (b > 1)", "only records can be asked so.*at character 8"),
        ("if a is missing then 0 else a", "only records can be asked so.*at character 1"),
        ("days between a and b", "only records can be asked so"),
        ("a in (1, 2)", "only records can be asked so"),
        ("a" + " + a" * 300, "more than 200 parts are joined"),
        ("(" * 200 + "a" + ")" * 200, "more than 50 brackets"),
    ],
)
def test_parse_refuses(text, expected):
    with pytest.raises(ExpressionError, match=expected):
        parse_sum(text)


def test_columns_and_constants():
    assert parse_sum("a + `x y` - a").columns == ("a", "x y")
    assert parse_sum("2 * 3").columns == ()
    assert evaluate(parse_sum("2 * 3"), {}) == 6


def test_a_column_may_be_called_by_a_word_of_the_language():
    assert parse_sum("In - (Or + then) / missing").columns == ("In", "Or", "then", "missing")
    assert parse_sum("`if` + first + days").columns == ("if", "first", "days")


def test_a_sum_may_be_longer_than_a_question():
    text = " + ".join(f"`Number of people whose age at their last birthday was {age}`" for age in range(91))
    assert len(parse_sum(text).columns) == 91


def expressions() -> st.SearchStrategy[str]:
    leaves = st.sampled_from(["a", "b", "`Over 4 hours`", "0", "2", "0.5"])
    return st.recursive(
        leaves,
        lambda inner: st.tuples(inner, st.sampled_from("+-*/"), inner).map(lambda t: f"({' '.join(t)})"),
    )


@given(expressions())
def test_sql_agrees_with_numpy(text):
    expression = parse_sum(text)
    rows = zip(*(v.tolist() for v in COLUMNS.values()), strict=True)
    table = ", ".join(f"({', '.join('NULL' if v != v else f'{v!r}::DOUBLE' for v in row)})" for row in rows)
    names = {"a": "a", "b": "b", "Over 4 hours": '"Over 4 hours"'}
    sql = compiled(expression.root, Sql(names, dict.fromkeys(names, Kind.NUMBER)))
    query = f'SELECT {sql} AS v FROM (VALUES {table}) t(a, b, "Over 4 hours")'
    found = [np.nan if v is None or not np.isfinite(v) else v for (v,) in duckdb.sql(query).fetchall()]
    expected = np.broadcast_to(evaluate(expression, COLUMNS), 3)
    np.testing.assert_allclose(found, expected)
