"""Shape `notes`: what a publisher says in words about services or indicators, or what its words mean."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from catalogue.fields.base import Texts
from catalogue.sources.base import SourceBase


class NotesSource(SourceBase):
    """Describe texts beside numbers: data quality notes, the wording of standards, lists of marks."""

    shape: Literal["notes"]
    about: Literal["service", "indicator", "word"]
    """The subject of each row: a `service` or an `indicator` (the text is shown beside its charts), or a
    `word` or mark that the publisher explains (shown on /data)."""
    subject: str
    """Column that names the service, the indicator or the word."""
    texts: Texts
    """Columns of text; each is a note of its own, headed by its column."""
    codes: dict[str, str] = Field({})
    """Service or indicator as written in the file -> its code in the catalogue or tree."""
