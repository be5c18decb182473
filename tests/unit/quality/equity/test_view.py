"""The equity view: who is compared with whom, what is said, and that nothing hidden gets out."""

from __future__ import annotations

import ast
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from sqlalchemy.orm import Session

from catalogue.dimensions import Dimension
from catalogue.disclosure import Disclosure
from catalogue.fields.periods import Frequency, full_range
from components.words.equity.equity_sentence import no_trend, sentence
from errors import NotFoundError
from quality.disclosure.protected_counts import group_tree, protected_series
from quality.equity.build_view import equity_view
from quality.equity.view import Change, State, Verdict
from quality.reference.ids import read_ids
from quality.series.calendar_blocks import Grain, blocks
from quality.signals.results import Variation
from settings import ROOT
from tests.databases import in_memory
from tests.warehouse import Warehouse, make_catalogue

FIFTHS = {
    "title": "Deprivation",
    "is_ordered": True,
    "axis_note": "1 = most deprived",
    "categories": [{"code": str(i), "label": f"Fifth {i}"} for i in range(1, 6)]
    + [{"code": "U", "label": "Not stated", "is_unknown": True}],
}
SEXES = {
    "title": "Sex",
    "categories": [
        {"code": "F", "label": "Female"},
        {"code": "M", "label": "Male"},
        {"code": "X", "label": "Another"},
    ],
}
SEVENTHS = {
    "title": "Sevenths",
    "is_ordered": True,
    "axis_note": "1 = most deprived",
    "categories": [{"code": str(i), "label": f"Seventh {i}"} for i in range(1, 8)],
}
MISSED = {
    "title": "Missed",
    "data": [{"source": "wards", "numerator": "missed", "denominator": "booked"}],
    "unit": "%",
    "per": 100,
    "is_proportion": True,
    "chart": "p",
    "dimensions": ["deprivation", "sex"],
    "minimum_gap": 2,
}


class World:
    """A hospital and two clinics; series by group are written with `split`, everyone follows."""

    def __init__(self, **changes: object) -> None:
        self.catalogue = make_catalogue(
            {"missed": MISSED | changes, "plain": {}},
            dimensions={"deprivation": FIFTHS, "sex": SEXES, "sevenths": SEVENTHS},
        )
        self.engine = in_memory()
        self.warehouse = Warehouse(self.engine, self.catalogue)
        self.warehouse.service("H", level="hospital")
        self.warehouse.service("A", parent="H")
        self.warehouse.service("B", parent="H")

    def split(
        self,
        service: str,
        dimension: str,
        groups: dict[str, tuple[list[float], list[float]]],
        immature: int = 0,
    ) -> None:
        for code, (x, n) in groups.items():
            category = f"{dimension}:{code}"
            self.warehouse.series("missed", service, x, n, category=category, immature=immature)
        total = [
            [None if None in column else sum(column) for column in zip(*side, strict=True)]
            for side in zip(*groups.values(), strict=True)
        ]
        self.warehouse.series("missed", service, total[0], total[1], immature=immature)

    def view(self, service: str = "A", dimension: str = "deprivation", **rest: str):
        with Session(self.engine) as session:
            return equity_view(
                session, self.catalogue, "missed", dimension=dimension, service=service, **rest
            )


def noisy(rate: float, size: int, seed: int, months: int = 27) -> tuple[list[float], list[float]]:
    rng = np.random.default_rng(seed)
    return rng.binomial(size, rate, months).astype(float).tolist(), [float(size)] * months


def fifths(rates: list[float], size: int = 400, unknown: int = 60, seed: int = 0):
    groups = {str(i + 1): noisy(rate, size, seed + i) for i, rate in enumerate(rates)}
    return groups | {"U": noisy(0.12, unknown, seed + 9)}


@pytest.fixture
def uneven() -> World:
    world = World()
    world.split("A", "deprivation", fifths([0.25, 0.12, 0.12, 0.12, 0.12]))
    return world


def test_one_worse_fifth(uneven):
    view = uneven.view()
    assert view.state is State.SHOWN
    assert [row.verdict for row in view.rows[:2]] == [Verdict.HIGHER, Verdict.NO_CLEAR_DIFFERENCE]
    assert view.rows[0].judged is Variation.CONCERN
    assert view.rows[0].lower < view.rows[0].value < view.rows[0].upper


