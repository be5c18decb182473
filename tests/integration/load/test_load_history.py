"""What a load changes is kept with the load that made it and the one that ended it."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from data.models import (
    EventCoverage,
    EventCoverageRevision,
    LoadRepeat,
    Observation,
    ObservationRevision,
    PopulationRevision,
    ServiceRevision,
)
from tests.loading import CATALOGUE, SERVICES, Folder

MATURING = ("    title: Falls\n", "    title: Falls\n    maturity: 1\n")
EARLY, LATE = date(2026, 2, 15), date(2026, 3, 1)


@pytest.fixture
def folder(engine, tmp_path):
    return Folder(tmp_path, engine)


def rows(folder, table, **where):
    with Session(folder.engine) as session:
        return list(session.scalars(select(table).filter_by(**where)))


def newest(folder):
    return folder.loads()[-1].id


def test_a_value_that_became_complete_says_by_which_load(folder):
    folder.describe(CATALOGUE, MATURING)
    folder.falls("2026-01-01,W1,3,540", as_at=EARLY)
    first = newest(folder)
    folder.falls("2026-01-01,W1,3,540", as_at=LATE)
    second = newest(folder)
    folder.falls("2026-01-01,W1,3,540", as_at=LATE)
    found = rows(folder, Observation)
    assert {(row.load_id, row.matured_by, row.is_immature) for row in found} == {(first, second, False)}
    assert rows(folder, ObservationRevision) == []


def test_a_value_that_is_no_longer_complete_is_another_value(folder):
    folder.describe(CATALOGUE, MATURING)
    folder.falls("2026-01-01,W1,3,540", as_at=LATE)
    first = newest(folder)
    report = folder.falls("2026-01-01,W1,3,540", as_at=EARLY)
    assert (report.revised, report.unchanged) == (0, 1)  # its numbers are the same
    assert {row.load_id for row in rows(folder, Observation)} == {newest(folder)}
    kept = rows(folder, ObservationRevision, origin="loaded")
    assert [(row.load_id, row.is_immature, row.superseded_by) for row in kept] == [
        (first, False, newest(folder))
    ]


def test_a_value_under_another_definition_is_another_value(folder):
    folder.falls("2026-01-01,W1,3,540")
    folder.describe(CATALOGUE, ("per: 1000", "per: 100"))
    folder.falls("2026-01-01,W1,3,540")
    (kept,) = rows(folder, ObservationRevision, origin="loaded")
    (now,) = rows(folder, Observation, origin="loaded")
    assert kept.definition_id != now.definition_id
    assert (kept.superseded_by, now.load_id) == (newest(folder), newest(folder))


def test_what_was_known_of_a_service_is_kept(folder):
    tree = newest(folder)
    folder.write("services.csv", SERVICES.replace("W1,Ward 1,ward,H1", "W1,Ward One,ward,H2"))
    assert folder.load("tree").revised == 1
    (kept,) = rows(folder, ServiceRevision)
    assert (kept.name, kept.load_id, kept.superseded_by) == ("Ward 1", tree, newest(folder))


def test_what_was_known_of_a_population_is_kept(folder):
    for count in (100, 100, 120):
        folder.write("people.csv", f"code,year,sex,people\nH1,2025,F,{count}\n")
        folder.load("people")
    (kept,) = rows(folder, PopulationRevision)
    assert (kept.count, kept.superseded_by) == (100, newest(folder))


ARRESTS = (
    CATALOGUE
    + """\
  arrests:
    title: Days between arrests
    data: {source: arrests, numerator: 1}
    chart: t
    unit: days
    improvement: increase
    additive: true
"""
)
ARRESTS = ARRESTS.replace(
    "  people:\n",
    "  arrests: {shape: events, file: arrests.csv, period: {column: day}, service: ward}\n  people:\n",
    1,
)


def arrests(folder, *lines):
    folder.write("arrests.csv", "day,ward\n" + "".join(f"{line}\n" for line in lines))
    return folder.load("arrests")


def test_the_days_that_were_known_of_a_list_are_kept(folder):
    folder.describe(ARRESTS)
    arrests(folder, "2026-01-03,W1", "2026-02-03,W1")
    first = newest(folder)
    arrests(folder, "2026-01-03,W1", "2026-02-03,W1", "2026-03-03,W1")
    (kept,) = rows(folder, EventCoverageRevision)
    assert (kept.complete_to, kept.load_id, kept.superseded_by) == (date(2026, 2, 3), first, newest(folder))
    assert [row.complete_to for row in rows(folder, EventCoverage)] == [date(2026, 3, 3)]


# -- what was said again ---------------------------------------------------------------------------


def repeats(folder):
    return {(row.load_id, row.repeated) for row in rows(folder, LoadRepeat)}


def test_a_load_that_says_the_same_again_is_known_to(folder):
    folder.falls("2026-01-01,W1,3,540", "2026-02-01,W1,3,540")
    first = newest(folder)
    folder.falls("2026-02-01,W1,9,540")
    second = newest(folder)
    assert repeats(folder) == set()
    folder.falls("2026-01-01,W1,3,540", "2026-02-01,W1,9,540")
    assert repeats(folder) == {(newest(folder), first), (newest(folder), second)}


def test_a_list_that_leaves_out_what_was_left_out_before_is_known_to(folder):
    folder.describe(ARRESTS)
    arrests(folder, "2026-01-03,W1", "2026-01-20,W1", "2026-02-03,W1")
    arrests(folder, "2026-01-03,W1", "2026-02-03,W1")  # takes one away
    second = newest(folder)
    arrests(folder, "2026-01-03,W1", "2026-02-03,W1")
    assert (newest(folder), second) in repeats(folder)
