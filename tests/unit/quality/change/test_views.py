"""A change by the services inside and by groups, out of a database: the same years as the equity pages, and
no hidden number in it."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from sqlalchemy import insert
from sqlalchemy.orm import Session

from catalogue.fields.periods import Frequency, step
from catalogue.models import Disclosure
from data.models import EVERYONE, SumOfChildren
from data.read.as_of import as_of
from quality.change.build_view import can_split, change_view
from quality.change.view import Kind, State, Whole
from quality.equity.build_view import equity_view
from quality.reference.ids import read_ids
from quality.reference.scope import Scope
from tests.databases import in_memory
from tests.warehouse import FIRST, Warehouse, make_catalogue

MONTHS = 27
"""January 2024 to March 2026: two complete years, and a quarter before them."""
DIMENSIONS = {
    "sex": {
        "title": "Sex",
        "categories": [{"code": "F", "label": "Female"}, {"code": "M", "label": "Male"}],
    },
    "fifth": {
        "title": "Deprivation",
        "categories": [{"code": str(i), "label": f"Fifth {i}"} for i in range(1, 6)]
        + [{"code": "U", "label": "Not stated", "is_unknown": True}],
    },
}
MISSED = {
    "title": "Missed",
    "data": [{"source": "wards", "numerator": "missed", "denominator": "booked"}],
    "unit": "%",
    "per": 100,
    "is_proportion": True,
    "chart": "p",
    "dimensions": ["sex", "fifth"],
}


class Hospital:
    """H with wards inside. Months before April 2025 are one year, those after another."""

    def __init__(self, wards=("A", "B", "C"), disclosure: Disclosure | None = None, **changes: object):
        self.catalogue = make_catalogue({"missed": MISSED | changes}, dimensions=DIMENSIONS)
        if disclosure:
            self.catalogue = self.catalogue.model_copy(update={"disclosure": disclosure})
        self.engine = in_memory()
        self.warehouse = Warehouse(self.engine, self.catalogue)
        self.warehouse.service("H", level="hospital")
        for ward in wards:
            self.warehouse.service(ward, name=f"Ward {ward}", parent="H")

    def months(self, service, before, after, category="", months=MONTHS):
        """The same (events, people) each month of a year; None for no number."""
        (x0, n0), (x1, n1) = before, after
        x = [x0 if month < 15 else x1 for month in range(months)]
        n = [n0 if month < 15 else n1 for month in range(months)]
        self.warehouse.series("missed", service, x, None if n0 is None else n, category=category)

    def sums(self, x: float, n: float, months=MONTHS) -> None:
        """What the load found the wards to add up to, where nothing is missing."""
        with Session(self.engine) as session, session.begin():
            known = read_ids(session)
            rows = [
                {
                    "indicator_id": known.indicator_ids["missed"], "service_id": known.services["H"].id,
                    "category_id": EVERYONE, "period_start": step(FIRST, Frequency.MONTHLY, month),
                    "numerator": x, "denominator": n, "load_id": 1,
                }
                for month in range(months)
            ]  # fmt: skip
            session.execute(insert(SumOfChildren), rows)

    def view(self, service="H", **info):
        with Session(self.engine) as session:
            session.info.update(info)
            return change_view(session, self.catalogue, "missed", read_ids(session).services[service])

    def by_ward(self):
        return self.view().splits[0]

    def by(self, dimension, service="H"):
        return next(one for one in self.view(service).splits if one.by == dimension)

    def equity(self, dimension):
        with Session(self.engine) as session:
            return equity_view(session, self.catalogue, "missed", dimension=dimension, service="H")


def adds_up(before=(50, 450), after=(80, 480)):
    world = Hospital()
    world.months("H", before, after)
    world.months("A", (20, 150), (20, 150))
    world.months("B", (20, 150), (20, 150))
    world.months("C", (10, 150), (40, 180))
    return world


def test_one_ward_makes_all_of_the_change():
    found = adds_up().by_ward()
    assert (found.state, found.whole) == (State.SHOWN, Whole.OWN)
    assert found.year_after == (date(2025, 4, 1), date(2026, 3, 31))
    assert found.year_before == (date(2024, 4, 1), date(2025, 3, 31))
    assert (found.before.numerator, found.after.numerator) == (600, 960)
    assert found.after.value == pytest.approx(100 * 80 / 480)
    assert [one.code for one in found.half] == ["C"]
    assert sum(one.effect for one in found.parts) == pytest.approx(found.after.value - found.before.value)


def test_the_years_are_those_of_the_equity_page():
    world = adds_up()
    for group in ("F", "M"):
        world.months("H", (25, 225), (40, 240), f"sex:{group}")
    shown, split = world.equity("sex"), world.by("sex")
    assert (shown.year_from, shown.year_to) == split.year_after
    assert world.by_ward().year_after == split.year_after
    assert shown.everyone == pytest.approx(split.after.value)


def test_what_the_service_holds_beyond_those_inside_is_one_part_more_where_nothing_is_missing():
    world = adds_up(before=(60, 500), after=(90, 530))
    assert world.by_ward().whole is Whole.NOT_ALL_KNOWN
    world.sums(50, 450)
    found = world.by_ward()
    assert found.whole is Whole.OWN
    rest = found.parts[-1]
    assert (rest.kind, rest.before.numerator, rest.after.denominator) == (Kind.REST, 120, 600)


def test_a_hidden_number_of_a_service_inside_is_not_said_as_a_rest():
    """The wards add up but for one month of one of them, which its publisher hides: the difference is that
    number, and no amount of the page may hold it."""
    world = Hospital()
    world.months("H", (60, 500), (90, 530))
    world.months("A", (20, 150), (20, 150))
    world.months("B", (40, 350), (70, 380))
    with Session(world.engine) as session, session.begin():
        known = read_ids(session)
        session.connection().exec_driver_sql(
            "update observation set numerator = null, qualifier = 'suppressed' where service_id = ? "
            "and period_start = '2025-12-01'",
            (known.services["B"].id,),
        )
    found = world.by_ward()
    assert found.whole is Whole.NOT_ALL_KNOWN
    assert {one.kind for one in found.parts} == {Kind.SERVICE}
    assert found.after.numerator == 12 * 90 - 70 - 20 + 20, "the sum of what stands on the wards' pages"
    assert found.incomplete == 1


def test_wards_that_count_more_than_their_hospital_are_split_by_their_own_sum():
    found = adds_up(before=(45, 450), after=(70, 470)).by_ward()
    assert found.whole is Whole.MORE_INSIDE
    assert found.after.numerator == 960
    assert sum(one.effect for one in found.parts) == pytest.approx(found.total.value)


def test_no_difference_is_said_of_an_earlier_load(monkeypatch):
    """Sums inside are kept as they are now: of then nobody knows what was missing."""
    world = adds_up(before=(60, 500), after=(90, 530))
    world.sums(50, 450)
    monkeypatch.setattr("quality.change.by_service.as_of", lambda session: as_of(session) or object())
    assert world.by_ward().whole is Whole.NOT_ALL_KNOWN


@pytest.mark.parametrize("months", [0, 1, 23])
def test_without_two_complete_years_nothing_is_split(months):
    world = Hospital()
    if months:
        world.months("H", (5, 50), (5, 50), months=months)
        world.months("A", (5, 50), (5, 50), months=months)
    assert world.by_ward().state is State.SHORT


def test_a_service_with_nothing_inside_has_no_parts():
    world = adds_up()
    assert world.view("A").splits[0].state is State.NO_PARTS
    alone = Hospital()
    alone.months("H", (5, 50), (5, 50))
    assert alone.by_ward().state is State.NO_PARTS


def test_a_plain_count_is_split_without_shares():
    world = Hospital(data=[{"source": "wards", "numerator": "missed"}], is_proportion=False, chart="c", per=1)
    world.months("H", (30, None), (36, None))
    world.months("A", (20, None), (20, None))
    world.months("B", (10, None), (16, None))
    found = world.by_ward()
    assert found.is_count
    assert (found.before.value, found.after.value, found.total.value) == (360, 432, 72)
    assert [(one.code, one.effect) for one in found.parts] == [("B", 72), ("A", 0)]


def test_a_mean_is_not_split():
    world = Hospital(is_proportion=False, chart="xmr", per=1, unit="days")
    assert not can_split(world.catalogue.indicators["missed"])
    assert [one.state for one in world.view().splits] == [State.NOT_SPLIT]


# -- groups ----------------------------------------------------------------------------------------


def fifths(small=(40, 300), **rest):
    world = Hospital(**rest)
    groups = {str(i): ((40, 300), (50, 300)) for i in range(1, 5)} | {"5": (small, small)}
    groups["U"] = ((20, 200), (30, 200))
    for code, (before, after) in groups.items():
        world.months("H", before, after, f"fifth:{code}")
    totals = [tuple(np.sum([one[i] for one in groups.values()], axis=0).tolist()) for i in (0, 1)]
    world.months("H", *totals)
    return world


def test_not_stated_is_a_part_once():
    found = fifths().by("fifth")
    kinds = [one.kind for one in found.parts]
    assert kinds == [Kind.GROUP] * 5 + [Kind.NOT_STATED]
    assert sum(one.after.numerator for one in found.parts) == found.after.numerator == 12 * (50 * 4 + 40 + 30)
    assert sum(one.effect for one in found.parts) == pytest.approx(found.total.value)


def test_hidden_groups_are_one_part_and_no_more_is_shown_than_on_the_equity_page():
    world = fifths(small=(0.25, 2))
    shown, found = world.equity("fifth"), world.by("fifth")
    hidden = [row for row in shown.rows if row.is_hidden]
    assert len(hidden) > 1
    by_code = {one.code: one for one in found.parts}
    for row in shown.rows:
        if row.is_hidden:
            assert row.code not in by_code
        else:
            assert (by_code[row.code].after.numerator, by_code[row.code].after.denominator) == (
                row.numerator, row.denominator)  # fmt: skip
    last = found.parts[-1]
    assert (last.kind, last.label) == (Kind.NOT_SHOWN, "")
    known = sum(row.numerator for row in shown.rows if not row.is_hidden)
    assert last.after.numerator == pytest.approx(shown.total_numerator - known), "as any reader can subtract"
    assert sum(one.effect for one in found.parts) == pytest.approx(found.total.value)


@pytest.mark.parametrize("seed", range(20))
def test_of_small_hospitals_no_more_is_shown_than_on_the_equity_pages(seed):
    """Whatever is hidden there has no part of its own here, now or a year before, and each part is the number
    there, or what everyone's number leaves beyond those that are shown."""
    rng = np.random.default_rng(seed)
    world, totals = Hospital(), np.zeros((2, 2))
    for code in "12345U":
        people = rng.choice([1, 2, 5, 40], 2).astype(float)
        groups = np.array([(x, n) for n in people for x in [float(rng.integers(0, n + 1)) / 4]])
        groups[:, 1] /= 2
        totals += groups
        world.months("H", *map(tuple, groups), category=f"fifth:{code}")
    world.months("H", *map(tuple, totals))
    shown, found = world.equity("fifth"), world.by("fifth")
    open_to_see = {row.code: row for row in shown.rows if not row.is_hidden}
    parts = {one.code: one for one in found.parts if one.code}
    assert parts.keys() <= open_to_see.keys()
    for code, one in parts.items():
        assert (one.after.numerator, one.after.denominator) == pytest.approx(
            (open_to_see[code].numerator, open_to_see[code].denominator)
        )
    together = [one for one in found.parts if one.kind is Kind.NOT_SHOWN]
    if together:
        left = shown.total_denominator - sum(row.denominator for row in open_to_see.values())
        assert together[0].after.denominator == pytest.approx(left)
        assert len(shown.rows) - len(open_to_see) != 1, "one alone would be itself"


