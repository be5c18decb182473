"""The file of a series: sentence first, full numbers, and nothing that a spreadsheet would run."""

import csv
import io
from datetime import date

import pytest

from components.exports import series_csv as csv_export
from components.words import chart_sentence
from components.words.series import silence
from tests.builders import STEADY, decision, make_result


def rows(result):
    return list(csv.reader(io.StringIO(csv_export.series_csv(result))))


def test_the_first_line_is_the_sentence():
    result = make_result(STEADY)
    silent = silence.sentence(result.status, result.indicator)
    assert silent
    assert rows(result)[0] == [f"{chart_sentence.alt_text(result)} {silent}"]


def test_every_period_is_a_row_and_gaps_are_blank():
    found = rows(make_result([4, None, 6], [100, 100, 100]))
    assert found[1] == list(csv_export.HEAD)
    assert [row[2] for row in found[2:]] == ["4", "", "6"]
    assert found[3][found[1].index("what_it_is")] == "no value"


def test_the_file_says_what_was_left_out_and_what_sets_the_limits():
    acts = [
        decision("exclusion", date(2024, 3, 1), "=counted twice"),
        decision("baseline", date(2025, 3, 1), "before the change"),
    ]
    sentence, head, *found = rows(make_result(STEADY, decisions=acts))
    left_out = [dict(zip(head, row, strict=True)) for row in found]
    assert [row["sets_limits"] for row in left_out] == ["yes", "yes", "no", *["yes"] * 12, *["no"] * 5]
    assert left_out[2]["left_out_because"] == "'=counted twice"
    assert left_out[2]["what_it_is"] == "left out of limits and rules: =counted twice"
    assert "based on Jan 2024 to Mar 2025 only. Left out of limits and rules: Mar 2024." in sentence[0]


@pytest.mark.parametrize(
    ("text", "safe"), [("=1+1", "'=1+1"), ("-2", "'-2"), ("@x", "'@x"), ("Falls", "Falls"), ("", "")]
)
def test_formulas_are_defused(text, safe):
    assert csv_export.harmless(text) == safe
