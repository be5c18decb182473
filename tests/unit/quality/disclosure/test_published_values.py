"""Values of groups without the people they are of: shown as published, but not where they lead to a count."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from sqlalchemy.orm import Session

from catalogue.dimensions import Dimension
from catalogue.disclosure import Disclosure
from catalogue.models import Indicator
from components.words.equity.equity_sentence import sentence
from quality.disclosure.protected_counts import group_tree
from quality.disclosure.published_values import may_share
from quality.equity.build_view import equity_view
from quality.equity.view import State, Verdict
from quality.reference.ids import read_ids
from quality.series.calendar_blocks import Grain
from tests.databases import in_memory
from tests.unit.quality.equity.world import FIFTHS, SEXES
from tests.warehouse import Warehouse, make_catalogue

MONTHS = 4
SATISFIED = {
    "title": "Satisfied",
    "numerator": "Share of people who were satisfied, as published",
    "denominator": "",
    "data": [{"source": "survey", "numerator": "share"}],
    "unit": "%",
    "per": 1,
    "is_proportion": False,
    "additive": False,
    "chart": "run",
    "dimensions": ["deprivation"],
}
SURVEY = {"shape": "tidy", "file": "survey.csv", "service": "ward", "period": {"column": "month"}}
OTHER_FILE = SURVEY | {
    "file": "others.csv",
    "breakdown": {"dimension": "sex", "column": "sex", "everyone": "all"},
}


class Published:
    """A hospital with two wards; values of four fifths of ward A, and of everyone, in four months."""

    def __init__(
        self, rule: Disclosure | None = None, first=(3.4, 5.2, 6.1, 41.5), **others: dict[str, object]
    ) -> None:
        survey = SURVEY | {"breakdown": {"dimension": "deprivation", "column": "fifth", "everyone": "all"}}
        self.catalogue = make_catalogue(
            {"satisfied": SATISFIED, **others},
            dimensions={"deprivation": FIFTHS, "sex": SEXES},
            sources={"survey": survey, "others": OTHER_FILE},
        )
        if rule:
            self.catalogue = self.catalogue.model_copy(update={"disclosure": rule})
        self.warehouse = Warehouse(in_memory(), self.catalogue)
        self.warehouse.service("H", level="hospital")
        self.warehouse.service("A", parent="H")
        self.warehouse.service("B", parent="H")
        self.values("A", first)

    def values(self, service: str, values, everyone=5.6, indicator="satisfied") -> None:
        for code, value in enumerate(values, 1):
            self.warehouse.series(
                indicator, service, [value] * MONTHS, [None] * MONTHS, category=f"deprivation:{code}"
            )
        self.warehouse.series(indicator, service, [everyone] * MONTHS, [None] * MONTHS)

    def view(self, service="A"):
        with Session(self.warehouse.engine) as session:
            return equity_view(session, self.catalogue, "satisfied", service=service)

    @property
    def is_shown(self) -> bool:
        hidden = {row.is_hidden for row in self.view().rows}
        assert len(hidden) == 1, "of a service all are shown, or none"
        return not hidden.pop()


def test_values_without_people_are_shown_as_published_and_not_judged():
    """Three per cent is no three people; and four months of per cents have no sum."""
    view = Published().view()
    assert view.state is State.SHOWN
    assert [row.value for row in view.rows[:4]] == [3.4, 5.2, 6.1, 41.5]
    assert {(row.numerator, row.denominator, row.share, row.rest) for row in view.rows} == {(None,) * 4}
    assert {row.verdict for row in view.rows} == {Verdict.NOT_COMPARED}
    assert (view.everyone, view.gap, view.total_numerator) == (5.6, None, None)
    assert (view.year_from.month, view.year_to.month) == (4, 4), "the latest month alone"
    said = sentence(view)
    assert "from 3.4% in Fifth 1 to 41.5% in Fifth 4, 5.6% for everyone" in said
    assert "without the number of people" in said


def test_they_are_not_rounded_to_what_people_are_rounded_to():
    assert Published(Disclosure(hide_up_to=7, round_to=5)).view().rows[0].value == 3.4


def counted(**changes):
    return {
        "title": "Counted",
        "data": [{"source": "others", "numerator": "n", "denominator": "d"}],
    } | changes


def test_another_measure_that_counts_such_people_here_hides_them():
    for service, is_shown in (("A", False), ("H", False), ("B", True)):
        world = Published(seen=counted(dimensions=["deprivation"]))
        world.warehouse.series("seen", service, [90] * MONTHS, [100] * MONTHS, category="deprivation:1")
        assert world.is_shown is is_shown, service


def test_people_of_other_groups_do_not():
    world = Published(seen=counted(dimensions=["sex"]))
    world.warehouse.series("seen", "A", [90] * MONTHS, [100] * MONTHS, category="sex:F")
    assert world.is_shown


def test_a_population_hides_them_also_one_of_everyone():
    for people in ({"deprivation:1": 40.0}, {}):
        world = Published()
        world.warehouse.population("H", people or {"": 400.0})
        assert not world.is_shown


def test_values_of_a_service_inside_hide_both():
    world = Published()
    world.values("H", (3.4, 5.2, 6.1, 41.5))
    assert not world.is_shown
    assert all(row.is_hidden for row in world.view("H").rows)


@pytest.mark.parametrize(
    ("values", "everyone", "is_shown"),
    [
        ((3.4, 5.2), 4.0, False),  # the share of either follows
        ((3.4, 5.2, 5.2), 4.0, False),  # that of the first follows
        ((3.4, 3.4, 5.2), 4.0, False),  # and that of the last
        ((3.4, 5.2, 6.1), 4.0, True),
        ((3.4, 5.2, 6.1), 3.4, False),  # everybody is of the first
    ],
)
def test_sizes_that_follow_from_everyones_value_hide_them(values, everyone, is_shown):
    world = Published()
    world.values("B", values, everyone)
    assert all(row.is_hidden is not is_shown for row in world.view("B").rows)


def test_a_second_set_of_values_of_such_groups_hides_both():
    other = SATISFIED | {"title": "Safe", "data": [{"source": "others", "numerator": "share"}]}
    world = Published(safe=other)
    world.values("A", (8.4, 2.2, 1.1, 30.5), 4.6, indicator="safe")
    assert not world.is_shown


@pytest.mark.parametrize(("people", "is_shown"), [(60, False), (6000, True)])
def test_few_people_in_all_hide_them_whatever_they_are_split_by(people, is_shown):
    """Knowing that all are sixty, one knows from the values how many are in the last fifth: one or two."""
    world = Published(seen=counted(dimensions=["sex"]))
    world.warehouse.series("seen", "A", [9] * MONTHS, [people] * MONTHS)
    assert world.is_shown is is_shown


def test_a_measure_of_the_same_rows_hides_them():
    twin = counted(
        data=[{"source": "survey", "numerator": "n", "denominator": "d"}], dimensions=["deprivation"]
    )
    assert not Published(twin=twin).is_shown


def test_whole_numbers_may_be_people_whatever_they_are_called():
    assert not Published(first=(3, 5, 6, 41)).is_shown


def test_nobody_and_everybody_are_hidden_where_zeros_are():
    for value in (0.0, 100.0):
        for strict in (False, True):
            world = Published(Disclosure(hide_up_to=7, hide_zeros=strict), (3.4, 5.2, 6.1, value))
            assert world.is_shown is not strict


def test_they_do_not_hide_counts():
    """A value of 3.4 is no few people: counts beside it are judged as if it were not there."""
    twin = counted(
        data=[{"source": "survey", "numerator": "n", "denominator": "d"}], dimensions=["deprivation"]
    )
    world = Published(twin=twin)
    for code in "1234":
        world.warehouse.series("twin", "A", [90] * 12, [200] * 12, category=f"deprivation:{code}")
    world.warehouse.series("twin", "A", [360] * 12, [800] * 12)
    with Session(world.warehouse.engine) as session:
        counts = group_tree(session, world.catalogue, "twin", "deprivation").of(
            read_ids(session).services["A"].id
        )
        assert not counts.released(Grain.PERIOD).is_hidden.any()
        values = group_tree(session, world.catalogue, "satisfied", "deprivation")
        shown = values.of(read_ids(session).services["A"].id).released(Grain.PERIOD)
        assert np.isnan(shown.numerator).all()


@pytest.mark.parametrize(
    ("changes", "is_value"),
    [
        ({}, True),
        ({"unit": "per 1,000 live births"}, True),
        ({"unit": "days", "numerator": "Median wait, as published"}, True),
        ({"unit": "falls per month"}, False),
        ({"unit": "people", "numerator": "Mean number of people"}, False),
        ({"unit": "people"}, False),
        ({"additive": True}, False),
        ({"data": [{"source": "survey", "numerator": "n", "denominator": "d"}]}, False),
    ],
)
def test_what_is_a_published_value(changes, is_value):
    words = {"numerator": "People who were satisfied"} | changes
    made = {"why_it_matters": "It does.", "domain": "safe", "improvement": "increase", "owner": "A"}
    made |= {"authored_by": "A", "checked_by": "B", "review_by": date(2099, 1, 1)}
    assert Indicator(**SATISFIED | made | words).is_published_value is is_value


def test_bands_that_add_up_to_another_may_be_the_same_people():
    def of(*labels):
        return Dimension(title="", categories=[{"code": label, "label": label} for label in labels])

    assert may_share(of("Under 65", "65 and over"), of("0-64", "65-74", "75+"))
    assert not may_share(of("Black African", "White"), of("Christian", "No religion"))
