"""What is a number, what is missing, what is neither."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.fields.qualifiers import DEFAULT_MARKS, DEFAULT_MISSING, FIRST_MISSING, QUALIFIERS
from loaders.parse.tables import Column
from loaders.values import durations, separators
from loaders.values.numbers import Wording, read, understand
from loaders.values.numbers import expected as words_for

MISSING = ("", "*", "-", "N/A")


def one(text, scale=None):
    values, refused = read(Column.of([text]), MISSING, scale)
    return "refused" if refused[0] else None if np.isnan(values[0]) else values[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3", 3),
        ("-3.5", -3.5),
        (" 12 ", 12),
        ("1e3", 1000),
        ("1,273", 1273),
        ("1,234,567.5", 1234567.5),
        ("0", 0),
        ("", None),
        ("  ", None),
        ("*", None),
        ("N/A", None),
        ("n/a", "refused"),
        ("1,27", "refused"),
        ("1,5", "refused"),
        ("12,3456", "refused"),
        ("47.8%", "refused"),
        ("nan", "refused"),
        ("inf", "refused"),
        ("1e999", "refused"),
        ("0x1F", "refused"),
        ("True", "refused"),
        ("1_000", "refused"),
        ("£3", "refused"),
        ("<5", "refused"),
        ("300 or more", "refused"),
    ],
)
def test_read(text, expected):
    assert one(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("47.8%", 0.478), ("47.8 %", 0.478), ("50", 0.5), ("*", None), ("%", "refused")],
)
def test_scaled_column_reads_percentages(text, expected):
    found = one(text, scale=0.01)
    assert found == (pytest.approx(expected) if isinstance(expected, float) else expected)


@given(
    st.lists(
        st.one_of(st.floats(-1e12, 1e12).map(repr), st.sampled_from(["*", "x", "1,000", ""])), min_size=1
    )
)
def test_column_reads_as_its_cells_do(cells):
    """Once per distinct text gives what cell by cell gives."""
    values, refused = read(Column.of(cells), MISSING, None)
    for cell, value, bad in zip(cells, values, refused, strict=True):
        expected = one(cell)
        assert ("refused" if bad else None if np.isnan(value) else value) == expected


# -- why there is no number, and what is said of one ---------------------------------------------------

WORDING = Wording(
    missing={**DEFAULT_MISSING, "9999": "not reported", "--": "zero"},
    marks={**DEFAULT_MARKS, "p": "provisional", "r": "revised", "*": "ignored"},
    ranges="suppressed",
)


def told(text, wording=WORDING):
    found = understand(Column.of([text]), wording)
    if found.refused[0]:
        return "refused"
    return None if np.isnan(found.values[0]) else found.values[0], QUALIFIERS[found.qualifier[0]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("*", (None, "suppressed")),
        ("[c]", (None, "suppressed")),
        ("z", (None, "not applicable")),
        ("..", (None, "not available")),
        ("-", (None, None)),
        ("", (None, None)),
        ("--", (0, None)),
        ("0", (0, None)),
        ("9999", (None, "not reported")),
        ("9999.0", (None, "not reported")),
        ("9,999", (None, "not reported")),
        ("12.3p", (12.3, "provisional")),
        ("12.3 p", (12.3, "provisional")),
        ("1,234*", (1234, None)),
        ("-3.5r", (-3.5, "revised")),
        ("45 [r]", (45, "revised")),
        ("45[e]", (45, "estimated")),
        ("45 [p][r]", (45, "provisional")),
        ("45 p,r", (45, "provisional")),
        ("0 [low]", (None, "only a range")),
        ("45 [q]", "refused"),
        ("45q", "refused"),
        ("p", "refused"),
        ("1e3", (1000, None)),
        ("<5", (None, "suppressed")),
        ("≤ 7", (None, "suppressed")),
        ("5-9", (None, "suppressed")),
        ("5 to 9", (None, "suppressed")),
        ("FEWER THAN 50", (None, "suppressed")),
        ("300 or more", (None, "suppressed")),
        ("95%+", (None, "suppressed")),
        ("up to 10", (None, "suppressed")),
        ("more or less 5 people", "refused"),
    ],
)
def test_what_is_told_of_a_cell(text, expected):
    assert told(text) == expected


def test_ranges_and_letters_are_refused_unless_declared():
    plain = Wording(DEFAULT_MISSING, DEFAULT_MARKS)
    assert [told(text, plain) for text in ("<5", "5-9", "12p", "7*")] == ["refused"] * 4
    assert told("12 [p]", plain) == (12, "provisional")
    assert "`ranges: suppressed`" in words_for("300 or more")
    assert '`marks: {"p": …}`' in words_for("12p")
    assert words_for("some words") == "a number"


def test_a_zero_can_mean_that_nothing_was_sent():
    daily = Wording(DEFAULT_MISSING, {"p": "provisional"}, zero_is="not reported")
    found = [told(text, daily) for text in ("0", "0.0", "0p", "3")]
    assert found == [(None, "not reported"), (None, "not reported"), (None, "not reported"), (3, None)]


@given(st.text(max_size=12))
def test_nothing_that_is_understood_is_both_a_number_and_missing(text):
    found = understand(Column.of([text]), WORDING)
    if found.qualifier[0] >= FIRST_MISSING:
        assert np.isnan(found.values[0])
    assert not (found.refused[0] and found.qualifier[0])


# -- commas, times ---------------------------------------------------------------------------------


def column(*texts, **wording):
    found = understand(Column.of(list(texts)), Wording(dict.fromkeys(MISSING), **wording))
    values = [None if np.isnan(value) else value for value in found.values]
    return ["refused" if bad else value for value, bad in zip(values, found.refused, strict=True)]


def test_a_comma_before_fractions():
    cells = ["2,869", "12,5", "1.273", "1.273.456,25", "-0,5", "7", "*", "1.5", "1,2,3"]
    expected = [2.869, 12.5, 1273, 1273456.25, -0.5, 7, None, "refused", "refused"]
    assert column(*cells, decimal=",") == expected
    assert column("12,5%", scale=0.01, percent=0, decimal=",") == [0.125]
    assert column("12,5p", "3 p", decimal=",") == ["refused", "refused"]


def test_one_comma_before_a_fraction_makes_all_of_its_column_unclear():
    """2,869 beside 12,5 is not two thousand."""
    assert column("2,869", "12,5", "7") == ["refused", "refused", 7]
    assert column("2,869", "1,500", "7") == [2869, 1500, 7]
    assert column("2,869", "12,5", decimal=".") == [2869, "refused"]


def test_between_semicolons_a_comma_is_asked_about():
    assert column("2,869", "7", "7.5", decimal="?") == ["refused", 7, 7.5]
    assert 'say `decimal: ","`' in words_for("2,869")
    assert "a comma before its fraction" in words_for("1.5", ",")


def test_how_long_something_took():
    cells = ["0:07:12", "00:07:12", "26:00:00", "1 day, 2:00:00", "1900-01-01 02:00:00", "0:00:30.5", "*"]
    assert column(*cells, is_time=True) == [432, 432, 93600, 93600, 93600, 30.5, None]
    assert column("0:07:12", is_time=True, scale=1 / 60) == [pytest.approx(7.2)]
    assert column("7:12", "432", "0.005", "0:61:00", is_time=True) == ["refused"] * 4
    assert column("0:07:12") == ["refused"]
    assert "time in minutes" in words_for("07:24")
    assert "`time in …, minutes and seconds` (or `hours and minutes`)" in words_for("07:24", is_time=True)
    assert "time in minutes" in words_for("0:07:12")
    assert "hours, minutes and seconds" in words_for("432", is_time=True)


W, A, V, R = separators.DOUBTS  # whole numbers, amounts, values, rates


def test_times_in_two_parts_are_what_is_declared():
    cells = ["07:24", "75:30", "0:07:12", "7:24 [p]", "*", "7:60", "444"]
    wording = {"is_time": True, "short_times": "minutes and seconds"}
    assert column(*cells[:5], **wording) == [444, 4530, 432, "refused", None]
    assert column("07:24.5", **wording) == [444.5]
    assert column(*cells[5:], **wording) == ["refused", "refused"]
    wording["short_times"] = "hours and minutes"
    assert column(*cells[:3], **wording) == [26640, 271800, 432]
    assert column("07:24.5", **wording) == ["refused"]


def test_times_that_were_typed_without_seconds():
    typed = [f"{minutes:02}:24:00" for minutes in range(durations.ENOUGH)]
    assert durations.seem_typed([*typed, "*", "00:00:00"])
    assert not durations.seem_typed(typed[1:])
    assert not durations.seem_typed([*typed, "00:07:24"])


@pytest.mark.parametrize(
    ("texts", "doubt", "unclear"),
    [
        (["987", "1.234", "2.000"], W, ["1.234", "2.000"]),
        (["987", "1.234"], W, ["1.234"]),
        (["987", "1.234"], A, []),
        (["987", "1.234", "12.345 p"], A, ["1.234", "12.345 p"]),
        (["987", "1.234", "12.345"], V, ["1.234", "12.345"]),
        (["51.203", "47.812", "12.000"], V, []),  # minutes, say: all have their three digits
        (["987", "1.234", "12.345"], R, []),
        (["0.934", "1.234", "2.000"], W, []),  # no thousand begins with a zero
        (["1.234", "12.50"], W, []),
        (["1.234", "2.345", "1234"], W, []),  # this file writes thousands without a dot
        (["1.234", ".", "n.d.", "*"], W, ["1.234"]),
        (["1.234.567", "1.234"], R, ["1.234.567", "1.234"]),
        (["12,5", "1.234"], R, ["1.234"]),
        (["1.234,5", "1.234"], R, ["1.234,5", "1.234"]),
        (["1,234", "1.234"], R, []),
        (["-1.234", "+2.345"], A, ["-1.234", "+2.345"]),
        (["1.2345", "1.234"], W, []),
        (["987", ""], W, []),
    ],
)
def test_dots_that_may_part_thousands(texts, doubt, unclear):
    found = separators.dots(texts, doubt)
    assert [text for text, is_it in zip(texts, found, strict=True) if is_it] == unclear


def test_dots_that_may_part_thousands_are_asked_about():
    assert column("987", "1.234", dots=W) == [987, "refused"]
    assert column("987", "1.234") == [987, 1.234]
    assert column("1.234", "2.345", decimal=",", dots=W) == [1234, 2345]
    assert column("1.234", "2.345", decimal=".", dots=W) == [1.234, 2.345]
    assert 'say `decimal: ","` in the source if the dots part thousands' in words_for("1.234")
    assert 'say `decimal: ","` in the source if the dots part thousands' in words_for("1.234,5 p")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 273", 1273),
        ("12\u00a0345\u202f678.5", 12345678.5),
        ("1 27", "refused"),
        ("1234 567", "refused"),
        ("1 2345", "refused"),
        ("1 000 to 2 000", "refused"),
        ("\u22127.5", -7.5),
        ("1_000", "refused"),
    ],
)
def test_blanks_between_thousands_and_the_other_minus(text, expected):
    assert one(text) == expected


def test_a_mark_may_stand_behind_blanks_between_thousands():
    found = understand(Column.of(["2\u00a0678 [p]"]), Wording({}, DEFAULT_MARKS))
    assert (found.values[0], QUALIFIERS[found.qualifier[0]]) == (2678, "provisional")
