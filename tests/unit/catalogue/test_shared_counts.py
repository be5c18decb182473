"""Which indicators are counted from the same rows."""

from __future__ import annotations

import pytest

from tests.warehouse import SOURCE, make_catalogue

GROUPS = {"breakdown": {"dimension": "sex", "column": "sex"}}
SPLIT = SOURCE | GROUPS
SOURCES = {
    "wards": SPLIT,
    "again": SPLIT,
    "other": SPLIT | {"file": "other.csv"},
    "first_sheet": SPLIT | {"file": "book.xlsx", "sheet": "First"},
    "second_sheet": SPLIT | {"file": "book.xlsx", "sheet": "Second"},
    "any_sheet": SPLIT | {"file": "book.xlsx"},
    "plain": SOURCE | {"file": "plain.csv"},
    "any_year": SPLIT | {"file": "./{year}/wards*.csv"},
    "one_year": SPLIT | {"file": "2026/Wards_late.csv"},
    "archive": SPLIT | {"file": "all.zip"},
    "in_archive": SPLIT | {"file": "all.zip/late*.csv"},
    "in_it": SPLIT | {"file": "all.zip/early.csv"},
    "people": {"shape": "population", "file": "people.csv", "service": "ward", "year": "year", "count": "n"}
    | GROUPS,
    "newer": {"shape": "population", "file": "new.csv", "service": "ward", "year": "year", "count": "n"}
    | GROUPS
    | {"overrides": ["people"]},
    "whole": {"shape": "population", "file": "whole.csv", "service": "ward", "year": "year", "count": "n"},
}


def asking(query, database="WAREHOUSE"):
    return {"query": query, "database": database, **{k: v for k, v in SPLIT.items() if k != "file"}}


SOURCES |= {
    "stays": asking("SELECT * FROM dbo.stays s JOIN wards w ON w.id = s.ward"),
    "stays_late": asking('SELECT extract(year FROM day) FROM (SELECT * FROM "stays" WHERE late) x'),
    "visits": asking("WITH stays AS (SELECT * FROM visits, days) SELECT * FROM stays JOIN wards w ON 1 = 1"),
    "joined": asking("SELECT * FROM visits v LEFT JOIN stays s ON s.id = v.stay -- FROM days"),
    "days": asking("SELECT 'FROM stays' FROM days"),
    "elsewhere": asking("SELECT * FROM stays WHERE a = 1", "OTHER"),
    "the_same": asking("select *  from dbo.stays s join wards w on w.id = s.ward", "OTHER"),
}
SEX = {"sex": {"title": "Sex", "categories": [{"code": "F", "label": "F"}, {"code": "M", "label": "M"}]}}


def tied(one, other, *more):
    """Tell if the first two of some indicators, each given as its formulas, are tied."""
    codes = "abcdef"[: 2 + len(more)]
    indicators = {code: {"data": data} for code, data in zip(codes, (one, other, *more), strict=True)}
    found = make_catalogue(indicators, sources=SOURCES, dimensions=SEX).counted_together
    assert all(code in found[code] for code in codes)
    assert all((a in found[b]) == (b in found[a]) for a in codes for b in codes)
    return "b" in found["a"]


def of(source="wards", numerator="x", denominator=None, **rest):
    return {"source": source, "numerator": numerator} | rest | (
        {"denominator": denominator} if denominator else {}
    )  # fmt: skip


@pytest.mark.parametrize(
    ("what", "one", "other"),
    [
        ("the same numerator", of("wards", "x", "n"), of("wards", "x", "m")),
        ("the same denominator", of("wards", "x", "n"), of("wards", "y", "n")),
        ("numerator and denominator", of("wards", "x", "n"), of("wards", "y", "x")),
        ("a rate and its count", of("wards", "x", "n"), of("wards", "x")),
        ("a complement", of("wards", "x", "n"), of("wards", "n - x", "n")),
        ("parts of a whole that no formula names", of("wards", "x"), of("wards", "all")),
        ("one file under two names", of("wards"), of("again")),
        ("a sheet, and any sheet", of("first_sheet"), of("any_sheet")),
        ("some rows, and all", of(only={"of": ["a"]}), of()),
        ("rows that two columns choose", of(only={"of": ["a"]}), of(only={"at": ["b"]})),
        ("rows by a pattern", of(only={"of": ["a*"]}), of(only={"of": ["ab"]})),
        ("rows by a name written twice", of(only={"of": ["A  b"]}), of(only={"of": ["a B", "c"]})),
        ("a denominator from there", of("other", "x", "n", denominator_from="wards"), of("wards")),
        ("files of any year, and one of them", of("any_year"), of("one_year")),
        ("an archive, and a file in it", of("archive"), of("in_archive")),
        (
            "people of one population",
            of("wards", "x", "people", denominator_from="people"),
            of("other", "y", "people", denominator_from="people"),
        ),
        (
            "people of a population, and of one that is believed instead",
            of("wards", "x", "people", denominator_from="people"),
            of("other", "y", "people", denominator_from="newer"),
        ),
        ("two queries of a table, with and without its schema", of("stays"), of("stays_late")),
        ("a table, and a query that joins it", of("stays"), of("joined")),
        ("a table and a comma, and a query of the other", of("visits"), of("days")),
        ("a query written twice", of("stays"), of("the_same")),
    ],
)
def test_rows_that_are_shared(what, one, other):
    assert tied(one, other), what


@pytest.mark.parametrize(
    ("what", "one", "other"),
    [
        ("another file", of("wards"), of("other")),
        ("another sheet", of("first_sheet"), of("second_sheet")),
        ("other rows", of(only={"of": ["a"]}), of(only={"of": ["b"]})),
        ("another file of an archive", of("in_archive"), of("in_it")),
        ("another file of any year", of("any_year"), of("other")),
        ("a population without groups", of("wards", "x", "people", denominator_from="whole"),
         of("other", "y", "people", denominator_from="whole")),
        ("queries that look up one table", of("stays"), of("visits")),
        ("a name in words", of("stays"), of("days")),
        ("a table of another database", of("stays_late"), of("elsewhere")),
        ("a source without groups, beside others that have them", [of("plain"), of("wards")],
         [of("plain"), of("other")]),
    ],
)  # fmt: skip
def test_rows_that_are_not(what, one, other):
    assert not tied(one, other), what


def test_ties_go_through_others():
    some, rest, every = of(only={"of": ["a"]}), of(only={"of": ["b"]}), of()
    assert tied(some, rest, every)