def test_the_year_ends_with_the_last_complete_quarter(uneven):
    """27 months from January 2024: the last complete quarter ends in March 2026."""
    view = uneven.view()
    assert (view.year_from, view.year_to) == (date(2025, 4, 1), date(2026, 3, 31))


def test_a_quarter_with_a_month_that_is_not_complete_waits():
    world = World()
    world.split("A", "deprivation", fifths([0.25, 0.12, 0.12, 0.12, 0.12]), immature=1)
    view = world.view()
    assert (view.year_from, view.year_to) == (date(2025, 1, 1), date(2025, 12, 31))
    assert view.rows[0].denominator == 12 * 400


def test_not_stated_is_last_grey_and_not_compared(uneven):
    last = uneven.view().rows[-1]
    assert last.is_unknown
    assert last.verdict is Verdict.NOT_COMPARED
    assert last.rest is None


def test_everybody_else_leaves_out_not_stated(uneven):
    """2 against 1, 3, 4 and 5: without itself and those not stated; nobody else leaves the figure."""
    view = uneven.view()
    x = sum(view.rows[i].numerator for i in (0, 2, 3, 4))
    n = sum(view.rows[i].denominator for i in (0, 2, 3, 4))
    assert view.rows[1].rest == pytest.approx(100 * x / n)


def test_the_gap_of_a_ranked_dimension_is_between_its_ends(uneven):
    view = uneven.view()
    assert (view.gap.first, view.gap.second) == ("Fifth 1", "Fifth 5")
    assert view.gap.difference == pytest.approx(view.rows[0].value - view.rows[4].value)
    assert view.gap.lower < view.gap.difference < view.gap.upper
    assert view.gap.ratio == pytest.approx(view.rows[0].value / view.rows[4].value)
    bounds = view.gap.if_unknown
    assert bounds.low < bounds.all_first < view.gap.difference < bounds.high
    assert bounds.low < bounds.all_second < bounds.high
    assert view.gap.change is Change.NO_CLEAR_CHANGE


def test_a_larger_slope_is_more_unequal_at_the_first_end(uneven):
    slope = uneven.view().slope
    assert slope.slope > 0
    assert slope.ratio > 1


def test_chance_is_called_chance():
    world = World()
    world.split("A", "deprivation", fifths([0.12] * 5))
    view = world.view()
    known = {row.verdict for row in view.known}
    assert known <= {Verdict.NO_CLEAR_DIFFERENCE, Verdict.SMALL}
    assert view.gap.change is not Change.WIDENED


def test_a_gap_that_widens():
    world = World()
    groups = fifths([0.15, 0.12, 0.12, 0.12, 0.12], size=600)
    x, n = groups["1"]
    groups["1"] = ([v + (60 if i >= 15 else 0) for i, v in enumerate(x)], n)
    world.split("A", "deprivation", groups)
    view = world.view()
    assert view.gap.change is Change.WIDENED
    assert Variation.CONCERN in view.trend.variation[15:]


@pytest.mark.parametrize(("rates", "change"), [((0.17, 0.15), "narrowed"), ((0.15, 0.17), "widened")])
@pytest.mark.parametrize("sign", [1, -1])
def test_a_gap_of_five_after_seven_has_narrowed(rates, change, sign):
    """Whichever of the two is the higher: a gap is as wide as the groups are apart."""
    world = World()
    before, now = (0.1 + sign * (rate - 0.1) for rate in rates)
    first = [round(20_000 * rate) for rate in [before] * 15 + [now] * 12]
    others = {str(i): ([2_000.0] * 27, [20_000.0] * 27) for i in range(2, 6)}
    world.split("A", "deprivation", {"1": (first, [20_000.0] * 27), **others})
    gap = world.view().gap
    assert gap.before == pytest.approx(100 * (before - 0.1))
    assert gap.difference == pytest.approx(100 * (now - 0.1))
    assert gap.change is Change[change.upper()]


def test_higher_is_better_turns_the_judgement():
    world = World(improvement="increase")
    world.split("A", "deprivation", fifths([0.25, 0.12, 0.12, 0.12, 0.12]))
    assert world.view().rows[0].judged is Variation.IMPROVEMENT


def test_an_unordered_dimension_follows_the_group_that_differs_most_or_the_one_asked_for():
    world = World()
    world.split("A", "sex", {"F": noisy(0.1, 300, 1), "M": noisy(0.2, 300, 2), "X": noisy(0.1, 300, 3)})
    assert world.view(dimension="sex").gap.first == "Male"
    asked = world.view(dimension="sex", group="F")
    assert (asked.gap.first, asked.gap.second) == ("Female", "everybody else")


