"""Fifths beside tenths of the same people: what one hides must not stand in the other."""

from __future__ import annotations

import numpy as np
import pytest
from sqlalchemy.orm import Session

from quality.disclosure.nested_groups import sums_of
from quality.disclosure.protected_counts import group_tree
from quality.reference.ids import read_ids
from quality.series.calendar_blocks import Grain
from tests.databases import in_memory
from tests.warehouse import Warehouse, make_catalogue

MONTHS = 24
RNG = np.random.default_rng(4)
TENTHS = RNG.poisson(60, size=(10, MONTHS)).astype(float)
FIFTHS = TENTHS.reshape(5, 2, MONTHS).sum(axis=1)


def made(wholes, parts):
    return [np.flatnonzero(row).tolist() for row in sums_of(np.array(wholes), np.array(parts))]


def test_fifths_are_made_of_tenths_and_no_tenth_of_fifths():
    assert made(FIFTHS, TENTHS) == [[0, 1], [2, 3], [4, 5], [6, 7], [8, 9]]
    assert made(TENTHS, FIFTHS) == [[]] * 10


def test_numbers_that_were_typed_wrongly_hide_no_nesting():
    wrong = FIFTHS.copy()
    wrong[0, 3] += 1
    wrong[2, 7] = 0
    assert made(wrong, TENTHS) == made(FIFTHS, TENTHS)


def test_everybody_is_no_sum_that_tells_anything():
    """In a maternity unit all are women, of whatever age."""
    women = np.stack([TENTHS.sum(axis=0), np.zeros(MONTHS)])
    assert made(women, TENTHS) == [[], []]


def test_groups_of_other_people_are_no_sums():
    assert made(RNG.poisson(120, size=(5, MONTHS)), TENTHS) == [[]] * 5


def test_nothing_is_made_of_nothing():
    assert made(np.zeros((2, 0)), np.zeros((3, 0))) == [[], []]


def dimension(title, count):
    return {
        "title": title,
        "is_ordered": True,
        "axis_note": "1 = most deprived",
        "categories": [{"code": str(i), "label": f"{title} {i}"} for i in range(1, count + 1)],
    }


@pytest.mark.parametrize("split", [("fifths", "tenths"), ("tenths", "fifths")])
@pytest.mark.parametrize("measures", [("missed", "missed"), ("missed", "twin")])
def test_hidden_tenth_hides_its_fifth(split, measures):
    """By two dimensions of one measure, or of two that are counted from the same rows."""
    dimensions = {
        code: [by for by, its in zip(split, measures, strict=True) if its == code] for code in measures
    }
    catalogue = make_catalogue(
        {code: {"chart": "c", "dimensions": by} for code, by in dimensions.items()},
        dimensions={"fifths": dimension("Fifth", 5), "tenths": dimension("Tenth", 10)},
    )
    warehouse = Warehouse(in_memory(), catalogue)
    warehouse.service("A")
    tenths = TENTHS.copy()
    tenths[0, 5] = 3
    tenths[7] = 20  # the smallest of the others
    numbers = {"tenths": tenths, "fifths": tenths.reshape(5, 2, MONTHS).sum(axis=1)}
    for by, code in zip(split, measures, strict=True):
        for group, counts in enumerate(numbers[by], 1):
            warehouse.series(code, "A", counts.tolist(), category=f"{by}:{group}")
    for code in set(measures):
        warehouse.series(code, "A", tenths.sum(axis=0).tolist())
    with Session(warehouse.engine) as session:
        place = read_ids(session).services["A"].id
        hidden = {
            by: np.flatnonzero(
                group_tree(session, catalogue, code, by).of(place).released(Grain.PERIOD).is_hidden
            ).tolist()
            for by, code in zip(split, measures, strict=True)
        }
    assert hidden == {"tenths": [0, 7], "fifths": [0, 3]}
