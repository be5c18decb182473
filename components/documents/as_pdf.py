"""A frozen pack as a tagged PDF (PDF/UA-1): the same template as the file of HTML, laid out for A4.

Text is text, headings are bookmarks, every chart says its sentence. Nothing is fetched: fonts and drawings
travel inside the page. The same pack in the same standing gives the same bytes, by the same versions of the
libraries that draw it.
"""

from __future__ import annotations

import base64
import io
import os
from contextlib import redirect_stdout
from functools import cache, lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

from markupsafe import Markup

from components.charts.drawing import Drawing
from components.documents import paper, picture
from components.documents.pdf_tags import finished
from components.templates import part, render
from components.words import packs as words
from errors import BrightspotError
from quality.packs.frozen import FrozenPack

HERE = Path(__file__).resolve().parent
FONTS = HERE.parents[1] / "assets" / "fonts"
VARIANT, IMAGES = "pdf/ua-1", "documents/images.html"
FACES = ("atkinson-next", "atkinson-next-ext")
ONE_AT_A_TIME = Lock()
"""Seconds of work each, by libraries that share what they know of fonts."""


def pdf_of(frozen: FrozenPack) -> bytes:
    """Make the file. BrightspotError: this machine lacks the libraries that draw it."""
    library = _library()
    page = render(
        "documents/paper.html", frozen=frozen, pack=frozen.pack, picture=picture, draw=draw, style=_style(),
        made=f"{frozen.act.at:%Y-%m-%dT%H:%M:%SZ}",
    )  # fmt: skip
    with ONE_AT_A_TIME:
        return _laid_out(library, str(page))


def pdf_of_page(template: str, **values: Any) -> bytes:
    """Make a file of a template that stands alone: its `style` is the sheet of paper. BrightspotError: this
    machine lacks the libraries that draw it."""
    library, page = _library(), str(render(template, style=_style(), **values))
    with ONE_AT_A_TIME:
        return _laid_out(library, page)


@lru_cache(maxsize=4)
def _laid_out(library: Any, page: str) -> bytes:
    html = library.HTML(string=page, url_fetcher=fetcher(library))
    made: bytes = html.write_pdf(pdf_variant=VARIANT, pdf_identifier=b"brightspot", finisher=finished)
    return made


def fetcher(library: Any) -> Any:
    """Return what fetches for a page: nothing but what lies inside it."""
    return library.urls.URLFetcher(allowed_protocols=["data"])


@cache
def _library() -> Any:
    """Return WeasyPrint, which loads Pango when it is imported; only here, as a machine may not have it."""
    # The typeface in the file is made anew, and would say when.
    os.environ["SOURCE_DATE_EPOCH"] = "0"
    try:
        with redirect_stdout(io.StringIO()):  # it says there at length what its error says
            import weasyprint
            import weasyprint.urls
    except OSError as error:
        raise BrightspotError(words.NO_PDF.format(why=error)) from error
    return weasyprint


def draw(drawing: Drawing, alt: str = "", css: str = "") -> Markup:
    """Write a chart with its text; without one, an icon whose word stands beside it."""
    looks = Markup(paper.looks(drawing.stroke, drawing.radius, css))
    svg = part(IMAGES, "svg")(drawing, looks)
    return part(IMAGES, "image")(_inside("image/svg+xml", svg.encode()), alt)


def _inside(kind: str, content: bytes) -> str:
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"


@cache
def _style() -> Markup:
    """Return the sheet, the typeface in it."""
    faces = {name: f"url({_inside('font/woff2', (FONTS / f'{name}.woff2').read_bytes())})" for name in FACES}
    return Markup(paper.replaced((HERE / "paper.css").read_text(encoding="utf-8"), faces))