def test_a_mean_is_shown_and_not_judged():
    world = World(is_proportion=False, chart="xmr", unit="days", per=1)
    world.split("A", "deprivation", fifths([0.25, 0.12, 0.12, 0.12, 0.12]))
    row = world.view().rows[0]
    assert row.value is not None
    assert row.lower is None
    assert row.verdict is Verdict.NOT_COMPARED


def test_a_small_group_is_drawn_towards_the_others_and_the_page_says_what_it_would_find(uneven):
    world = World()
    groups = fifths([0.12, 0.12, 0.12, 0.12, 0.12]) | {"5": noisy(0.3, 30, 3)}
    world.split("A", "deprivation", groups)
    *_, large, small = [row for row in world.view().rows if not row.is_unknown]
    assert abs(small.likely[0] - 12) < abs(small.value - 12)
    assert abs(large.likely[0] - large.value) < 0.5
    assert small.likely[1] < small.likely[0] < small.likely[2]
    assert small.detectable is None or small.detectable > large.detectable > MISSED["minimum_gap"]


def test_what_would_be_found_is_not_told_where_a_group_is_hidden(sparse):
    assert sparse.view("B").hidden
    assert {row.detectable for row in sparse.view("B").rows} == {None}
    assert all(row.likely is None for row in sparse.view("B").rows if row.is_hidden)


def test_a_count_is_a_number_and_a_share_and_compared_with_nothing():
    count = [{"source": "wards", "numerator": "missed"}]
    world = World(is_proportion=False, chart="c", unit="people", per=1, data=count)
    groups = fifths([0.25, 0.12, 0.12, 0.12, 0.12])
    world.split("A", "deprivation", {code: (x, [None] * 27) for code, (x, _) in groups.items()})
    view = world.view()
    first = view.rows[0]
    assert first.value == first.numerator > 0
    assert (first.denominator, first.rest, first.verdict) == (None, None, Verdict.NOT_COMPARED)
    assert sum(row.share for row in view.rows) == pytest.approx(1)
    assert view.gap is None
    assert view.everyone is None
    assert "without a verdict" in sentence(view)


@pytest.mark.parametrize(
    ("then", "now", "judged"), [(0.14, 0.26, Variation.CONCERN), (0.26, 0.14, Variation.IMPROVEMENT)]
)
def test_the_gap_over_time_is_judged_by_fairness_whoever_has_the_better_of_it(then, now, judged):
    """The last fifth misses more: a gap below zero that grows is a concern, and one that closes none."""
    world = World()
    groups = {str(i): noisy(0.1, 900, i) for i in range(1, 5)}
    parts = noisy(then, 900, 5, months=15), noisy(now, 900, 6, months=12)
    last = [[*early, *late] for early, late in zip(*parts, strict=True)]
    world.split("A", "deprivation", groups | {"5": (last[0], last[1])})
    trend = world.view().trend
    assert trend.latest is judged


# -- too few --------------------------------------------------------------------------------------


@pytest.fixture
def sparse() -> World:
    """Two clinics; in B a handful of the fifth fifth."""
    world = World()
    a = fifths([0.2, 0.2, 0.2, 0.2, 0.2], size=300, unknown=100)
    b = fifths([0.2, 0.2, 0.2, 0.2], size=300, unknown=100, seed=50)
    b |= {"5": noisy(0.02, 12, 70)}
    for service, groups in (("A", a), ("B", b)):
        world.split(service, "deprivation", groups)
    both = {code: tuple(np.add(a[code], b[code]).tolist()) for code in a}
    world.split("H", "deprivation", both)
    return world


def test_a_hidden_group_has_no_number_anywhere(sparse):
    row = next(row for row in sparse.view("B").rows if row.code == "5")
    assert row.is_hidden
    numbers = (row.numerator, row.denominator, row.share, row.value, row.lower, row.upper, row.rest)
    assert numbers == (None,) * 7
    assert row.verdict is Verdict.TOO_FEW
    assert row.representation is None


def test_it_does_not_follow_from_the_hospital_less_the_other_clinic(sparse):
    hospital, other = ({row.code: row for row in sparse.view(service).rows}["5"] for service in ("H", "A"))
    assert hospital.is_hidden or other.is_hidden


def test_the_page_points_at_a_larger_service_only_where_more_is_shown(sparse):
    view = sparse.view("B")
    assert view.hidden
    better = sparse.view(view.better_service) if view.better_service else None
    assert better is None or better.hidden < view.hidden


