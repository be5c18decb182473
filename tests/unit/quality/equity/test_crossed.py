"""Groups made alike in age: by hand, what cannot be adjusted and why, and groups of both at once."""

from __future__ import annotations

import numpy as np
import pytest
from sqlalchemy.orm import Session

from components.words.equity import equity_crossed
from quality.equity.build_view import equity_view
from quality.equity.crossed import EUROPEAN
from quality.equity.crossed_view import WhyNot
from tests.databases import in_memory
from tests.warehouse import Warehouse, make_catalogue

AGES, FIFTHS = ("0-63", "64+", "U"), ("1", "2", "U")
MISSED = {
    "title": "Missed",
    "data": [{"source": "wards", "numerator": "missed", "denominator": "booked"}],
    "unit": "%",
    "per": 100,
    "is_proportion": True,
    "chart": "p",
    "dimensions": ["age", "deprivation", "both"],
}
PEOPLE = np.array([[800, 200, 100], [200, 800, 100], [50, 50, 0]])
"""A month's, age by fifth: the first fifth is young, the second old."""
MISSED_OF = np.array([[160, 40, 20], [20, 80, 10], [10, 10, 0]])
"""One in five of the young, one in ten of the old, in whichever fifth."""


def dimension(title, codes, **more):
    groups = [{"code": c, "label": c, "is_unknown": c == "U"} for c in codes]
    return {"title": title, "categories": groups, **more}


def view(
    people=PEOPLE,
    missed=MISSED_OF,
    by="deprivation",
    ages=AGES,
    ordered=True,
    crossed=True,
    rare=None,
    **changes,
):
    catalogue = make_catalogue(
        {"missed": MISSED | changes},
        dimensions={
            "age": dimension("Age band", ages),
            "deprivation": dimension("Deprivation", FIFTHS, is_ordered=ordered),
            "both": {"title": "Both", "categories": ["age", "deprivation"]},
        },
    )
    warehouse = Warehouse(in_memory(), catalogue)
    warehouse.service("H", name="Northfield")

    events, booked = (np.repeat(count[..., np.newaxis], 24, axis=-1) for count in (missed, people))
    if rare is not None:
        events[rare] = np.arange(24) % 6 == 0  # four a year

    def series(x, n, category=""):
        if n.any():
            warehouse.series("missed", "H", x.tolist(), n.tolist(), category=category)

    series(events.sum(axis=(0, 1)), booked.sum(axis=(0, 1)))
    for i, age in enumerate(ages):
        series(events[i].sum(axis=0), booked[i].sum(axis=0), f"age:{age}")
        for j, fifth in enumerate(FIFTHS):
            if crossed is True or (age, fifth) not in crossed:
                series(events[i, j], booked[i, j], f"both:{age} × {fifth}")
    for j, fifth in enumerate(FIFTHS):
        series(events[:, j].sum(axis=0), booked[:, j].sum(axis=0), f"deprivation:{fifth}")
    with Session(warehouse.engine) as session:
        return equity_view(session, catalogue, "missed", dimension=by, service="H")


def test_a_gap_that_is_one_of_age_is_gone_when_ages_are_alike():
    """Half of everyone with a known age is young: 0.5 × 20% + 0.5 × 10% in either fifth."""
    found = view()
    assert [row.value for row in found.rows[:2]] == pytest.approx([100 * 190 / 1050, 100 * 130 / 1050])
    assert [one.value[0] for one in found.crossed.adjusted] == pytest.approx([15.0, 15.0])
    gap = found.crossed.gap
    assert (gap.first, gap.second, gap.crude) == ("1", "2", pytest.approx(found.gap.difference))
    assert gap.difference[0] == pytest.approx(0, abs=1e-9)
    assert gap.difference[1] < 0 < gap.difference[2]
    assert equity_crossed.sentence(found).startswith(
        "After allowing for age, the gap between 1 and 2, 0.0 percentage points (95% interval "
    )
    assert equity_crossed.sentence(found).endswith(
        "is no larger than chance alone could give. Without, it is 5.7 percentage points."
    )
    assert found.crossed.standard == "Northfield"


def test_a_gap_that_stays_is_said_to_stay():
    missed = MISSED_OF.copy()
    missed[:, 0] = [240, 40, 10]  # twice as many of the old, half as many again of the young
    found = view(missed=missed)
    assert found.crossed.gap.difference[0] == pytest.approx(0.5 * (30 - 20) + 0.5 * (20 - 10))
    assert (
        "After allowing for age, the gap between 1 and 2 is 10.0 percentage points ("
        in equity_crossed.sentence(found)
    )


