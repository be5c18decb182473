"""Dimensions of two others at once: their groups, and what cannot be."""

from __future__ import annotations

import pytest

from catalogue.checks.entries import check
from tests.warehouse import SOURCE, make_catalogue


def dimension(*codes, **more):
    return {"title": "Some", "categories": [{"code": c, "label": c.upper()} for c in codes], **more}


AGE = dimension("0-64", "65+")
SEX = {
    "title": "Sex",
    "categories": [{"code": "f", "label": "Women"}, {"code": "u", "label": "?", "is_unknown": True}],
}


def catalogue(both, *, dimensions=("age", "sex", "both"), breakdown=(), **more):
    of_it = {"age": AGE, "sex": SEX, "both": {"title": "Both", "categories": both}, **more}
    source = SOURCE | ({"breakdown": breakdown} if breakdown else {})
    return make_catalogue(
        {"falls": {"dimensions": list(dimensions)}}, dimensions=of_it, sources={"wards": source}
    )


def said(*args, **more):
    return [finding.words for finding in check(catalogue(*args, **more)) if not finding.is_warning]


def test_groups_are_those_of_the_second_each_split_by_the_first():
    made = catalogue(["age", "sex"]).dimensions["both"]
    assert made.crosses == ("age", "sex")
    assert [(c.code, c.label, c.is_unknown) for c in made.categories] == [
        ("0-64 × f", "Women, 0-64", False),
        ("65+ × f", "Women, 65+", False),
        ("0-64 × u", "?, 0-64", True),
        ("65+ × u", "?, 65+", True),
    ]
    assert said(["age", "sex"]) == []


def test_pages_compare_by_the_two_and_not_by_both():
    made = catalogue(["age", "sex"])
    indicator = made.indicators["falls"]
    assert made.compared_by(indicator) == ["age", "sex"]
    assert made.crossings(indicator) == ["both"]


@pytest.mark.parametrize(
    ("both", "more", "expected"),
    [
        (["age", "sexes"], {},
         ("both is of two dimensions, and one is unknown", "a known one (did you mean `sex`?)", "sexes")),
        (["age", "age"], {}, ("both crosses a dimension with itself", "two different ones", "both")),
        (["age", "more"], {"more": {"title": "More", "categories": ["age", "sex"]}},
         ("both is of two dimensions, and one is unknown", "one of age, sex", "more")),
        (["age", "long"], {"long": dimension("x" * 60, "y")},
         ("both: the codes of two groups are too long joined", "codes of at most 64 letters together",
          "0-64 × " + "x" * 60)),
        (["age", "sex"], {"odd": dimension("a × b", "c")},
         ("odd: `×` between spaces joins groups of two dimensions", "another code", "a × b")),
    ],
)  # fmt: skip
def test_what_cannot_be_crossed_is_said(both, more, expected):
    assert said(both, dimensions=(), **more) == [expected]


def test_an_indicator_by_both_is_by_each():
    assert said(["age", "sex"], dimensions=("age", "both")) == [
        ("falls is split by both, and not by each of the two", "sex too", "")
    ]


def test_a_file_by_two_dimensions_needs_one_that_has_their_groups():
    two = [{"dimension": "age", "column": "age"}, {"dimension": "sex", "column": "sex"}]
    assert said(["age", "sex"], breakdown=two) == []
    made = catalogue(["age", "sex"], breakdown=two)
    del made.dimensions["both"]
    found = [f.words for f in check(made) if f.path == ("sources", "wards", "breakdown")]
    assert found == [
        ("wards has rows by two dimensions at once, and no dimension has their groups",
         "one with `categories: [age, sex]`", "")
    ]  # fmt: skip


def test_of_two_columns_each_names_its_dimension():
    with pytest.raises(ValueError, match="each names its `dimension`"):
        catalogue(
            ["age", "sex"],
            breakdown=[{"dimension": "age", "column": "age"}, {"dimension_column": "d", "column": "g"}],
        )
