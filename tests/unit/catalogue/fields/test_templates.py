"""Names with gaps."""

from __future__ import annotations

import pytest

from catalogue.fields.templates import template
from loaders.dates.reader import for_format


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


@pytest.mark.parametrize("written", ["{a}{b}", "{a} {a}", "{ }", "{a", "a}", "*{a}*{b}**"])
def test_what_cannot_be_a_template(written):
    with pytest.raises(ValueError, match="`"):
        template(written)


@pytest.mark.parametrize(
    ("written", "pattern", "name", "texts"),
    [
        ("{month}", "%Y-%m-%d", "2016-04-01", ["2016-04-01"]),
        ("AE-{month}", "%B-%Y", "AE-March-2022-revised", []),
        ("AE-{month}*", "%B-%Y", "AE-March-2022-revised", ["March-2022"]),
        ("AE-{month}*", "%B-%Y", "AE-March-2022", ["March-2022"]),
        ("*{month}*", "%b-%y", "AE-Mar-2022-x", []),  # not March 2020
        ("*{month}*", "%B %Y", "NHS absence CSV, July 2023 v2", ["July 2023"]),
        ("*{month}*", "%B-%Y", "March-2022 of April-2023", ["March-2022", "April-2023"]),
        ("* {month} *", "financial-quarter", "beds 2017-18 Q4 final", ["2017-18 Q4"]),
        ("*{month}-*", "month-end %Y%m%d", "x-20230731-RTT", ["20230731"]),
    ],
)
def test_a_part_beside_a_star_begins_and_ends_where_a_word_does(written, pattern, name, texts):
    read = for_format(pattern)
    may = {"month": lambda text: read(text) is not None}
    assert [found["month"] for found in template(written).readings(name, may)] == texts


def test_a_long_name_takes_no_time():
    text = "_".join(["word"] * 200)
    assert len(template("{a}_{b}_{c}").readings(text)) == 20
