"""A pack as PDF: tagged, in its language, with bookmarks, its charts in words, nothing cut off."""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from pypdf import PdfReader

from components.documents import as_pdf
from errors import BrightspotError
from quality.packs.frozen import FrozenPack
from tests.packs.pdf_ua import problems
from tests.packs.small import a_board, a_pack, an_entry, frozen
from tests.unzipped import tags_in

try:
    as_pdf._library()
except BrightspotError as error:
    pytest.skip(str(error), allow_module_level=True)


@pytest.fixture(scope="module")
def board() -> FrozenPack:
    return frozen(a_board())


@pytest.fixture(scope="module")
def paper(board: FrozenPack) -> PdfReader:
    return PdfReader(io.BytesIO(as_pdf.pdf_of(board)))


def flat(text: str) -> str:
    return re.sub(r"\s+", "", text)


def test_its_structure_is_what_pdf_ua_asks_for(paper):
    assert problems(paper) == []
    assert paper.metadata.title == "Board · Northfield"
    assert paper.trailer["/Root"]["/Lang"] == "en-GB"


def test_every_chart_says_its_sentence_and_every_heading_is_a_bookmark(paper, board):
    tags = list(tags_in(paper.trailer["/Root"]["/StructTreeRoot"]["/K"]))
    said = sorted(tag["/Alt"] for tag in tags if tag["/S"] == "/Figure")
    assert said == sorted(entry.alt for entry in board.pack.entries)
    headings = {tag["/S"] for tag in tags} & {"/H1", "/H2", "/H3"}
    assert headings == {"/H1", "/H2", "/H3"}
    names = [one.title for one in _marked(paper.outline)]
    assert names[0] == "Board"
    assert [entry.title for entry in board.pack.entries if entry.title not in names] == []


def _marked(outline: list[Any]) -> Iterator[Any]:
    for one in outline:
        if isinstance(one, list):
            yield from _marked(one)
        else:
            yield one


def test_its_text_is_that_of_the_value_and_all_of_it_lies_on_the_paper(paper, board):
    text = flat("".join(page.extract_text() for page in paper.pages))
    for entry in board.pack.entries:
        said = [
            entry.title,
            entry.owner,
            entry.sentence,
            entry.target_words,
            entry.levels,
            entry.finding,
            entry.caption,
            entry.latest.words,
        ]
        said += [words for account in entry.accounts for part in account.parts for words in part]
        assert [one for one in said if flat(one) not in text] == []
    assert flat(board.hash) in text
    for page in paper.pages:
        width, height = float(page.mediabox.width), float(page.mediabox.height)
        for x, y in _places(page):
            assert 30 < x < width - 30
            assert 20 < y < height - 30


def _places(page: Any) -> list[tuple[float, float]]:
    """Where pieces of text begin, in points from the lower left."""
    found: list[tuple[float, float]] = []

    def visit(text: str, cm: list[float], tm: list[float], *_: Any) -> None:
        if text.strip():
            found.append((tm[4] * cm[0] + tm[5] * cm[2] + cm[4], tm[4] * cm[1] + tm[5] * cm[3] + cm[5]))

    page.extract_text(visitor_text=visit)
    return found


def test_a_board_of_25_indicators_fits_twelve_pages(paper):
    assert len(paper.pages) <= 12


def test_the_same_pack_gives_the_same_bytes():
    one = frozen(a_pack())
    first = as_pdf.pdf_of(one)
    as_pdf._laid_out.cache_clear()
    assert as_pdf.pdf_of(one) == first


def test_a_draft_says_so_on_every_page():
    found = PdfReader(io.BytesIO(as_pdf.pdf_of(frozen(a_board(8), is_signed=False))))
    assert len(found.pages) > 1
    for page in found.pages:
        assert "Draft" in page.extract_text().splitlines()


def test_what_an_author_wrote_is_text_and_fetches_nothing(caplog):
    bad = '<img src="file:///etc/hostname"><link rel="stylesheet" href="http://127.0.0.1:9/x.css">'
    made = as_pdf.pdf_of(frozen(a_pack(entries=(an_entry(sentence=bad, alt=f'" src="x{bad}'),))))
    assert flat(bad) in flat("".join(page.extract_text() for page in PdfReader(io.BytesIO(made)).pages))
    fetcher = as_pdf.fetcher(as_pdf._library())
    for address in ("file:///etc/hostname", "http://127.0.0.1:9/"):
        with pytest.raises(ValueError, match="disallowed"):
            fetcher.fetch(address)


def test_a_machine_without_the_libraries_says_what_to_install(tmp_path, monkeypatch):
    (tmp_path / "weasyprint.py").write_text("raise OSError(\"cannot load library 'libpango-1.0-0'\")")
    monkeypatch.syspath_prepend(tmp_path)
    for name in [name for name in sys.modules if name.partition(".")[0] == "weasyprint"]:
        monkeypatch.delitem(sys.modules, name)
    as_pdf._library.cache_clear()
    with pytest.raises(BrightspotError, match=r"install Pango.*libpango-1\.0-0'$"):
        as_pdf.pdf_of(frozen(a_pack()))
