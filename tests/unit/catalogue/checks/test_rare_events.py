"""What the catalogue says of a measure of rare events that cannot be one."""

from __future__ import annotations

import pytest

from catalogue.checks.entries import check
from catalogue.fields.periods import Frequency
from catalogue.sources import EventsSource
from tests.warehouse import SOURCE, make_catalogue, make_indicator

LIST = {"shape": "events", "file": "list.csv", "period": {"column": "date"}, "service": "ward"}
TREE = {"shape": "services", "file": "tree.csv", "code": "code", "level": "ward"}
GOOD = {
    "chart": "t",
    "data": {"source": "list", "numerator": 1},
    "unit": "days",
    "improvement": "increase",
}


def findings(**changes: object) -> list[str]:
    catalogue = make_catalogue(
        {"falls": {}, "arrests": GOOD | changes},
        sources={"tree": TREE, "wards": SOURCE, "list": LIST},
        dimensions={
            "sex": {"title": "Sex", "categories": [{"code": "F", "label": "W"}, {"code": "M", "label": "M"}]}
        },
    )
    return [" | ".join(finding.words) for finding in check(catalogue)]


def test_a_good_one_has_none():
    assert findings() == []
    cases = {"source": "list", "numerator": 1, "denominator": "operations"}
    assert findings(chart="g", data=cases, unit="operations", denominator="Operations since") == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            {"data": {"source": "wards", "numerator": "falls"}},
            "shape events, for chart: t | wards, shape tidy",
        ),
        ({"chart": "c"}, "from a list of rare events | chart: t (time between) or g (cases between) | c"),
        ({"targets": 90}, "`targets` has no place on a t chart"),
        ({"dimensions": "sex"}, "a single event of a group cannot be hidden"),
        ({"maturity": 1}, "`complete_to` of the source says how far"),
        ({"per": 100}, "`per` has no place on a t chart"),
        ({"unit": "arrests"}, "counts days, its unit says something else | days | arrests"),
        ({"improvement": "decrease"}, "more time or cases between events would be worse"),
        (
            {"data": {"source": "list", "numerator": 1, "denominator": "operations"}},
            "a t chart is of time, its data counts cases between events",
        ),
    ],
)
def test_what_has_no_place_is_said(changes, said):
    assert any(said in words for words in findings(**changes)), findings(**changes)


def test_its_points_are_days_and_its_list_comes_as_often_as_written():
    indicator = make_indicator(**GOOD, frequency="weekly")
    assert (indicator.frequency, indicator.rhythm) == (Frequency.DAILY, Frequency.WEEKLY)
    again = type(indicator).model_validate(indicator.model_dump())
    assert again == indicator
    assert make_indicator(**GOOD).rhythm is Frequency.MONTHLY
    assert make_indicator(frequency="weekly").rhythm is Frequency.WEEKLY


def test_another_chart_is_another_definition():
    assert make_indicator(**GOOD).fingerprint != make_indicator(**GOOD | {"chart": "g"}).fingerprint


def test_several_lists_cannot_all_speak_to_the_day_they_are_loaded():
    lists = {"shape": "events", "service": "ward", "period": {"column": "date"}, "complete_to": "loaded"}
    assert EventsSource.model_validate(lists | {"file": "list.csv"}).complete_to == "loaded"
    with pytest.raises(ValueError, match="`file` takes several"):
        EventsSource.model_validate(lists | {"file": "lists/*.csv"})