def test_rounded_numbers_are_split_by_their_own_sum():
    """Everyone's exact number less rounded ones is nobody's number."""
    world = fifths(small=(0.25, 2), disclosure=Disclosure(round_to=5))
    found = world.by("fifth")
    assert found.whole is Whole.ROUNDED
    assert Kind.NOT_SHOWN not in [one.kind for one in found.parts]
    assert all(one.after.numerator % 5 == 0 for one in found.parts)


def test_where_every_group_is_hidden_nothing_is_split():
    world = Hospital()
    world.months("H", (0.5, 4), (0.5, 4))
    for group in ("F", "M"):
        world.months("H", (0.25, 2), (0.25, 2), f"sex:{group}")
    assert world.by("sex").state is State.HIDDEN


def test_people_in_no_group_are_a_part():
    world = adds_up()
    for group in ("F", "M"):
        world.months("H", (15, 150), (30, 160), f"sex:{group}")
    found = world.by("sex")
    assert [one.kind for one in found.parts] == [Kind.GROUP, Kind.GROUP, Kind.REST]
    assert found.parts[-1].after.numerator == 12 * 20


def test_groups_are_for_those_who_may_see_them():
    world = adds_up()
    world.months("H", (25, 225), (40, 240), "sex:F")
    assert [one.by for one in world.view().splits] == ["", "sex", "fifth"]
    assert [one.by for one in world.view(scope=Scope(groups=frozenset())).splits] == [""]