def test_where_groups_are_hidden_it_says_where_more_of_them_are_shown(sparse):
    """By another dimension, of the same service: those pages show what is said of them here."""
    for seed, code in enumerate("FMX", 80):
        sparse.warehouse.series("missed", "B", *noisy(0.2, 300, seed), category=f"sex:{code}")
    view = sparse.view("B")
    by_sex = next(one for one in view.elsewhere if one.dimension == "sex")
    assert (by_sex.service, by_sex.shown, by_sex.groups) == ("B", 3, 3)
    for one in view.elsewhere:
        there = sparse.view(one.service, dimension=one.dimension)
        assert sum(not row.is_hidden for row in there.known) == one.shown
        assert len(there.known) == one.groups
    assert sparse.view("B", dimension="sex").elsewhere == ()


def test_of_ranked_groups_without_a_clear_gradient_the_smallest_that_would_show_is_told():
    world = World()
    world.split("A", "deprivation", fifths([0.12] * 5, size=900, unknown=300))
    view = world.view()
    assert view.gap.verdict is Verdict.NO_CLEAR_DIFFERENCE
    assert view.detectable >= MISSED["minimum_gap"]
    small = World()
    small.split("A", "deprivation", fifths([0.12] * 5, size=200, unknown=200))
    assert small.view().detectable > view.detectable


def test_what_would_show_of_two_groups_is_what_the_row_says():
    world = World()
    world.split("A", "sex", {"F": noisy(0.1, 300, 1), "M": noisy(0.1, 300, 2), "X": noisy(0.1, 300, 3)})
    view = world.view(dimension="sex", group="M")
    assert view.detectable == next(row.detectable for row in view.rows if row.code == "M")


def test_no_slope_when_a_group_is_hidden(sparse):
    assert sparse.view("B").slope is None


def test_no_slope_across_the_groups_that_are_left_when_one_is_hidden():
    """Five of seven are enough for a slope, and it would be that of other people."""
    world = World(dimensions=["sevenths"])
    groups = {str(i): noisy(0.1 + i / 50, 300, i) for i in range(1, 8)}
    world.split("A", "sevenths", groups)
    world.split("B", "sevenths", groups | {"7": ([*[0.0] * 26, 1.0], [300.0] * 27)})
    assert world.view(dimension="sevenths").slope is not None
    view = world.view("B", dimension="sevenths")
    assert sum(row.is_hidden for row in view.rows) == 2
    assert view.slope is None
    assert not view.is_ranked
    assert view.gap.second == "everybody else"


def quarterly(counts: list[int]) -> list[float]:
    return [float(count) for quarter in counts for count in (quarter, 0, 0)]


def test_years_that_roll_on_hide_a_group_of_small_quarters():
    """Every year holds at least nine, and their differences are the quarters."""
    world = World()
    groups = fifths([0.2] * 4)
    groups["5"] = (quarterly([0, 3, 3, 3, 4, 0, 3, 3, 3]), [400.0] * 27)
    world.split("A", "deprivation", groups)
    row = next(row for row in world.view().rows if row.code == "5")
    assert row.is_hidden
    assert row.numerator is None


def test_what_is_hidden_for_the_year_is_hidden_for_the_month():
    """Group 4 covers for group 5 in the years, and would be shown by month, where its latest month makes it
    larger than group 3: its months would give away its year."""
    world = World()
    even = [400.0] * 25
    groups = {code: ([30.0] * 25, even) for code in "12"}
    groups |= {"3": ([21.0] * 25, even), "4": ([20.0] * 24 + [90.0], even), "5": ([1.0] + [0.0] * 24, even)}
    world.split("A", "deprivation", groups)
    with Session(world.engine) as session:
        known = read_ids(session)
        counts = group_tree(session, world.catalogue, "missed", "deprivation").of(known.services["A"].id)
        ids = known.services["A"].id, known.category_ids["deprivation:4"]
        months = protected_series(session, world.catalogue, "missed", *ids)
    codes = [group.code for group in counts.groups]
    for grain in Grain:
        hidden = {
            code for code, is_hidden in zip(codes, counts.released(grain).is_hidden, strict=True) if is_hidden
        }
        assert {"4", "5"} <= hidden, grain
    assert np.isnan(months.numerator).all()


