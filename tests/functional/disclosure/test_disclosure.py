"""Numbers about groups, asked for in every way that a reader has: pages and files, of two measures, now and
as of an earlier load. What is hidden in one of them must not stand in, or follow from, another."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime

import numpy as np
import orjson
import pytest

from data.database import connect, migrate, transaction
from data.models import IndicatorVersion
from data.write.loads import begin_load
from data.write.observations import Provenance, Values, put_observations
from quality import deployment
from quality.deployment import Deployment
from quality.reference.ids import read_ids
from quality.signals import refresh
from settings import Settings
from tests.views import view
from tests.warehouse import NOW, SOURCE, Warehouse, make_catalogue

MONTHS = 24  # January 2024 to December 2025
SHOWN, PEOPLE = 1234.0, 4321.0
"""Of a group and month: no other number on a page looks so."""
GROUPS = ("1", "2", "3", "4", "5")
MEASURES = ("missed", "late")
"""Counted from the same rows; `apart` from others."""
CATALOGUE = make_catalogue(
    {
        code: {
            "data": [{"source": source, "numerator": code, "denominator": "booked"}],
            "unit": "%",
            "per": 100,
            "is_proportion": True,
            "chart": "p",
            "dimensions": ["deprivation"],
        }
        for code, source in ((MEASURES[0], "wards"), (MEASURES[1], "wards"), ("apart", "others"))
    },
    sources={"wards": SOURCE, "others": SOURCE | {"file": "others.csv"}},
    dimensions={
        "deprivation": {
            "title": "Deprivation",
            "is_ordered": True,
            "axis_note": "1 = most deprived",
            "categories": [{"code": code, "label": f"Fifth {code}"} for code in GROUPS],
        }
    },
)


class Clinic:
    """One clinic with two measures of the same people, on a server of its own."""

    def __init__(self, path, demo: Deployment) -> None:
        self.engine = connect(f"sqlite:///{path}/clinic.db")
        migrate(self.engine)
        self.warehouse = Warehouse(self.engine, CATALOGUE)
        self.warehouse.service("A")
        settings = Settings(database="sqlite://", today=date(2026, 1, 20), _env_file=None)
        self.deployment = Deployment(self.engine, CATALOGUE, settings)
        self.before = demo

    def serve(self) -> None:
        from app import make_app

        with transaction(self.engine) as session:
            refresh.bring_up_to_date(session, CATALOGUE)
        self.client = make_app(self.deployment).server.test_client()

    def months(
        self, measure: str, group: str, events: list[float], people: list[float] | None = None
    ) -> None:
        self.warehouse.series(
            measure, "A", events, people or [PEOPLE] * len(events), category=f"deprivation:{group}"
        )

    def revise(self, measure: str, group: str, month: date, events: float) -> None:
        """Load one value again."""
        with transaction(self.engine) as session:
            known = read_ids(session)
            number = known.indicator_ids[measure]
            load = begin_load(
                session, source="wards", file_name="again.csv", file_hash="", as_at=month,
                now=datetime(2026, 11, 20, 9),
            )  # fmt: skip
            ids = [known.services["A"].id], [known.category_ids[f"deprivation:{group}"]]
            value = Values(
                *map(np.array, ids), np.array([month], dtype="datetime64[D]"),
                np.array([events]), np.array([PEOPLE]), np.array([False]),
            )  # fmt: skip
            put_observations(session, value, Provenance(number, number, load))
            refresh.bring_up_to_date(session, CATALOGUE)

    def described(self, measure: str, on: datetime, **then: object) -> None:
        """Keep how a measure was described from a moment on."""
        described = CATALOGUE.indicators[measure].model_dump(mode="json") | then
        with transaction(self.engine) as session:
            number = read_ids(session).indicator_ids[measure]
            content = orjson.dumps(described).decode()
            session.add(IndicatorVersion(indicator_id=number, content=content, first_used=on))

    def file(self, measure: str, group: str, more: str = "") -> list[dict[str, str]]:
        answer = self.client.get(f"/indicator/{measure}.csv?service=A&group=deprivation:{group}{more}")
        assert answer.status_code == 200, answer.text
        _, head, *rows = csv.reader(io.StringIO(answer.text.removeprefix("\ufeff")))
        return [dict(zip(head, row, strict=True)) for row in rows]

    def shown(self, measure: str, more: str = "") -> set[str]:
        """The groups of which a number stands in a file; their pages agree."""
        found = {
            group
            for group in GROUPS
            if any(
                row["numerator"] or row["denominator"] or row["value"]
                for row in self.file(measure, group, more)
            )
        }
        for group in GROUPS:
            page = view(self.client, f"/indicator/{measure}", f"?service=A&group=deprivation:{group}{more}")
            assert page.status_code == 200
            is_there = any(text in page.text for text in ("4,321", "4321", "28.6"))
            assert is_there == (group in found), (measure, group, more)
        return found

    def compared(self, measure: str) -> set[str]:
        """The groups that have a number on the equity page's file, for the latest year."""
        answer = self.client.get(f"/equity/{measure}.csv?service=A&dimension=deprivation")
        rows = [
            row for row in csv.reader(io.StringIO(answer.text)) if len(row) > 2 and row[1].startswith("Fifth")
        ]
        assert len(rows) == len(GROUPS)
        return {row[1].removeprefix("Fifth ") for row in rows if "*" not in row}


