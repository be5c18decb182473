"""Does it come back every year? One digit a month, January first, a dot where a month is missing."""

import pytest

import stats

TABLE = [
    # months                                        seasonal  highest month   why
    ("987654345678" "878553455679" "986644335787",  True,     0,              "every winter"),
    ("345678987654" "345579887654" "34.688977644",  True,     6,              "every summer, one gap"),
    ("546574564655" "467455464655" "645546574556",  False,    None,           "steady"),
    ("987654345678" "878553455679",                 False,    None,           "two years are too few to say"),
    ("112122324332" "343454435546" "556465766776",  False,    None,           "a slope is no season"),
    ("555555555555" "555555555555" "555555555555",  False,    None,           "it never moved"),
]  # fmt: skip


@pytest.mark.parametrize(("months", "seasonal", "highest", "why"), TABLE, ids=[why for *_, why in TABLE])
def test_season(months, seasonal, highest, why):
    values = [float("nan") if month == "." else float(month) for month in months]
    found = stats.find_seasonality([values], [i % 12 for i in range(len(values))])
    assert bool(found.is_seasonal[0]) is seasonal
    if highest is not None:
        assert min(abs(found.peak[0] - highest), 12 - abs(found.peak[0] - highest)) <= 1
