"""What questions about a row mean, on one row that a clinician can look at. `?`: something is missing, so
there is no answer."""

from __future__ import annotations

from datetime import datetime

import duckdb
import pytest

from catalogue.expressions import ExpressionError, Kinds, Sql, compiled, parse
from tests.plain import expressions as plain

ROW = {
    "arrival": datetime(2026, 3, 29, 22, 30),
    "departure": datetime(2026, 3, 30, 3, 0),
    "born": datetime(2008, 3, 30),
    "died": None,
    "age": 17.0,
    "cost": 0.0,
    "sex": "F",
    "code": "I21.4",
    "ward name": "4 West",
    "frail": True,
    "seen": None,
}
TYPES = {datetime: "TIMESTAMP", float: "DOUBLE", str: "VARCHAR", bool: "BOOLEAN"}
OF = {"died": "TIMESTAMP", "seen": "BOOLEAN"}

TABLE = [
    ("minutes between arrival and departure", 270),
    ("hours between arrival and departure <= 4", False),
    ("days between date of arrival and date of departure", 1),
    ("years between born and arrival", 17),  # the birthday is tomorrow
    ("years between born and departure", 18),
    ("days between arrival and died", "?"),
    ("age + 1 * 2", 19),
    ("(age + 1) * 2", 36),
    ("age ÷ cost", "?"),
    ("-age", -17),
    ("age between 17 and 18", True),
    ("age between 16 and 17", True),
    ("age between 18 and 20", False),
    ("age not between 17 and 18", False),
    ("sex = 'F' and code starts with 'I21'", True),
    ("code starts with ('C', 'I')", True),
    ("code contains '.5'", False),
    ("sex in ('M', 'X')", False),
    ("not sex in ('M', 'X') and frail", True),
    ("\"ward name\" = '4 West'", True),
    ("`ward name` != '4 West'", False),
    ("died is missing", True),
    ("died is not missing", False),
    ("seen", "?"),
    ("not seen", "?"),
    ("seen and sex = 'M'", False),  # decided by the other half
    ("seen or sex = 'F'", True),
    ("seen and frail", "?"),
    ("weekday of arrival", 7),
    ("weekday of arrival in (6, 7)", True),
    ("hour of arrival >= 20", True),
    ("month of arrival = 3 and year of arrival = 2026", True),
    ("arrival >= '2026-03-29'", True),
    ("arrival < '2026-03-29 22:30'", False),
    ("date of arrival = '2026-03-29'", True),
    ("if sex = 'F' then 1 else 2", 1),
    ("if seen then 1 else 2", "?"),
    ("first of (died, departure) > arrival", True),
]


@pytest.mark.parametrize(("text", "answer"), TABLE)
def test_an_answer(text, answer):
    expected = None if answer == "?" else answer
    tree = parse(text).root
    assert plain.value(tree, ROW) == expected
    assert by_duckdb(text) == expected


def by_duckdb(text):
    written, kinds = parse(text), Kinds(names=frozenset(ROW))
    for _ in range(2):
        kinds.of(written)
    sql = Sql({name: f"c{i}" for i, name in enumerate(ROW)}, kinds.settled())
    expression = compiled(written.root, sql)
    cells = ", ".join(
        f"CAST($row{i} AS {OF.get(name) or TYPES[type(value)]}) AS c{i}"
        for i, (name, value) in enumerate(ROW.items())
        if name in written.columns
    )
    values = {f"row{i}": ROW[n] for i, n in enumerate(ROW) if n in written.columns}
    query = f"SELECT {expression} FROM (SELECT 0 AS nothing{', ' + cells if cells else ''})"
    return duckdb.connect().execute(query, sql.parameters | values).fetchall()[0][0]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("age AND", "ends where a column"),
        ("age = 1 = 2", "`and` or `or` between two comparisons should stand"),
        ("ward name = 'x'", "a name with blanks is put in `backquotes`"),
        ("sex = F", "`F` is not among `reads`; a text stands in 'single quotes'"),
        ("'age' > 3", "a column stands in `backquotes`"),
        ("sex > 'F'", "texts have no order"),
        ("sex + 1 > 2 and sex = 'F'", "should stand"),
        ("hours between arrival and age > 2 and age > 1", "should stand"),
        ("arrival > 'yesterday'", "texts have no order"),
        ("age @ 3", "'@' is not understood at character 5"),
        ("sex = 'F", "a quotation mark ' is opened and never closed"),
        ("age in ()", "a number or a 'text' should stand"),
        ("age is 3", "`missing` should stand"),
        ("if age > 3 then 1", "ends where `else` should stand"),
        ("(" * 60 + "age" + ")" * 60, "brackets within brackets"),
        ("age" + " + age" * 300, "parts are joined"),
        ("age" * 1000, "more than 2,000 letters"),
        ("", "ends where a column"),
    ],
)
def test_a_mistake_is_told_with_its_place(text, said):
    with pytest.raises(ExpressionError) as error:
        Kinds(names=frozenset(ROW)).of(parse(text))
    assert said in str(error.value)