def test_rates_by_bands_that_join_it_are_weighted_by_the_european_population():
    """0-64 are 80,500 of its 100,000."""
    rate = {"is_proportion": False, "chart": "u", "per": 1000, "unit": "per 1,000"}
    found = view(ages=("0-64", "65+", "U"), **rate)
    assert found.crossed.standard == EUROPEAN
    assert found.crossed.adjusted[0].value[0] == pytest.approx(1000 * (0.805 * 0.2 + 0.195 * 0.1))
    assert view(**rate).crossed.standard == "Northfield"


def test_the_other_page_shows_the_same_numbers_and_makes_nobody_alike():
    ages, fifths = view(by="age").crossed, view().crossed
    assert [band.cells for band in ages.bands] == [band.cells for band in fifths.bands]
    assert (ages.adjusted, ages.gap) == ((), None)


def test_a_file_that_lacks_a_pair_adjusts_nothing_of_that_group():
    found = view(crossed={("64+", "1")})
    assert [one.why_not for one in found.crossed.adjusted] == [WhyNot.UNKNOWN, None]
    assert (
        equity_crossed.sentence(found)
        == "The gap cannot be adjusted for age: it is not known of enough people."
    )


def test_a_group_with_nobody_of_an_age_is_held_against_everyone_only():
    people, missed = PEOPLE.copy(), MISSED_OF.copy()
    people[1, 0] = missed[1, 0] = 0
    found = view(people, missed)
    first, second = found.crossed.adjusted
    assert first.value is None
    assert first.ratio[0] == pytest.approx(1.0)
    assert second.value[0] == pytest.approx(100 * (0.2 * 1100 + 0.1 * 900) / 2000)
    assert found.crossed.gap is None
    assert equity_crossed.sentence(found) == (
        "The gap cannot be adjusted for age: 1 can only be held against everyone, and such ratios cannot be "
        "compared."
    )
    assert "1.00 times what its age would give" in equity_crossed.adjusted(found.rows[0], found)


def test_few_people_in_both_hide_their_group_and_one_more():
    found = view(rare=(1, 0))
    assert {cell.second for cell in found.crossed.cells if cell.is_hidden} >= {"1"}
    assert not any(cell.value for cell in found.crossed.cells if cell.second == "1")
    assert len({cell.second for cell in found.crossed.cells if cell.is_hidden}) > 1
    assert found.crossed.of("1") is None or found.crossed.of("1").why_not is WhyNot.HIDDEN
    assert (
        equity_crossed.sentence(found) == "The gap cannot be adjusted for age without telling small numbers."
    )
    assert not any(row.is_hidden for row in found.rows)  # the groups of either come first


def test_of_groups_without_a_rank_everybody_else_is_made_alike_too():
    people = np.array([[800, 200, 400], [200, 800, 400]])
    missed = np.array([[240, 40, 80], [40, 80, 40]])
    codes = ("1", "2", "3")
    catalogue = make_catalogue(
        {"missed": MISSED},
        dimensions={
            "age": dimension("Age band", AGES[:2]),
            "deprivation": dimension("Ward", codes),
            "both": {"title": "Both", "categories": ["age", "deprivation"]},
        },
    )
    warehouse = Warehouse(in_memory(), catalogue)
    warehouse.service("H")
    for category, x, n in [
        ("", missed.sum(), people.sum()),
        *((f"age:{a}", missed[i].sum(), people[i].sum()) for i, a in enumerate(AGES[:2])),
        *((f"deprivation:{g}", missed[:, j].sum(), people[:, j].sum()) for j, g in enumerate(codes)),
        *(
            (f"both:{a} × {g}", missed[i, j], people[i, j])
            for i, a in enumerate(AGES[:2])
            for j, g in enumerate(codes)
        ),
    ]:
        warehouse.series("missed", "H", [int(x)] * 24, [int(n)] * 24, category=category)
    with Session(warehouse.engine) as session:
        found = equity_view(session, catalogue, "missed", dimension="deprivation", service="H", group="1")
    gap = found.crossed.gap
    assert gap.second == "everybody else"
    # 30% and 20% by age; everybody else 120 of 600 and 120 of 1,200: 20% and 10%.
    assert gap.difference[0] == pytest.approx(10.0)