@pytest.fixture
def clinic(demo, tmp_path):
    made = Clinic(tmp_path, demo)
    yield made
    deployment.set_current(demo)
    made.engine.dispose()


def everyone(clinic: Clinic, measure: str, events: list[float], people: list[float]) -> None:
    clinic.warehouse.series(measure, "A", events, people)


def test_what_is_hidden_now_is_hidden_as_of_any_load(clinic):
    """With the year that holds it, the months before a small December are December."""
    for measure in (*MEASURES, "apart"):
        for group in GROUPS:
            clinic.months(measure, group, [SHOWN] * MONTHS)
        everyone(clinic, measure, [5 * SHOWN] * MONTHS, [5 * PEOPLE] * MONTHS)
    clinic.serve()
    assert clinic.shown("missed") == set(GROUPS)
    clinic.revise("missed", "5", date(2025, 12, 1), 3)
    hidden = set(GROUPS) - clinic.shown("missed")
    assert "5" in hidden
    assert len(hidden) == 2
    for then in ("&as_of=1", "&as_of=2", "&as_of=2026-11-20"):
        assert clinic.shown("missed", then) == set(GROUPS) - hidden, then
    assert clinic.compared("missed") == set(GROUPS) - hidden, "its year, less what was shown of it before"
    assert clinic.shown("late") == set(GROUPS) - hidden, "it is counted from the same rows"
    assert clinic.shown("apart") == set(GROUPS), "few events of one measure are no secret of another"


def test_measure_that_was_described_otherwise_then_hides_what_it_hides_now(clinic):
    """Then it was counted from other rows; what is tied now is tied as of any load."""
    for measure in MEASURES:
        for group in GROUPS:
            clinic.months(measure, group, [SHOWN] * MONTHS)
        everyone(clinic, measure, [5 * SHOWN] * MONTHS, [5 * PEOPLE] * MONTHS)
    apart = [{"source": "others", "numerator": "late", "denominator": "booked"}]
    clinic.described("late", NOW, data=apart)
    clinic.serve()
    clinic.revise("missed", "5", date(2025, 12, 1), 3)
    shown = clinic.shown("missed")
    assert "5" not in shown
    assert clinic.shown("late", "&as_of=1") == clinic.shown("late") == shown


def test_few_people_hide_the_same_groups_of_every_measure_about_them(clinic):
    """Else the people who are hidden beside one measure stand beside the other."""
    for measure, events in zip(MEASURES, (0.0, 1.0), strict=True):
        for group in GROUPS[:4]:
            clinic.months(measure, group, [SHOWN] * MONTHS)
        clinic.months(measure, "5", [events] * MONTHS, [6.0] * MONTHS)
        everyone(clinic, measure, [4 * SHOWN + events] * MONTHS, [4 * PEOPLE + 6] * MONTHS)
    clinic.serve()
    first, second = (clinic.shown(measure) for measure in MEASURES)
    assert first == second
    assert "5" not in first
    assert len(first) == 3


def test_a_group_of_small_quarters_has_no_year_and_no_month_anywhere(clinic):
    """Its years hold nine and more, roll on by quarters, and differ by them."""
    quarters = [0, 3, 3, 3, 4, 0, 3, 3]
    events = [float(count) for quarter in quarters for count in (quarter, 0, 0)]
    for group in GROUPS[:4]:
        clinic.months("missed", group, [SHOWN] * MONTHS)
    clinic.months("missed", "5", events)
    everyone(clinic, "missed", [4 * SHOWN + count for count in events], [5 * PEOPLE] * MONTHS)
    clinic.serve()
    assert "5" not in clinic.compared("missed")
    assert len(clinic.compared("missed")) == 3
    for then in ("", "&as_of=1"):
        assert clinic.shown("missed", then) <= clinic.compared("missed")
