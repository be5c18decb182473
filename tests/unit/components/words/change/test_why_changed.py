"""What is said of a change: hedged as the numbers are, the same on the page and in the file."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from components.exports.change_csv import HEAD, change_csv
from components.words.change import change_numbers as numbers
from components.words.change import why_changed as words
from quality.change.split import Counts, Name, split_change
from quality.change.view import Amount, ChangeView, Kind, Split, State, Whole
from quality.series.key import SeriesKey
from quality.signals.measure_type import measure_type
from tests.drawn import drawn, told
from tests.warehouse import make_indicator

MISSED = make_indicator(
    title="Missed", data=[{"source": "wards", "numerator": "missed", "denominator": "booked"}],
    unit="%", per=100, is_proportion=True, chart="p",
)  # fmt: skip
STAYS = make_indicator(title="Stays", unit="stays", chart="c")
YEARS = {
    "year_before": (date(2024, 4, 1), date(2025, 3, 31)),
    "year_after": (date(2025, 4, 1), date(2026, 3, 31)),
}


def made(rows, indicator=MISSED, names=None, by="", **changes):
    names = names or [
        Name(Kind.GROUP if by else Kind.SERVICE, f"Ward {i}", f"w{i}") for i in range(len(rows))
    ]
    empty = Split(by, by.capitalize(), State.SHOWN, noun="group" if by else "ward", **YEARS)
    counts = Counts(np.array(rows, dtype=np.float64).T)
    return replace(split_change(empty, names, counts, measure_type(indicator)), **changes)


def said(rows, indicator=MISSED, **more):
    return words.sentence(made(rows, indicator, **more), indicator)


def view(*splits, indicator=MISSED):
    return ChangeView(SeriesKey("missed", "H"), indicator, "General Hospital", splits)


ONE_WARD = [(50, 50, 1000, 1000)] * 3 + [(50, 150, 1000, 1000)]


def test_a_clear_change_is_said_whole():
    assert said(ONE_WARD) == (
        "Rose by 2.5 percentage points (95% interval 1.4 to 3.6), from 5.0% (200 of 4,000) in the year to "
        "March 2025 to 7.5% (300 of 4,000) in the year to March 2026: +2.5 (95% interval 1.4 to 3.6) because "
        "values rose in the wards inside, 0.0 because of their shares of the whole. 1 of 4 wards makes all "
        "of it: Ward 3 (+2.5)."
    )


def test_what_chance_may_have_done_is_said_to_be_that():
    text = said([(10, 13, 100, 100), (10, 11, 100, 100), (9, 9, 100, 100)])
    assert text.startswith("No clear change: 9.7% (29 of 300) in the year to March 2025, 11.0% (33 of 300)")
    assert "as chance alone may give" in text
    assert "because" not in text
    assert "make" not in text.replace("makes up", "")


def test_every_ward_better_and_the_whole_worse():
    text = said([(50, 28, 1000, 700), (90, 250, 300, 1000)])
    assert text.startswith("Rose by 5.6 percentage points")
    assert "because values fell in the wards inside" in text
    assert "because wards with higher values make up more of the whole" in text
    assert "The value fell in every ward by itself; the whole rose through their shares alone." in text


def test_an_effect_that_may_be_chance_is_no_plain_because():
    """The whole fell clearly, because more people came where values are low; the values hardly moved."""
    text = said([(400, 120, 1000, 310), (50, 104, 1000, 2000)])
    assert ", which may be chance, because values" in text


def test_parts_that_moved_apart_are_said_beneath_a_change_that_is_none():
    text = said([(100, 160, 1000, 1000), (100, 45, 1000, 1000), (100, 100, 1000, 1000)], by="deprivation")
    assert text.startswith("No clear change")
    assert "Values moved apart: up in Deprivation Ward 0 (+2.0" in text
    assert "down in Deprivation Ward 1 (−1.8" in text


def test_parts_that_move_as_the_whole_does_have_not_moved_apart():
    assert "apart" not in said([(100, 400, 1000, 1000), (100, 300, 1000, 1000), (100, 60, 1000, 1000)])


def test_of_hidden_groups_it_is_not_said_that_there_are_none():
    names = [*(Name(Kind.GROUP, str(i), str(i)) for i in range(3)), Name(Kind.NOT_SHOWN, "")]
    text = said([*ONE_WARD[1:], (5, 5, 100, 100)], names=names, by="deprivation")
    assert "1 of 3 groups shown makes all of it: Deprivation 2 (+" in text


def test_the_dimension_that_is_asked_for_stands_first():
    found = view(made(ONE_WARD), made(ONE_WARD, by="sex"), made(ONE_WARD, by="age"))
    assert [one.by for one in found.by_first("age").splits] == ["age", "", "sex"]
    assert found.by_first("nothing").splits == found.splits


def test_a_ward_with_nothing_inside_shows_its_groups_alone():
    nothing = Split("", "", State.NO_PARTS)
    html = told(drawn("indicator/change.html", "why_changed", view(nothing, made(ONE_WARD, by="sex")), ""))
    assert words.NO_SERVICES not in html
    assert html.startswith("By sex Rose by 2.5")


@pytest.mark.parametrize(
    ("unit", "said"), [("per 1,000 bed days", "change, per 1,000"), ("%", "change, in perc")]
)
def test_a_unit_reads_as_part_of_its_sentence(unit, said):
    assert said in numbers.caption(made(ONE_WARD), MISSED.model_copy(update={"unit": unit}))


def test_half_of_two_is_nothing_to_say():
    assert "makes" not in said([(50, 50, 1000, 1000), (50, 150, 1000, 1000)])


def test_more_than_the_whole_change_is_said_so():
    text = said([(50, 30, 1000, 1000)] * 2 + [(50, 250, 1000, 1000)])
    assert "1 of 3 wards makes more than all of it: Ward 2 (+6.7)" in text


@pytest.mark.parametrize(
    ("total", "places"),
    [(Amount(2.5, 1.5, 3.5), 1), (Amount(0.2, -0.1, 0.5), 2), (Amount(-3.0, -6.0, -0.004), 2)],
)
def test_a_small_change_and_an_end_near_none_have_the_decimals_they_need(total, places):
    split = replace(made(ONE_WARD), total=total)
    assert numbers.decimals(split, MISSED) == places


def test_limits_that_tell_nothing_more_are_not_written():
    assert numbers.amount(Amount(0.001, 0.0, 0.002), 1) == "0.0"
    assert numbers.amount(Amount(0.001, -0.06, 0.1), 1) == "0.0 (95% interval −0.1 to 0.1)"


def test_of_millions_an_interval_that_tells_nothing_leaves_no_brackets():
    text = said([(700_000, 480_000, 4_000_000, 4_000_000), (700_000, 480_000, 4_000_000, 4_000_000)])
    assert text.startswith("Fell by 5.5 percentage points, from 17.5%")


def test_a_count_says_no_more_than_how_many():
    text = said([(20, 20, 0, 0), (10, 16, 0, 0)], STAYS)
    assert text == "Rose by 6, from 30 in the year to March 2025 to 36 in the year to March 2026."
    assert said([(20, 20, 0, 0)], STAYS).startswith("Did not change")


def test_a_change_that_was_said_is_not_said_again():
    first = made(ONE_WARD)
    same = made([(100, 150, 2000, 2000), (100, 150, 2000, 2000)], by="sex")
    other = made([(100, 150, 2000, 2000), (100, 151, 2000, 2000)], by="sex")
    assert words.is_again(same, first)
    assert not words.is_again(other, first)
    assert not words.is_again(first, first)
    html = told(drawn("indicator/change.html", "why_changed", view(first, same), "/change.csv"))
    assert html.count("Rose by 2.5") == 1
    assert "The same change: +2.5" in html


@pytest.mark.parametrize("whole", [Whole.MORE_INSIDE, Whole.NOT_ALL_KNOWN, Whole.ROUNDED])
def test_what_is_not_the_own_number_is_said(whole):
    notes = words.notes(made(ONE_WARD, whole=whole, missing=2, incomplete=1), "General Hospital")
    assert "change of the" in notes[0]
    assert "sum" in notes[0]
    assert notes[1:] == [
        "General Hospital has no number for 2 periods of these two years.",
        "1 ward inside has numbers for a part of these two years only, and so a smaller share.",
    ]


@pytest.mark.parametrize("state", [state for state in State if state is not State.SHOWN])
@pytest.mark.parametrize("by", ["", "sex"])
def test_every_state_without_numbers_says_why(state, by):
    empty = Split(by, by.capitalize(), state)
    assert words.state(empty).endswith(".")
    html = told(drawn("indicator/change.html", "why_changed", view(empty), "/change.csv"))
    assert words.state(empty) in html
    assert words.SAVE_CSV not in html


@pytest.mark.parametrize(
    ("level", "noun"), [("ward", "ward"), ("GP practice", "GP practice"), ("city", "service")]
)
def test_parts_have_the_name_of_their_level_where_it_has_a_plain_plural(level, noun):
    assert numbers.noun(replace(made(ONE_WARD), noun=level)) == noun


def test_the_page_and_the_file_hold_the_same():
    names = [Name(Kind.GROUP, "=1+1", "1"), Name(Kind.NOT_STATED, "Not stated"), Name(Kind.NOT_SHOWN, "")]
    by_sex = made([(50, 90, 900, 900), (5, 6, 90, 90), (3, 4, 30, 31)], names=names, by="sex")
    found = view(made(ONE_WARD), by_sex)
    html = told(drawn("indicator/change.html", "why_changed", found, "/change.csv"))
    lead, head, *rows = csv.reader(io.StringIO(change_csv(found)))
    assert "Rose by 2.5 percentage points" in lead[0]
    assert tuple(head) == HEAD
    assert [row[1] for row in rows] == [
        "whole", "Ward 3", "Ward 0", "Ward 1", "Ward 2",
        "whole", "'=1+1", "Not stated", "Groups hidden to protect small numbers, together",
    ]  # fmt: skip
    for name in ("Ward 3", "Not stated", "Groups hidden to protect small numbers, together"):
        assert name in html
    change = HEAD.index("change")
    for start, end in ((0, 5), (5, 9)):
        whole, *parts = (float(row[change]) for row in rows[start:end])
        assert sum(parts) == pytest.approx(whole, abs=1e-9)
    assert all(len(row) == len(HEAD) for row in rows)


def test_a_file_of_counts_has_no_shares():
    found = view(made([(20, 20, 0, 0), (10, 16, 0, 0)], STAYS), indicator=STAYS)
    _, head, *rows = csv.reader(io.StringIO(change_csv(found)))
    assert [row[head.index("by_value")] for row in rows] == ["", "", ""]
    assert [row[head.index("change")] for row in rows] == ["6", "6", "0"]
