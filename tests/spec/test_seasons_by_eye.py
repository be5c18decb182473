"""What comes back, in words: one digit a month, January first; what is said, and what is left without it."""

import pytest

from components.words.series.alternatives import evidence, title
from components.words.series.caveats import neighbours_sentence
from quality.alternatives.seasonality import Seasonality, deseasonalised, find_seasonality
from quality.alternatives.suggest import suggest_views
from quality.signals.alternative_view import WithoutSeasons
from tests.builders import make_result

WINTER = "987654345678" "878553455679" "986644335787"  # fmt: skip
STEADY = "546574564655" "467455464655" "645546574556"  # fmt: skip


def charted(months, **rest):
    return make_result([float(month) for month in months], unit="days", **rest)


def offered(result):
    return [look for look in suggest_views(result) if isinstance(look, WithoutSeasons)]


def test_every_winter():
    result = charted(WINTER)
    (look,) = offered(result)
    assert evidence(look, result) == (
        # Means of Januaries and Julys are 8.7 and 3.3; the smooth pattern is a little flatter.
        "This series has a yearly pattern, highest around January, with about 4.8 days between high and low "
        "season. The pattern widens the control limits. A signal may come at the same time every year when "
        "nothing is new."
    )
    assert title(look, result) == "with the yearly pattern removed"


def test_steady():
    assert offered(charted(STEADY)) == []


def test_limits_that_come_from_denominators_do_not_widen():
    rate = {"chart": "u", "per": 1000, "data": [{"source": "wards", "numerator": "a", "denominator": "b"}]}
    result = make_result([float(month) for month in WINTER], [1000] * 36, **rate)
    (look,) = offered(result)
    assert "widens" not in evidence(look, result)
    assert evidence(look, result).endswith(
        "A signal may come at the same time every year when nothing is new."
    )


def test_a_week_by_its_day():
    # Monday 1 January 2024 first; Saturdays are quiet, Tuesdays busy.
    result = charted("57446124754513584551257446024844513", frequency="daily")
    (look,) = offered(result)
    assert "a weekly pattern, highest on Tuesdays" in evidence(look, result)
    assert evidence(look, result).endswith("may come on the same days every week when nothing is new.")


def test_what_is_left_without_a_pure_winter():
    exact = deseasonalised(charted("987654345678" * 3))
    assert exact.numerator == pytest.approx([6.0] * 36)


def found(r, **changes):
    known = {"is_seasonal": False, "peak": 0, "swing": 1.0, "share": 0.1, "is_alike": True}
    return Seasonality(frequency=charted(STEADY).indicator.frequency, autocorrelation=r, **(known | changes))


NEIGHBOURS = [
    (
        found(0.62),
        {},
        "Neighbouring points are alike (autocorrelation 0.6). The control limits are narrower than they "
        "should be. Runs come more easily by chance, so false signals are more common than that.",
    ),
    (
        found(0.62),
        {"chart": "run"},
        "Neighbouring points are alike (autocorrelation 0.6). Runs come more easily by chance, so false "
        "signals are more common than that.",
    ),
    (
        found(0.62, is_seasonal=True),
        {},
        "Neighbouring points are alike (autocorrelation 0.6). Runs come more easily by chance, so false "
        "signals are more common than that. The yearly pattern is part of the reason.",
    ),
    (found(0.62, is_alike=False), {}, ""),
]


@pytest.mark.parametrize(("comes_back", "chart", "said"), NEIGHBOURS)
def test_neighbours(comes_back, chart, said):
    assert neighbours_sentence(comes_back, charted(STEADY, **chart)) == said


def test_a_lasting_change_makes_neighbours_alike_too():
    result = charted("555465545565988979898899")
    assert result.signals
    assert neighbours_sentence(find_seasonality(result), result).endswith(
        "more common than that. A lasting change also makes neighbouring points alike."
    )
