"""Small lasting changes as words, pictures, table and file: one value, many views."""

import csv
import io

import numpy as np
import pytest

from components.exports import surveillance_csv
from components.indicator import surveillance_chart
from components.words.series import surveillance as words
from quality.surveillance import surveillance
from tests.builders import make_result
from tests.drawn import drawn, told

EXPECTED = {"expected": "deaths", "domain": "effective"}
CALM = [10, 8, 12, 9, 11, 10, 9, 12, 8, 10, 11, 9, 10, 11, 9, 10]
RISEN = [*CALM, 14, 15, 13, 16, 14, 15]
STEPPED = [5, 4, 6, 5, 5, 6, 4, 5, 5, 6, 4, 5, 5, 4, 6, 5, 4, 5, 5, 4, 8, 8, 9, 8, 8, 9]


def deaths(counts, **more):
    return surveillance(make_result(counts, [10.0] * len(counts), **EXPECTED, **more))


def folded(found):
    return drawn("indicator/surveillance.html", "folded", found, "/indicator/falls?part=lasting")


def lasting(found):
    return drawn("indicator/surveillance.html", "lasting", found)


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (
            deaths(RISEN),
            "Evidence of more deaths than expected has built up since May 2025: 87 observed, 60.0",
        ),
        (
            deaths([*CALM, 6, 7, 5, 6, 7, 6, 5, 6]),
            "Evidence of fewer deaths than expected has built up since",
        ),
        (deaths(CALM), "No evidence of more or fewer deaths than expected."),
        (
            surveillance(make_result(STEPPED)),
            "Evidence of a small lasting rise, for the worse. The smoothed level has",
        ),
        (
            surveillance(make_result(STEPPED, improvement="increase")),
            "Evidence of a small lasting rise, for the better.",
        ),
        (
            surveillance(make_result(STEPPED, improvement="neutral")),
            "Evidence of a small lasting rise. The smoothed",
        ),
        (surveillance(make_result(CALM)), "No evidence of a small lasting change from the usual level."),
    ],
)
def test_the_sentence(found, said):
    assert said in words.sentence(found)
    assert told(lasting(found)).count(said) >= 2, "first line and alternative text"


def test_it_is_open_only_with_evidence_and_comes_when_it_is_asked_for_without():
    assert folded(deaths(RISEN)).startswith('<details class="disclosure" id="lasting" open>')
    assert lasting(deaths(RISEN)) in folded(deaths(RISEN))
    calm = folded(deaths(CALM))
    assert calm.startswith('<details class="disclosure" id="lasting">')
    assert '<a data-load href="/indicator/falls?part=lasting">' in calm
    assert "<svg" not in calm
    assert folded(None) == ""


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        (CALM, "About 1 fewer deaths than expected since Jan 2024"),
        (RISEN, "About 26 more deaths than expected"),
        ([10] * 14, "About as many deaths as expected since Jan 2024."),
    ],
)
def test_vlad_says_how_many_and_not_whether_by_chance(counts, said):
    found = deaths(counts)
    assert words.saved_sentence(found.accumulated, found).startswith(said)


def test_what_it_is_tuned_for_is_said():
    found = deaths(CALM)
    assert words.accumulated_tuning(found.accumulated, found) == (
        "This looks for a level that is a quarter higher or a fifth lower than expected, where about 10 are "
        "expected each month. If nothing changes and the expected numbers are right, chance alone reaches "
        "the limit for more about once every 120 months, and that for fewer about once every 121 "
        "(calculated)."
    )
    assert "less than 1 in 1,000 times by chance (simulated)" in words.smoothed_tuning(found.smoothed, found)


def test_the_file_has_every_period_and_the_same_numbers():
    found = deaths([*CALM[:5], None, *CALM[5:]], immature=1)
    rows = list(csv.reader(io.StringIO(surveillance_csv.lasting_csv(found))))
    assert rows[0] == [f"Falls with harm, Ward 1. {words.sentence(found)}"]
    assert len(rows) == 2 + len(found.periods)
    column = rows[1].index("cusum_more")
    given = [float(row[column]) if row[column] else np.nan for row in rows[2:]]
    np.testing.assert_allclose(given, found.accumulated.more, rtol=1e-9)
    assert not any(rows[2 + 5][3:])
    assert not any(rows[-1][3:])


def test_the_table_names_points_beyond_a_limit_in_words():
    html = lasting(deaths(RISEN))
    assert '<td class="is-concern">more than expected</td>' in html
    assert "<td>within limits</td>" in html


def test_labels_stand_from_top_to_bottom_at_their_lines():
    (figure,) = surveillance_chart.figures(surveillance(make_result(STEPPED)))
    texts, tops, newest = zip(*figure.labels, strict=True)
    assert [text.rpartition(" ")[0] for text in texts] == [
        "smoothed",
        "upper limit",
        "centre line",
        "lower limit",
    ]
    assert [float(top) for top in tops] == sorted(float(top) for top in tops)
    assert newest == (True, False, False, False)


YEAR = [12, 11, 9, 8, 6, 5, 4, 5, 6, 8, 10, 13]


def test_a_winter_worse_than_winters_is_said_drawn_and_written_to_the_file():
    found = surveillance(make_result([*YEAR * 4, *YEAR[:11], 30], domain="timely", chart="c"))
    said = told(folded(found))
    assert words.SEASON in said
    assert words.TITLE not in said
    assert "high for the season" in said
    assert (
        "is unusually high for the season: 30, where the season leads to expect about 12; upper bound 21."
        in said
    )
    assert "one month in 200 above its upper bound" in said
    rows = list(csv.reader(io.StringIO(surveillance_csv.lasting_csv(found))))
    assert rows[1][3:] == ["count", "seasonal_expected", "seasonal_lower", "seasonal_upper"]
    assert rows[-1][3] == "30"
    assert float(rows[-1][6]) == found.seasonal.upper[-1]


def test_a_winter_like_any_other_is_not_unusual():
    found = surveillance(make_result(YEAR * 5, domain="timely", chart="c"))
    assert "is not unusual for the season: 13, where" in words.sentence(found)
    assert words.summary(found) == "no evidence"
