"""Those counted beside those who live there: one value in every view, nothing hidden."""

from __future__ import annotations

import csv
import re
from dataclasses import replace

import pytest

from components.equity.scale import Scale
from components.exports.equity.equity_csv import equity_csv
from components.templates import part
from components.words.equity import representation as words
from quality.equity.build_view import equity_view, split_indicators

SERVICES = ("glenmore", "strathcorrie", "braefoot", "inverlarig-ward-1", "strathcorrie-outpatients")


@pytest.fixture(scope="module")
def views(demo):
    with demo.session() as session:
        return [
            equity_view(session, demo.catalogue, code, dimension=dimension, service=service)
            for code, indicator in split_indicators(demo.catalogue).items()
            for dimension in demo.catalogue.compared_by(indicator)
            for service in SERVICES
        ]


def drawn(view) -> str:
    return str(part("equity/representation.html", "representation")(view, Scale.of_shares(view)))


def rows_of(html: str) -> list[str]:
    return re.findall(r'<tr class="equity__row.*?</tr>', html, re.DOTALL)


def test_sentence_picture_table_and_file_hold_the_same_numbers(views):
    compared = 0
    for view in filter(words.is_known, views):
        table = csv.DictReader(equity_csv(view).splitlines()[1:])
        in_file = {row["group"]: row for row in table}
        scale = Scale.of_shares(view)
        for row, html in zip(view.known, rows_of(drawn(view)), strict=True):
            if row.served is None:
                continue
            compared += 1
            file = in_file[row.label]
            assert float(file["share_of_residents"]) == pytest.approx(row.population_share)
            ratio = float(file["share_of_counted_by_share_of_residents"])
            assert row.served[0] == pytest.approx(ratio * row.population_share)
            assert f"left:{scale.at(row.served[0])}" in html
            assert f"left:{scale.at(row.population_share)}" in html
            assert f"{words.of_100(row.served[0])}<span" in html
            assert f"{ratio:.2f} times its share" in html
            if f"In {row.label}: " in words.sentence(view):
                assert words.ratio(row) in words.sentence(view)
    assert compared > 100


def test_shares_of_those_counted_are_of_those_whose_group_is_known(views):
    view = next(v for v in views if words.is_known(v) and not v.hidden)
    assert sum(row.served[0] for row in view.known) == pytest.approx(1)
    assert sum(row.population_share for row in view.known) == pytest.approx(1)


def test_a_hidden_group_leaves_no_number(views):
    hidden = 0
    for view in filter(words.is_known, views):
        for row, html in zip(view.known, rows_of(drawn(view)), strict=True):
            if row.is_hidden:
                hidden += 1
                assert "equity__dot" not in html
                assert "equity__lives" not in html
                assert not re.search(r"\d", re.sub(r'style="[^"]*"|<th.*?</th>', "", html))
    assert hidden > 5


def test_without_a_population_it_says_what_to_load(views):
    view = next(filter(words.is_known, views))
    bare = replace(view, rows=tuple(replace(row, representation=None) for row in view.rows))
    assert "shape: population" in drawn(bare)
    assert "<table" not in drawn(bare)
    assert "is hidden to protect small numbers" in drawn(replace(bare, is_population_small=True))


def test_a_share_within_chance_is_not_called_more_or_less(views):
    view = next(filter(words.is_known, views))
    rows = tuple(replace(row, representation=(1.01, 0.9, 1.1)) for row in view.known)
    assert words.sentence(replace(view, rows=rows)).startswith("No group is counted clearly")
    same = tuple(replace(row, representation=(1.001, None, None)) for row in view.known)
    assert words.sentence(replace(view, rows=same)).startswith("No group is counted clearly")
    more = (replace(view.known[0], representation=(1.2, None, None)), *same[1:])
    assert "1.20 times its share." in words.sentence(replace(view, rows=more))
