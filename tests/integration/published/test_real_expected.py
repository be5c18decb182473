"""Real observed and expected events, loaded by examples/california.yaml: the CUSUM of two by hand.

The file is not part of this repository: see test_real_data.py.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from datetime import date

import numpy as np
import pytest
from sqlalchemy.orm import Session

from catalogue.reading.read import load_catalogue
from data.database import connect
from loaders.run.load import run
from quality.series.key import SeriesKey
from quality.signals.read import read_series
from quality.surveillance import surveillance
from settings import ROOT
from tests.integration.published.test_real_data import FOLDER

FILE = FOLDER / "B_safety" / "mrsa_california_hospital_annual_2013_2019.csv"
DAVIS, UCSF = "030000113", "220000031"

pytestmark = pytest.mark.skipif(not FILE.exists(), reason=f"no {FILE.name} in {FILE.parent}")


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    engine = connect(f"sqlite:///{tmp_path_factory.mktemp('real') / 'real.db'}")
    catalogue = load_catalogue(ROOT / "examples" / "california.yaml")
    reports = {r.source: r for r in run(engine, catalogue, None, folder=FOLDER)}
    with Session(engine) as session:
        yield catalogue, reports, session
    engine.dispose()


def by_year(facility=None):
    """Observed and expected by year, straight from the file."""
    sums = defaultdict(lambda: [0.0, 0.0])
    with FILE.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["pooled_row"] == "True" or row["period"] == "2013":
                continue
            if facility in (None, row["facility_id"]):
                sums[int(row["period"])][0] += float(row["infections"] or 0)
                sums[int(row["period"])][1] += float(row["infections_predicted"] or 0)
    return np.array([sums[year] for year in sorted(sums)])


def test_rows_are_refused_only_for_having_no_number(loaded):
    _, reports, _ = loaded
    report = reports["mrsa"]
    assert report.new > 2000
    assert [str(problem) for problem in report.problems] == []


def second_look(loaded, service):
    catalogue, _, session = loaded
    return surveillance(read_series(session, catalogue, SeriesKey("mrsa_against_expected", service)))


@pytest.mark.parametrize("service", [DAVIS, UCSF])
def test_observed_and_expected_are_those_of_the_file(loaded, service):
    found = second_look(loaded, service)
    np.testing.assert_allclose(np.c_[found.numerator, found.denominator], by_year(service))


def test_a_hospital_with_many_more_than_expected_gave_evidence_that_has_worn_off(loaded):
    found = second_look(loaded, DAVIS).accumulated
    assert found.signal.tolist() == [1, 1, 0, 1, 0, 0]
    assert found.direction == 0
    total = 0.0
    for (observed, expected), seen in zip(by_year(DAVIS), found.more, strict=True):
        total = max(0.0, total + observed * np.log(found.ratio_more) - (found.ratio_more - 1) * expected)
        assert seen == pytest.approx(total)


def test_a_hospital_with_a_quarter_fewer_gives_evidence_of_fewer(loaded):
    found = second_look(loaded, UCSF).accumulated
    assert found.direction == -1
    assert found.saved[-1] == pytest.approx(np.diff(by_year(UCSF)).sum())
    assert found.phase_since == date(2014, 1, 1)
