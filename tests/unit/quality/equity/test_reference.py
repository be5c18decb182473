"""Groups compared with one that the dimension declares."""

from __future__ import annotations

import pytest

from catalogue.dimensions import Dimension
from components.words.equity.equity_sentence import sentence
from quality.equity.view import Verdict
from tests.unit.quality.equity.world import FIFTHS, MISSED, SEVENTHS, SEXES, World, noisy
from tests.warehouse import make_catalogue

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
