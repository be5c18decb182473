"""Every kind of file that is made of a frozen pack."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from components.documents.as_csv import csv_of
from components.documents.as_html import html_of
from components.documents.as_pdf import pdf_of
from components.documents.as_pptx import pptx_of
from components.documents.as_xlsx import xlsx_of
from quality.packs.frozen import FrozenPack

Make = Callable[[FrozenPack], bytes]

FILES: Mapping[str, tuple[Make, str]] = {
    "html": (lambda found: html_of(found).encode(), "text/html"),
    "pdf": (pdf_of, "application/pdf"),
    "pptx": (pptx_of, "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    "xlsx": (xlsx_of, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    # The mark at the front tells Excel that the text is UTF-8.
    "csv": (lambda found: f"\ufeff{csv_of(found)}".encode(), "text/csv"),
    "json": (lambda found: found.content, "application/json"),
}
"""By ending: the function that makes it, and its type."""


def endings(frozen: FrozenPack) -> list[str]:
    """Return the kinds of file that a pack has: a document of tables has no slides."""
    return [one for one in FILES if not (frozen.document and one == "pptx")]
