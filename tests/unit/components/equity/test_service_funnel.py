"""One group in many services: sentence, picture, table and file from one value, and nothing hidden in any."""

from __future__ import annotations

import csv
from dataclasses import replace

import numpy as np
import pytest
from sqlalchemy.orm import Session

from components.charts.still import still
from components.equity import funnel as picture
from components.exports.equity.service_funnel_csv import service_funnel_csv
from components.templates import part
from components.words.equity import service_funnel as words
from errors import NotFoundError
from quality.equity.build_view import brief_view, split_indicators
from quality.equity.service_funnel import FunnelState, service_funnel
from quality.reference.ids import read_ids
from tests.unit.quality.equity.world import World, fifths, noisy

TOP = "glenmore"


def every_funnel(session, catalogue):
    for code, indicator in split_indicators(catalogue).items():
        for dimension in catalogue.compared_by(indicator):
            first = service_funnel(session, catalogue, code, dimension=dimension, service=TOP)
            yield first
            for group in first.groups[1:]:
                yield service_funnel(
                    session, catalogue, code, dimension=dimension, service=TOP, group=group.code
                )


def test_every_number_is_one_that_the_page_of_its_service_shows(demo):
    """Through the gate only: the same counts, and no service of which the group is hidden."""
    shown = hidden = 0
    with demo.session() as session:
        for view in every_funnel(session, demo.catalogue):
            for one in view.points:
                chart = (view.indicator_code, view.dimension_code)
                page = brief_view(session, demo.catalogue, chart, read_ids(session).services[one.code])
                row = next(row for row in page.rows if row.code == view.group.code)
                assert not row.is_hidden
                assert (row.numerator, row.denominator) == (one.numerator, one.denominator)
                assert row.value == pytest.approx(one.value)
                shown += 1
            hidden += view.hidden
    assert shown > 100
    assert hidden > 20


def test_picture_table_sentence_and_file_agree(demo):
    drawn = 0
    with demo.session() as session:
        views = [view for view in every_funnel(session, demo.catalogue) if view.state is FunnelState.SHOWN]
    for view in views:
        figure = picture.figure(view)
        rows = list(csv.DictReader(service_funnel_csv(view).splitlines()[1:]))
        points = figure["data"][-1]
        assert points["y"] == [one.value for one in view.points]
        assert points["x"] == [one.denominator for one in view.points] == sorted(points["x"])
        assert [float(row["value"]) for row in rows] == pytest.approx(points["y"])
        html = str(part("equity/funnel.html", "funnel")(view, still(figure), [], "", ""))
        for row, one in zip(rows, view.points, strict=True):
            assert row["compared"] == words.compared(one)
            assert words.compared(one).capitalize() in html
            assert (one.name in words.sentence(view)) <= (abs(one.tier) == 2 or one.name in view.place)
        assert "nan" not in html
        drawn += 1
    assert drawn > 10


def test_limits_that_are_drawn_are_those_of_each_service(demo):
    with demo.session() as session:
        for view in every_funnel(session, demo.catalogue):
            if view.state is not FunnelState.SHOWN:
                continue
            sizes = np.array([size for size, _, _ in view.curve])
            high = np.array([inner[1] for _, inner, _ in view.curve], dtype=float)
            for one in view.points:
                assert one.inner[1] == pytest.approx(np.interp(one.denominator, sizes, high), rel=0.05)
                assert (one.tier > 0) == (one.value > one.inner[1])


def test_of_a_ward_the_services_beside_it_are_shown(demo):
    with demo.session() as session:
        view = service_funnel(
            session,
            demo.catalogue,
            "readmissions_28_days",
            dimension="disability",
            service="strathcorrie-amu",
        )
    assert view.place != view.service_name
    assert "strathcorrie-amu" in {one.code for one in view.points} or view.hidden


def test_a_group_that_is_not_there_is_said(demo):
    with demo.session() as session, pytest.raises(NotFoundError, match="no group 'Z'"):
        service_funnel(session, demo.catalogue, "falls_harm", dimension="sex", service=TOP, group="Z")


def in_hospital(world):
    with Session(world.engine) as session:
        return service_funnel(session, world.catalogue, "missed", dimension="deprivation", service="H")


def test_numbers_are_said_to_be_hidden_only_where_they_are():
    short, two = World(), World()
    for clinic in ("A", "B"):
        short.split(clinic, "deprivation", {str(i): noisy(0.2, 300, i, months=11) for i in range(1, 6)})
        two.split(clinic, "deprivation", fifths([0.25, 0.12, 0.12, 0.12, 0.12]))
    assert "Less than a full year" in words.state(in_hospital(short))
    view = in_hospital(two)
    assert (view.state, view.hidden) == (FunnelState.TOO_FEW, 0)
    assert words.state(view) == "Fewer than three services show this group."
    assert "hidden" in words.state(replace(view, hidden=1))
