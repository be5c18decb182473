"""A pack as slides: opened again, their numbers are those of the value."""

from __future__ import annotations

import io
import time

import orjson
import pytest
from openpyxl import load_workbook
from pptx import Presentation

from components.documents.as_html import html_of
from components.documents.as_pptx import pptx_of
from components.documents.as_xlsx import xlsx_of
from quality.packs.frozen import FrozenPack
from quality.packs.value import canonical, read
from tests.packs.small import a_board, a_pack, an_entry, frozen, some_points


def opened(one: FrozenPack):
    return Presentation(io.BytesIO(pptx_of(one)))


@pytest.fixture(scope="module")
def board() -> FrozenPack:
    return frozen(a_board())


@pytest.fixture(scope="module")
def slides(board):
    return list(opened(board).slides)


def shapes(slides, kind: str):
    return [shape for slide in slides for shape in slide.shapes if getattr(shape, f"has_{kind}")]


def texts(slide) -> str:
    return "\n".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)


def test_every_exception_has_a_chart_with_the_numbers_of_the_value(slides, board):
    frames = shapes(slides, "chart")
    alerts = board.pack.called("alert")
    assert len(frames) == len(alerts) == 5
    for frame, entry in zip(frames, alerts, strict=True):
        assert frame.chart.chart_title.text_frame.text == entry.finding
        assert entry.caption in "\n".join(texts(slide) for slide in slides)
        plot = frame.chart.plots[0]
        assert tuple(plot.categories) == entry.points.labels
        series = {one.name: tuple(one.values) for one in plot.series}
        assert series["Value"] == entry.points.value
        assert series["Centre line"] == entry.points.centre
        assert series["Lower limit"] == entry.points.lower
        assert series["Upper limit"] == entry.points.upper
        assert "Target" not in series
        assert frame._element.nvGraphicFramePr.cNvPr.get("descr") == entry.alt
        assert frame.chart.part.chart_workbook.xlsx_part is not None


def test_points_of_a_kind_are_a_series_that_the_legend_names():
    points = some_points((1.0, None, 4.0, 5.0), marks=("common_cause", "missing", "concern", "excluded"))
    entry = an_entry(call="alert", points=points)
    found = opened(frozen(a_pack(entries=(entry,), calls=(("alert", "Rule", ("falls",)),))))
    chart = shapes(found.slides, "chart")[0].chart
    series = {one.name: tuple(one.values) for one in chart.plots[0].series}
    assert series["Value"] == (0.1, None, 0.4, None)
    assert series["Concern"] == (None, None, 0.4, None)
    assert series["Left out"] == (None, None, None, 0.5)


def test_a_pack_of_before_opens_without_titles_of_charts():
    told = orjson.loads(
        canonical(a_pack(entries=(an_entry(call="alert"),), calls=(("alert", "", ("falls",)),)))
    )
    for name in ("finding", "caption"):
        del told["entries"][0][name]
    old = frozen(read(orjson.dumps(told)))
    assert not shapes(opened(old).slides, "chart")[0].chart.has_title
    assert '<p class="pack__finding">' not in html_of(old)
    for one, last in ((old, "Notes"), (frozen(a_board(5)), "Chart of")):
        head = next(load_workbook(io.BytesIO(xlsx_of(one)))["Indicators"].values)
        assert head[-1] == last


def test_the_matrix_holds_every_indicator(slides, board):
    rows = [
        [cell.text for cell in row.cells] for frame in shapes(slides, "table") for row in frame.table.rows
    ]
    told = [row for row in rows if row[0] != "Indicator"]
    assert [row[0] for row in told] == [entry.title for entry in board.pack.entries]
    assert all(entry.latest.words in row[2] for entry, row in zip(board.pack.entries, told, strict=True))
    assert all(frame._element.nvGraphicFramePr.cNvPr.get("descr") for frame in shapes(slides, "table"))


def test_every_slide_has_a_title_and_says_which_pack_it_is_of(slides, board):
    assert all(slide.shapes.title.text_frame.text for slide in slides)
    assert all("Board · Northfield" in texts(slide) for slide in slides[1:])
    assert board.hash in texts(slides[-1])
    draft = opened(frozen(a_pack(), is_signed=False))
    assert all("Draft" in texts(slide) for slide in draft.slides)


def test_what_is_written_is_no_formula_and_no_odd_letter_breaks_the_file():
    entry = an_entry(call="alert", title="=1+1\x07", sentence="a\x00b")
    found = opened(frozen(a_pack(entries=(entry,), calls=(("alert", "Rule", ("falls",)),))))
    assert "ab" in texts(found.slides[3])


@pytest.mark.parametrize("make", [pptx_of, xlsx_of])
def test_the_same_pack_gives_the_same_bytes_at_another_time(make):
    entry = an_entry(call="alert")
    one = frozen(a_pack(entries=(entry,), calls=(("alert", "Rule", ("falls",)),)))
    first, second = make(one), time.time() // 1
    while time.time() // 1 == second:
        time.sleep(0.05)
    assert make(one) == first


def test_forty_charts_take_two_seconds_of_work_at_most():
    board = a_board(40)
    codes = tuple(entry.code for entry in board.entries)
    one = frozen(board.model_copy(update={"calls": (("alert", "Rule", codes),)}))
    begun = time.process_time()
    assert len(shapes(opened(one).slides, "chart")) == 40
    assert time.process_time() - begun < 2
