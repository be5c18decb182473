"""Any expression gives in DuckDB what plain Python gives, row by row, missing cells included."""

from __future__ import annotations

import math
from contextlib import suppress
from datetime import datetime

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.expressions import Expression, ExpressionError, Kind, Sql, compiled, parse
from catalogue.expressions.tree import (
    Arithmetic,
    Both,
    Column,
    Compare,
    Elapsed,
    First,
    If,
    In,
    Like,
    Missing,
    Not,
    Number,
    Part,
    Text,
)
from tests.effort import examples
from tests.plain import expressions as plain

KINDS = {
    "a": Kind.NUMBER,
    "b": Kind.NUMBER,
    "s": Kind.TEXT,
    "m": Kind.MOMENT,
    "n": Kind.MOMENT,
    "y": Kind.YES_NO,
}
TYPES = {Kind.NUMBER: "DOUBLE", Kind.TEXT: "VARCHAR", Kind.MOMENT: "TIMESTAMP", Kind.YES_NO: "BOOLEAN"}
CONNECTION = duckdb.connect()
CONNECTION.execute("SET threads = 1")
TEXTS = st.sampled_from(["", "F", "it's", "%", "x;--", '"', "\\", "$p0", "é"])
NUMBERS = st.integers(-5, 5).map(float)
MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2030, 1, 1))


def numbers(inner):
    moment = st.sampled_from([Column("m"), Column("n")])
    units = st.sampled_from(["days", "hours", "minutes", "years"])
    parts = st.sampled_from(["year", "month", "weekday", "hour"])
    number, question = inner
    return st.one_of(
        st.builds(Arithmetic, st.sampled_from("+-*/"), number, number),
        st.builds(Elapsed, units, moment, moment),
        st.builds(Part, parts, moment),
        st.builds(If, question, number, number),
        st.builds(lambda a, b: First((a, b)), number, number),
    )


def questions(inner):
    number, question = inner
    text, moment = st.just(Column("s")), st.sampled_from([Column("m"), Column("n")])
    equal, any_ = st.sampled_from(["=", "!="]), st.sampled_from(["=", "!=", "<", "<=", ">", ">="])
    listed = st.lists(st.builds(Text, TEXTS), min_size=1, max_size=3).map(tuple)
    return st.one_of(
        st.builds(Compare, any_, number, number),
        st.builds(Compare, any_, moment, moment),
        st.builds(Compare, equal, text, st.builds(Text, TEXTS)),
        st.builds(Both, st.sampled_from(["and", "or"]), question, question),
        st.builds(Not, question),
        st.builds(Missing, st.one_of(number, text, moment, question)),
        st.builds(In, text, listed),
        st.builds(
            Like, st.sampled_from(["starts", "contains"]), text, st.lists(TEXTS, min_size=1).map(tuple)
        ),
    )


def trees():
    number = st.one_of(st.builds(Number, NUMBERS.map(abs)), st.sampled_from([Column("a"), Column("b")]))
    question = st.just(Column("y"))
    for _ in range(3):
        number, question = (
            st.one_of(number, numbers((number, question))),
            st.one_of(question, questions((number, question))),
        )
    return st.one_of(number, question)


ROWS = st.fixed_dictionaries(
    {
        "a": st.none() | NUMBERS,
        "b": st.none() | NUMBERS,
        "s": st.none() | TEXTS,
        "m": st.none() | MOMENTS,
        "n": st.none() | MOMENTS,
        "y": st.none() | st.booleans(),
    }
)


@examples(150)
@given(trees(), st.lists(ROWS, min_size=1, max_size=4))
def test_sql_agrees_with_plain_python(tree, rows):
    sql = Sql({name: name for name in KINDS}, KINDS)
    expression = compiled(tree, sql)
    connection = CONNECTION.cursor()
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE t ({', '.join(f'{n} {TYPES[k]}' for n, k in KINDS.items())})"
    )
    connection.executemany(
        f"INSERT INTO t VALUES ({', '.join('?' * len(KINDS))})", [[r[n] for n in KINDS] for r in rows]
    )
    found = [v for (v,) in connection.execute(f"SELECT {expression} FROM t", sql.parameters).fetchall()]
    for one, row in zip(found, rows, strict=True):
        wanted = plain.value(tree, row)
        assert one == wanted or (
            isinstance(wanted, float) and isinstance(one, float) and math.isclose(one, wanted, rel_tol=1e-9)
        )


@examples(150)
@given(st.text(max_size=60))
def test_whatever_is_written_no_letter_of_it_reaches_the_sql(text):
    try:
        tree = parse(f"s = '{text.replace(chr(39), chr(39) * 2)}'").root
    except ExpressionError:
        return
    sql = Sql({"s": "c0"}, {"s": Kind.TEXT})
    assert compiled(tree, sql) == "((c0 = $p0))"
    assert sql.parameters == {"p0": text}


@examples(150)
@given(st.text(alphabet="ab '\"`()=<>+-*/,and or not in 1.;\n\x00", max_size=40))
def test_nonsense_is_refused_and_never_breaks(text):
    with suppress(ExpressionError):
        assert isinstance(parse(text), Expression)


@pytest.mark.parametrize(
    "text", ["a); DROP TABLE x; --", "read_csv('/etc/passwd')", "a = (SELECT 1)", "a::text", "$1"]
)
def test_sql_is_not_understood(text):
    with pytest.raises(ExpressionError):
        parse(text)
