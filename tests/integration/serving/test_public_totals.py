"""Numbers of everyone where everybody reads."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp
from sqlalchemy.orm import Session

from data.database import snapshot
from errors import NotFoundError
from quality.as_of import session_as_of
from quality.disclosure.protected_counts import group_tree
from quality.disclosure.totals import hidden_totals, read_for_everybody
from quality.reference.ids import read_ids
from quality.series.calendar_blocks import Grain
from quality.series.key import SeriesKey
from quality.signals.read import read_series
from quality.signals.refresh import bring_up_to_date
from tests.warehouse import Warehouse, make_catalogue

K, BASE, MONTHS = 7, 5, 14
WARDS = ("W1", "W2", "W3")


def catalogue_with(**disclosure):
    source = {"shape": "tidy", "service": "ward", "period": {"column": "month"}}
    late = {"source": "others", "numerator": "late", "denominator": "all"}
    return make_catalogue(
        {
            "falls": {"dimensions": ["sex"]},
            "late": {"data": [late], "unit": "%", "per": 100, "is_proportion": True, "chart": "p"},
        },
        sources={name: source | {"file": f"{name}.csv"} for name in ("wards", "others")},
        dimensions={
            "sex": {"title": "Sex", "categories": [{"code": code, "label": code} for code in ("F", "M")]}
        },
        disclosure={"hide_up_to": K, "round_to": BASE, **disclosure},
    )


CATALOGUE = catalogue_with(mode="public")


@pytest.fixture
def here(sqlite_engine):
    made = Warehouse(sqlite_engine, CATALOGUE)
    made.service("H", level="hospital")
    for ward in WARDS:
        made.service(ward, level="ward", parent="H")
    return made


def filled(here, counts):
    """Falls of each ward every month; the hospital has their sum."""
    for ward, count in zip(WARDS, counts, strict=True):
        here.series("falls", ward, [float(count)] * MONTHS)
    here.series("falls", "H", [float(sum(counts))] * MONTHS)


def shown(here, measure="falls", catalogue=CATALOGUE):
    """Read of each service: its numbers, or None."""
    with snapshot(here.engine) as session:
        read_for_everybody(session, catalogue)
        found = {s: read_series(session, catalogue, SeriesKey(measure, s)) for s in ("H", *WARDS)}
        return {
            service: None if one is None else set(one.numerator.tolist()) for service, one in found.items()
        }


def test_totals_are_rounded_and_few_are_hidden_with_a_cover(here):
    filled(here, (3, 23, 41))
    assert shown(here) == {"H": {65.0}, "W1": None, "W2": None, "W3": {40.0}}


def test_staff_see_totals_as_they_are(here):
    filled(here, (3, 23, 41))
    assert shown(here, catalogue=catalogue_with()) == {"H": {67.0}, "W1": {3.0}, "W2": {23.0}, "W3": {41.0}}


def test_all_but_a_few_are_few(here):
    here.series("late", "H", [197.0] * MONTHS, [200.0] * MONTHS)
    assert shown(here, "late")["H"] is None


def test_nobody_is_shown_unless_zeros_are_hidden_too(here):
    filled(here, (0, 23, 41))
    assert shown(here)["W1"] == {0.0}
    strict = catalogue_with(mode="public", hide_zeros=True)
    assert shown(here, catalogue=strict) == {"H": {65.0}, "W1": None, "W2": None, "W3": None}


def test_what_is_stored_of_a_series_is_judged_from_what_is_shown(here):
    filled(here, (3, 23, 41))
    with Session(here.engine) as session, session.begin():
        assert bring_up_to_date(session, CATALOGUE) == 2


def test_totals_beside_groups_are_the_same(here):
    filled(here, (3, 23, 41))
    for ward, count in zip(WARDS, (3, 23, 41), strict=True):
        here.series("falls", ward, [float(count)] * MONTHS, category="sex:F")
    with snapshot(here.engine) as session:
        tree, names = group_tree(session, CATALOGUE, "falls", "sex"), read_ids(session).services
        told = {w: set(tree.of(names[w].id).released(Grain.PERIOD).total_numerator.tolist()) for w in WARDS}
    assert told["W3"] == {40.0}
    assert all(np.isnan(number) for ward in ("W1", "W2") for number in told[ward])


def test_nothing_is_looked_back_at(here):
    filled(here, (3, 23, 41))
    with pytest.raises(NotFoundError, match="as they are now"), session_as_of(here.engine, CATALOGUE, "1"):
        pass


@pytest.mark.parametrize("seed", range(12))
def test_no_total_that_is_hidden_follows_from_those_that_are_rounded(here, seed):
    """Integer programming over every number that fits all that is shown, in months and their year."""
    random = np.random.default_rng(seed)
    counts = random.poisson(random.choice([3, 9, 40], size=(len(WARDS), 1)), size=(len(WARDS), MONTHS))
    for ward, its in zip(WARDS, counts.astype(float).tolist(), strict=True):
        here.series("falls", ward, its)
    here.series("falls", "H", counts.sum(axis=0).astype(float).tolist())
    with snapshot(here.engine) as session:
        hidden = hidden_totals(session, CATALOGUE, "falls")
        names = read_ids(session).services
    is_shown = {
        grain: [names[code].id not in those for code in ("H", *WARDS)] for grain, those in hidden.items()
    }
    system = Rounded(counts, is_shown)
    for ward, month in np.argwhere((counts > 0) & (counts <= K)).tolist():
        assert not is_shown[Grain.PERIOD][1 + ward]
        least, most = system.range_of(ward, month)
        assert most > least, (WARDS[ward], month, counts[ward, month])


class Rounded:
    """Sums over wards and months, each known to half a base of what is shown."""

    def __init__(self, counts, is_shown) -> None:
        self.shape = counts.shape
        rows, low, high = [], [], []
        spans = {
            Grain.PERIOD: [(i, i + 1) for i in range(MONTHS)],
            Grain.QUARTER: [(i, i + 3) for i in range(0, MONTHS - 2, 3)],
            Grain.YEAR: [(0, 12)],
        }
        for grain, of_grain in spans.items():
            for service, inside in enumerate([slice(None), *(slice(w, w + 1) for w in range(len(WARDS)))]):
                for first, last in of_grain if is_shown[grain][service] else ():
                    row = np.zeros(self.shape)
                    row[inside, first:last] = 1
                    told = BASE * np.floor(counts[inside, first:last].sum() / BASE + 0.5)
                    rows.append(row.ravel())
                    low.append(told - BASE // 2)
                    high.append(told + BASE // 2)
        self.limits = [LinearConstraint(np.array(rows), low, high)] if rows else []

    def range_of(self, ward, month):
        aim = np.zeros(self.shape)
        aim[ward, month] = 1
        ends = [
            milp(sign * aim.ravel(), constraints=self.limits, integrality=np.ones(aim.size),
                 bounds=Bounds(0, 1000)).fun
            for sign in (1, -1)
        ]  # fmt: skip
        return round(ends[0]), round(-ends[1])