def test_shown_counts_of_groups_are_rounded_where_that_is_asked_for():
    world = World()
    rounds = Disclosure(hide_up_to=7, round_to=5)
    world.catalogue = world.catalogue.model_copy(update={"disclosure": rounds})
    world.split("A", "deprivation", fifths([0.25, 0.12, 0.12, 0.12, 0.12], size=403))
    shown = [row for row in world.view().rows if not row.is_hidden]
    assert shown
    with Session(world.engine) as session:
        known = read_ids(session)
        ids = known.services["A"].id, known.category_ids["deprivation:1"]
        months = protected_series(session, world.catalogue, "missed", *ids)
    counts = [*(row.numerator for row in shown), *(row.denominator for row in shown), *months.numerator[0]]
    assert {count % 5 for count in counts} == {0.0}
    assert set(months.denominator[0]) == {405.0}


@pytest.mark.parametrize(("few", "is_shown"), [(7, False), (8, True)])
def test_few_residents_of_one_group_hide_those_of_all(uneven, few, is_shown):
    people = {f"deprivation:{i}": 900.0 for i in range(1, 5)} | {"deprivation:5": few}
    uneven.warehouse.population("A", people)
    rows = uneven.view().known
    assert {row.representation is not None for row in rows} == {is_shown}
    assert {row.population_share is not None for row in rows} == {is_shown}


def test_residents_whose_group_is_not_known_are_in_neither_share(uneven):
    people = {f"deprivation:{i}": 900.0 for i in range(1, 6)}
    uneven.warehouse.population("A", people | {"deprivation:U": 4500.0})
    first = uneven.view().rows[0]
    known = sum(row.denominator for row in uneven.view().known)
    assert first.population_share == pytest.approx(0.2)
    assert first.served[0] == pytest.approx(first.denominator / known)


def test_guarded_counts_do_not_print(sparse):
    with Session(sparse.engine) as session:
        tree = group_tree(session, sparse.catalogue, "missed", "deprivation")
        counts = tree.of(read_ids(session).services["B"].id)
    assert f"{counts}" == repr(counts) == "<ProtectedCounts: 6 groups × 27 periods, not for show>"
    assert "array" not in repr(tree)


def test_only_the_equity_case_sees_what_is_hidden():
    """`for_statistics` gives what may be seen of all groups: one module may call it, for the verdicts."""
    users = [
        path.name
        for room in ("quality", "components", "pages", "loaders")
        for path in (ROOT / room).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute) and node.attr == "for_statistics"
    ]
    assert users == ["page_tests.py"]


def test_a_hidden_series_has_no_number_on_the_chart_page_either(sparse):
    with Session(sparse.engine) as session:
        known = read_ids(session)
        ids = known.services["B"].id, known.category_ids["deprivation:5"]
        matrix = protected_series(session, sparse.catalogue, "missed", *ids)
        shown = protected_series(
            session, sparse.catalogue, "missed", known.services["H"].id, known.category_ids["deprivation:1"]
        )
    assert np.isnan(matrix.numerator).all()
    assert not np.isnan(shown.numerator).any()


# -- what may be missing ---------------------------------------------------------------------------


def test_no_numbers_by_group(uneven):
    assert uneven.view("B").state is State.NO_DATA


def test_less_than_a_year():
    world = World()
    world.split("A", "deprivation", {str(i): noisy(0.2, 300, i, months=11) for i in range(1, 6)})
    assert world.view().state is State.SHORT


def test_why_the_gap_has_no_chart_is_said():
    """Too few periods is another reason than numbers that are hidden, and a mean a third."""
    world = World()
    world.split("A", "deprivation", {str(i): noisy(0.2, 300, i, months=21) for i in range(1, 6)})
    view = world.view()
    assert view.trend is not None
    few = replace(view, trend=None, has_few_times=True)
    assert "too few periods" in no_trend(few)
    assert "hidden to protect small numbers" in no_trend(replace(view, trend=None, has_few_times=False))
    mean = World(is_proportion=False, chart="xmr", unit="days", per=1)
    mean.split("A", "deprivation", fifths([0.25, 0.12, 0.12, 0.12, 0.12]))
    assert "how much of a gap is chance" in no_trend(mean.view())


def test_what_does_not_exist_is_said(uneven):
    for wrong in ({"dimension": "colour"}, {"service": "Z"}, {"group": "Z"}):
        with pytest.raises(NotFoundError):
            uneven.view(**wrong)
    with Session(uneven.engine) as session:
        with pytest.raises(NotFoundError, match="no indicator"):
            equity_view(session, uneven.catalogue, "nothing")
        with pytest.raises(NotFoundError, match="not split"):
            equity_view(session, uneven.catalogue, "plain")


