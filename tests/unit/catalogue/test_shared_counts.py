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
        ("a source without groups, beside others that have them", [of("plain"), of("wards")],
         [of("plain"), of("other")]),
    ],
)  # fmt: skip
def test_rows_that_are_not(what, one, other):
    assert not tied(one, other), what


def test_ties_go_through_others():
    some, rest, every = of(only={"of": ["a"]}), of(only={"of": ["b"]}), of()
    assert tied(some, rest, every)
