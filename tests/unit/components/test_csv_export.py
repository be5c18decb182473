"""The file of a series: sentence first, full numbers, and nothing that a spreadsheet would run."""

import csv
import io

import pytest

from components import csv_export, wording
from tests.builders import STEADY, make_result


def rows(result):
    return list(csv.reader(io.StringIO(csv_export.series_csv(result))))


def test_the_first_line_is_the_sentence():
    result = make_result(STEADY)
    assert rows(result)[0] == [wording.alt_text(result)]


def test_every_period_is_a_row_and_gaps_are_blank():
    found = rows(make_result([4, None, 6], [100, 100, 100]))
    assert found[1] == list(csv_export.HEAD)
    assert [row[2] for row in found[2:]] == ["4", "", "6"]
    assert found[3][-1] == "no value"


@pytest.mark.parametrize(
    ("text", "safe"), [("=1+1", "'=1+1"), ("-2", "'-2"), ("@x", "'@x"), ("Falls", "Falls"), ("", "")]
)
def test_formulas_are_defused(text, safe):
    assert csv_export.harmless(text) == safe
