"""Odd addresses of the pages about groups: each says what was expected, what came, and what to do."""

from __future__ import annotations

import csv
import io
import re
from html import unescape
from xml.etree import ElementTree

import pytest
from PIL import Image


@pytest.fixture(scope="module")
def client(demo):
    from app import make_app

    return make_app(demo).server.test_client()


@pytest.mark.parametrize(
    ("asked", "status", "words"),
    [
        ("/equity?service=nowhere", 404, "no service with the code 'nowhere'"),
        ("/equity?dimension=colour", 404, "Measures here are split by: deprivation, "),
        ("/equity?dimension=age_by_deprivation", 404, "no dimension 'age_by_deprivation'"),
        ("/equity.csv?dimension=colour", 404, "Measures here are split by: deprivation, "),
        ("/equity/did_not_attend?dimension=colour", 404, "(did not attend) is split by: deprivation, "),
        ("/equity/did_not_attend.csv?dimension=colour", 404, "is split by: deprivation, "),
        ("/funnel/did_not_attend?dimension=colour", 404, "is split by: deprivation, "),
        ("/pareto/did_not_attend?dimension=colour", 404, "is split by: deprivation, "),
        ("/pareto/did_not_attend?around=spring", 400, "This is none: 'spring'"),
        ("/pareto/did_not_attend?around=0001-01-01", 200, "no complete quarter on both sides of the day"),
        ("/pareto/did_not_attend?around=2026-11-20", 200, "no complete quarter on both sides of the day"),
        ("/pareto/did_not_attend?around=9999-12-31", 200, "no complete quarter on both sides of the day"),
        ("/equity/did_not_attend?made=slope", 404, "explains gap, trend, ratio, unknown, group:<code>"),
        ("/indicator/did_not_attend?made=slope", 400, "explains the numbers of a `chart`"),
        ("/board?made=gap", 400, "of signals that `chance` would give"),
        ("/equity/did_not_attend?part=change", 400, "has the parts gap, groups, "),
        ("/equity/did_not_attend.json?part=change", 400, "or part=relative. The address gives 'change'"),
    ],
)
def test_an_odd_address_is_refused_with_what_is_known(client, asked, status, words):
    answer = client.get(asked)
    assert answer.status_code == status
    assert words in unescape(answer.text)


@pytest.mark.parametrize("part", ["", "relative"])
def test_both_charts_of_the_gap_have_their_figure(client, part):
    answer = client.get(f"/equity/did_not_attend.json?dimension=deprivation&part={part}")
    assert answer.status_code == 200
    assert answer.json["data"]


PARETO = "/pareto/falls_harm{file}?dimension=ethnicity&service=inverlarig"


def test_a_pareto_chart_says_hidden_wherever_a_group_is_hidden_and_is_a_file_of_three_kinds(client):
    """Picture, table and files say one value; a hidden group is no zero in any of them."""
    page, svg, table = (client.get(PARETO.format(file=file)) for file in ("", ".svg", ".csv"))
    assert "4 groups hidden: hidden is not zero." in page.text
    bars = list(csv.DictReader(table.text.splitlines()[1:]))
    hidden = {bar["group"] for bar in bars if bar["count"] == "*"}
    assert len(hidden) == 4
    assert all({*list(bar.values())[2:]} == {"*"} for bar in bars if bar["group"] in hidden)
    white = [bar for bar in bars if bar["group"] == "White"]
    assert [bar["count"] in svg.text and bar["count"] in page.text for bar in white] == [True, True]
    drawn = ElementTree.fromstring(svg.text)
    assert [one.text for one in drawn.iter("{http://www.w3.org/2000/svg}text")].count("hidden") == 8
    assert not re.search(r"var\(|href=|<script", svg.text), "it needs nothing else"
    png = client.get(PARETO.format(file=".png"))
    assert png.mimetype == "image/png"
    assert min(Image.open(io.BytesIO(png.data)).size) > 400
    assert (
        client.get("/pareto/falls_harm.png?service=inverlarig-ward-2&dimension=ethnicity").status_code == 404
    )
