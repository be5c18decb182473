"""Words on a slide: its title, text in a box, a table. Every run says its language."""

from __future__ import annotations

from collections.abc import Sequence

from pptx.dml.color import RGBColor
from pptx.enum.lang import MSO_LANGUAGE_ID
from pptx.enum.text import MSO_AUTO_SIZE, PP_ALIGN
from pptx.shapes.graphfrm import GraphicFrame
from pptx.slide import Slide
from pptx.text.text import TextFrame
from pptx.util import Inches, Length, Pt

from components.documents.as_xlsx import CONTROL
from components.theme import LIGHT

FACE = "Calibri"
"""On every machine that shows slides; the typeface of the pages need not be."""
LINE = 1.25
SMALLEST = 9


def colour(name: str) -> RGBColor:
    """Return a token, such as `concern`."""
    return RGBColor.from_string(getattr(LIGHT, name).removeprefix("#").upper())


def title(slide: Slide, text: str, left: Length, top: Length, width: Length) -> None:
    shape = slide.shapes.title
    shape.left, shape.top, shape.width, shape.height = left, top, width, Inches(0.9)
    _write(shape.text_frame, [(text, 28)], is_bold=True)
    shape.text_frame.paragraphs[0].alignment = PP_ALIGN.LEFT


def box(
    slide: Slide,
    lines: Sequence[tuple[str, int]],
    left: Length,
    top: Length,
    width: Length,
    height: Length,
    *,
    shrink: bool = False,
) -> None:
    """Write lines, each with its size in points; smaller where they would not fit, if asked."""
    frame = slide.shapes.add_textbox(left, top, width, height).text_frame
    while shrink and _tall(lines, width) > height and max(size for _, size in lines) > SMALLEST:
        lines = [(text, max(SMALLEST, size - 1)) for text, size in lines]
    _write(frame, lines)


def table(
    slide: Slide,
    rows: Sequence[Sequence[str]],
    left: Length,
    top: Length,
    width: Length,
    shares: Sequence[float],
    alt: str,
) -> None:
    """Write a table whose first row is its head. shares: widths of columns, in any unit."""
    shape = slide.shapes.add_table(len(rows), len(shares), left, top, width, Inches(0.3) * len(rows))
    describe(shape, alt)
    for column, share in zip(shape.table.columns, shares, strict=True):
        column.width = Length(int(width * share / sum(shares)))
    for at, row in enumerate(rows):
        for cell, text in zip(shape.table.rows[at].cells, row, strict=True):
            cell.fill.background()
            _write(cell.text_frame, [(text, 11)], is_bold=at == 0)


def describe(shape: GraphicFrame, alt: str) -> None:
    """Give a shape the text for whoever does not see it."""
    shape._element.nvGraphicFramePr.cNvPr.set("descr", CONTROL.sub("", alt))


def _tall(lines: Sequence[tuple[str, int]], width: Length) -> float:
    """Return about how high lines are: letters are half as wide as they are high."""
    per_line = [max(1, -(-len(text) * size * 0.5 // Length(width).pt)) for text, size in lines]
    return Pt(sum(count * size * LINE for count, (_, size) in zip(per_line, lines, strict=True)) + 10)


def _write(frame: TextFrame, lines: Sequence[tuple[str, int]], *, is_bold: bool = False) -> None:
    frame.word_wrap, frame.auto_size = True, MSO_AUTO_SIZE.NONE
    for at, (text, size) in enumerate(lines):
        paragraph = frame.paragraphs[0] if at == 0 else frame.add_paragraph()
        run = paragraph.add_run()
        run.text = CONTROL.sub("", text)
        font = run.font
        font.size, font.name, font.bold = Pt(size), FACE, is_bold
        font.language_id, font.color.rgb = MSO_LANGUAGE_ID.ENGLISH_UK, colour("ink")
