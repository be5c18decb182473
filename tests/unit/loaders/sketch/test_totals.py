"""What a sketch takes for part of what, and which services for totals of the others."""

from __future__ import annotations

import numpy as np
import pytest

from loaders.parse.tables import Column, Table
from loaders.sketch.candidate_measures import candidates, measures
from loaders.sketch.column_profiles import profiles
from loaders.sketch.column_roles import Roles, service_of
from loaders.sketch.find_table import ages_across, is_number
from loaders.sketch.part_of import shares
from loaders.sketch.totals import marked, of_services


def columns(**cells):
    """Columns of a table from lists of cells, `_` in a name for a blank."""
    rows = np.arange(len(next(iter(cells.values()))))
    made = {name.replace("_", " "): Column.of([str(c) for c in column]) for name, column in cells.items()}
    return profiles(Table(rows, made))


def proposed(**cells):
    found = columns(**cells)
    return [(m.numerator, m.denominator) for m in measures(candidates(found, set()))]


THIRTY = range(30)
TEN, FIVE, TWO = [10, 20, 31, 40], [5, 9, 11, 12], [2, 3, 1, 4]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"beds": TEN, "nurses": FIVE}, []),
        ({"within_4h": FIVE, "attendances": TEN}, [("within 4h", "attendances")]),
        ({"over_52_weeks": TWO, "over_18_weeks": TEN}, []),
        ({"waits_over_18_weeks": FIVE, "waits_total": TEN}, [("waits over 18 weeks", "waits total")]),
        ({"Total_waiting": TEN, "Total_waiting_over_18": FIVE}, [("Total waiting over 18", "Total waiting")]),
        ({"Europe_All_staff": TEN, "Europe_Doctors": FIVE}, []),  # one shared word is by chance
        (
            {"Old_Europe_All_staff": TEN, "Old_Europe_Doctors": FIVE},
            [("Old Europe Doctors", "Old Europe All staff")],
        ),
        ({"average_beds": FIVE, "num_delayed_bed_days": TEN}, []),
        ({"perc_waiting_6_weeks": TWO, "count_total_waiting": TEN}, []),
        ({"95th_percentile": FIVE, "total_waiting": TEN}, []),
        ({"infections": TWO, "patient_days": TEN}, [("infections", "patient days")]),
        ({"months": TWO, "patient_days": TEN}, []),
        ({"occupied_beds": FIVE, "bed_days": TEN}, []),
    ],
)
def test_a_share_needs_evidence(cells, expected):
    assert [pair for pair in proposed(**cells) if pair[1]] == expected


def test_columns_that_add_up_are_evidence_whatever_they_are_called():
    found = proposed(x=[1, 5, 7, 2], y=[2, 4, 1, 9], z=[3, 9, 8, 11])
    assert found == [("x", "z"), ("y", "z")]


def test_the_smallest_of_likely_wholes_is_taken_and_the_others_are_named():
    found = columns(red_within_8=TWO, red_calls=[11, 21, 32, 41], red_calls_answered=TEN)
    (share, *_) = [s for s in shares(list(found.values())) if s.part.name == "red within 8"]
    assert share.whole.name == "red calls answered"
    assert share.others == ("red calls",)


def test_the_whole_that_shares_most_words_is_taken():
    found = columns(
        admitted_adjusted_over_52_weeks=TWO,
        admitted_adjusted_pathways=[12, 22, 33, 44],
        admitted_pathways=TEN,
    )
    (share,) = [s for s in shares(list(found.values())) if "52" in s.part.name]
    assert share.whole.name == "admitted adjusted pathways"


def test_a_part_that_has_its_own_total_is_not_part_of_another_total():
    found = columns(
        occupied=FIVE, occupied_total=TEN, available_total=[12, 22, 33, 44], available=[4, 9, 12, 12]
    )
    pairs = {(s.part.name, s.whole.name) for s in shares(list(found.values()))}
    assert ("occupied", "available total") not in pairs
    assert ("occupied total", "available total") in pairs


def test_what_a_number_is_compared_with_comes_last():
    rows = {"national_value": TEN, "hospital_value": FIVE, "board_value": TEN}
    assert proposed(**rows)[0] == ("hospital value", None)


def totals(names, numbers, known=frozenset()):
    """Services taken for totals, of three quarters in which each has these numbers."""
    found = columns(
        board=names * 3,
        quarter=[q for q in "123" for _ in names],
        n=[n * int(q) for q in "123" for n in numbers],
    )
    roles = Roles(service="board")
    of_services(found, ["quarter"], roles, [found["n"]], known, np.ones(len(names) * 3, dtype=bool))
    return roles.wholes


@pytest.mark.parametrize(
    ("names", "numbers", "expected"),
    [
        (["A", "B", "C", "D"], [1, 2, 3, 6], ["D"]),
        (["A", "B", "C", "D"], [1, 2, 3, 5], []),
        (["A", "B", "C", "Wales"], [1, 2, 3, 5], ["Wales"]),
        (["A", "B"], [4, 4], []),  # one of two is easily as large as the other
        (["England", "Scotland", "United Kingdom"], [5, 3, 9], ["United Kingdom"]),
        (["England", "Scotland", "Wales"], [5, 3, 9], []),
    ],
)
def test_the_total_among_services_is_left_out(names, numbers, expected):
    assert totals(names, numbers) == expected


def test_a_total_that_the_catalogue_knows_stays():
    assert totals(["A", "B", "C", "Wales"], [1, 2, 3, 6], frozenset({"Wales"})) == []


def test_rows_that_a_column_marks_as_totals_are_left_out():
    found, roles = columns(is_total=["True", "False", "False"], n=[3, 1, 2]), Roles()
    assert marked(found, roles, np.ones(3, dtype=bool)).tolist() == [False, True, True]
    assert roles.drop == {"is total": ["True"]}


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"FACID1": [f"0400{i:05}" for i in THIRTY], "Facility_Name": [f"Hospital {i}" for i in THIRTY]},
         "FACID1"),
        ({"NHSER20NM": ["London", "Midlands", "South West"] * 10, "n": range(30)}, "NHSER20NM"),
        ({"Specialty": ["Cardiology", "Dermatology", "ENT"] * 10, "n": range(30)}, None),
    ],
)  # fmt: skip
def test_the_column_that_says_who(cells, expected):
    assert service_of(columns(**cells)) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [("12", True), ("1,234.5", True), (".5", True), ("1e-05", True), ("47.8%", True), ("5.", False),
     ("E06000001", False), ("e5", False), ("1e06000001", False), ("", False), ("%", False)],
)  # fmt: skip
def test_what_is_a_number(cell, expected):
    assert is_number(cell) is expected


def test_ages_across_count_up_by_one():
    ages = [*map(str, range(90)), "90+"]
    assert ages_across(["Code", "All ages", *ages]) == ages
    assert len(ages_across(["AllAges", *(f"Age{n}" for n in range(90)), "Age90plus"])) == 91
    assert ages_across(["Code", *map(str, range(9))]) == []
    assert ages_across(["Code", *map(str, range(0, 95, 5))]) == []
    assert ages_across([str(year) for year in range(2010, 2022)]) == []
