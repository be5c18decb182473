"""Names with gaps."""

from __future__ import annotations

import pytest

from catalogue.fields.templates import template


@pytest.mark.parametrize(
    ("written", "text", "parts"),
    [
        ("hospital {h} - ind {i}.csv", "hospital 15 - ind 2.csv", {"h": "15", "i": "2"}),
        ("{month}.csv", "2016-04.csv", {"month": "2016-04"}),
        ("PART {part}: *", "PART A: ADMITTED CARE", {"part": "A"}),
        ("{quarter} (*)", "Q1 2015-2016 (April, May, June)", {"quarter": "Q1 2015-2016"}),
        ("Year {y} of *", "Year 2015 of ", {"y": "2015"}),
        ("a (b) [c] {d}", "a (b) [c] x", {"d": "x"}),
    ],
)
def test_reads(written, text, parts):
    assert template(written).readings(text) == [parts]


@pytest.mark.parametrize("text", ["hospital 15.csv", "hospital  - ind .csv", "", "ward 1 - ind 2.csv"])
def test_does_not_read(text):
    assert template("hospital {h} - ind {i}.csv").readings(text) == []


def test_all_readings_are_given_where_several_are_possible():
    found = template("{topic}_{part}").readings("burned_out_base")
    assert found == [{"topic": "burned", "part": "out_base"}, {"topic": "burned_out", "part": "base"}]


def test_words_decide_between_readings():
    may = {"part": {"base", "rate"}.__contains__}
    assert template("{topic}_{part}").readings("burned_out_base", may) == [
        {"topic": "burned_out", "part": "base"}
    ]


@pytest.mark.parametrize("written", ["{a}{b}", "{a} {a}", "{ }", "{a", "a}", "*{a}"])
def test_what_cannot_be_a_template(written):
    with pytest.raises(ValueError, match="`"):
        template(written)


def test_a_long_name_takes_no_time():
    text = "_".join(["word"] * 200)
    assert len(template("{a}_{b}_{c}").readings(text)) == 20