def test_only_services_with_numbers_are_offered(uneven):
    assert uneven.view().measured_in == ("A",)


# -- blocks ----------------------------------------------------------------------------------------


def test_blocks_are_whole_calendar_quarters_up_to_the_last_mature_period():
    months = tuple(full_range(date(2024, 2, 1), date(2025, 8, 1), Frequency.MONTHLY))
    mature = np.array([month < date(2025, 8, 1) for month in months])
    table = blocks(months, Frequency.MONTHLY, mature)
    assert (table.starts[0], table.ends[-1]) == (date(2024, 4, 1), date(2025, 6, 30))
    assert table.years == 2
    counts = np.ones((1, len(months)))
    assert table.quarters_of(counts).tolist() == [[3.0] * 5]
    assert table.years_of(counts).tolist() == [[12.0, 12.0]]


@pytest.mark.parametrize(
    ("frequency", "periods", "per_year", "years"),
    [(Frequency.WEEKLY, 60, 4, 1), (Frequency.QUARTERLY, 6, 4, 3), (Frequency.ANNUAL, 3, 1, 3)],
)
def test_every_frequency_has_its_blocks(frequency, periods, per_year, years):
    first = {Frequency.WEEKLY: date(2024, 1, 1)}.get(frequency, date(2023, 4, 1))
    starts = [first]
    while len(starts) < periods:
        starts = full_range(first, starts[-1], frequency)
        starts = [*starts, full_range(starts[-1], date(2031, 4, 1), frequency)[1]]
    table = blocks(tuple(starts), frequency, np.ones(periods, dtype=bool))
    assert table.per_year == per_year
    assert table.years == years


def test_a_quarter_of_weeks_is_called_by_its_months():
    weeks = tuple(full_range(date(2024, 1, 1), date(2025, 3, 31), Frequency.WEEKLY))
    table = blocks(weeks, Frequency.WEEKLY, np.ones(len(weeks), dtype=bool))
    assert any(start.day != 1 for start in table.starts)
    assert {(day.day, day.month % 3) for day in table.quarters} == {(1, 1)}


def test_grains_run_from_fine_to_coarse():
    assert list(Grain) == [Grain.PERIOD, Grain.QUARTER, Grain.YEAR]


THREE = {"F": noisy(0.10, 900, 1), "M": noisy(0.20, 900, 2), "X": noisy(0.30, 900, 3)}


def against(reference: str, groups: dict[str, tuple[list[float], list[float]]] = THREE):
    """Return the page of a service whose sexes are compared with one of them."""
    world = World()
    sexes = SEXES | {"reference": reference}
    world.catalogue = make_catalogue(
        {"missed": MISSED, "plain": {}},
        dimensions={"deprivation": FIFTHS, "sex": sexes, "sevenths": SEVENTHS},
    )
    world.split("A", "sex", groups)
    return world.view(dimension="sex")


def test_groups_are_compared_with_the_reference_that_is_declared():
    view = against("F")
    women, men, others = view.known
    assert (women.verdict, men.verdict, others.verdict) == (Verdict.REFERENCE, Verdict.HIGHER, Verdict.HIGHER)
    assert women.rest is None
    assert men.rest == others.rest == women.value
    assert (view.gap.first, view.gap.second) == ("Another", "Female")
    assert (view.trend.first, view.trend.second) == ("Another", "Female")
    assert view.gap.difference == pytest.approx(others.value - women.value)
    assert "for Sex Female" in sentence(view)
    assert "everybody else" not in sentence(view)


def test_against_everybody_else_the_same_men_would_not_be_higher():
    assert against("").known[1].verdict is not Verdict.HIGHER


def test_a_hidden_reference_leaves_everybody_else():
    view = against("X", THREE | {"X": ([1.0, 0.0, 0.0] * 9, [30.0] * 27)})
    assert view.known[2].is_hidden
    assert view.reference == ""
    assert all(row.verdict is not Verdict.REFERENCE for row in view.known)


def test_a_reference_that_is_no_group_is_refused():
    with pytest.raises(ValueError, match="one of the groups F, M, X; found 'Q'"):
        Dimension(**SEXES, reference="Q")
    with pytest.raises(ValueError, match="ranked groups have no reference"):
        Dimension(**FIFTHS, reference="1")
