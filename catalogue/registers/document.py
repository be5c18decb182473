"""Say what a declaration of a document may say: its sections, each a question that the record answers."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Self

from pydantic import Field, model_validator

from catalogue.fields.base import Code, Codes, Model, Texts


class Query(StrEnum):
    """Name the questions that a section can ask of the record."""

    RECORDS = "records"
    """Records of registers."""
    ANSWERS = "answers"
    """Words of the record that the document is about."""
    COUNTED = "counted"
    """Acts of some kinds, counted."""
    ACTS = "acts"
    """Acts of some kinds, each told."""
    CRITERIA = "criteria"
    """Criteria of the standard that the document is about."""
    MEASURES = "measures"
    """Measures of the service with what their charts say."""
    BALANCE = "balance"
    """Acts of the four aspects by service."""


COLUMNS: Mapping[Query, tuple[str, ...]] = {
    Query.RECORDS: ("number", "kind", "service", "state", "since", "owner", "due", "begun_by", "moved_by",
                    "inside", "chart"),
    Query.ANSWERS: ("question", "answer"),
    Query.COUNTED: ("what", "count"),
    Query.ACTS: ("day", "service", "told", "by"),
    Query.CRITERIA: ("criterion", "verdict", "evidence", "link", "owner", "assessed", "shown"),
    Query.MEASURES: ("measure", "sentence", "owner"),
    Query.BALANCE: ("service", "planning", "control", "assurance", "improvement"),
}  # fmt: skip
"""The columns that each question can fill; of records, also every field that their kinds declare."""


class DocumentSection(Model):
    """Say what one section asks of the record, and how it is set out."""

    title: str = Field(min_length=1)
    query: Query
    kinds: Codes = ()
    """Kinds of record: of these alone. Of a document about a record: those that belong to it, and itself."""
    acts: Texts = ()
    """Kinds of act, such as `reply`, `test_of_change.close`."""
    step: Code | None = None
    """Only records with which this step was taken in the time of the document."""
    states: Codes = ()
    """Only records that stood so at the end of its last day."""
    where: dict[Code, str] = Field({})
    """Field -> the answer that a record has to give."""
    columns: Texts = Field(min_length=1)
    empty: str = Field(min_length=1)
    """The sentence that stands there where nothing is found."""
    note: str = ""


class DocumentKind(Model):
    """Declare one kind of document that is made from the record and frozen."""

    name: str = Field(min_length=1)
    lede: str = Field(min_length=1)
    """Its contents, and the limits of them."""
    listed_in: Codes = Field(min_length=1)
    """The registers that it is opened from."""
    months: int = Field(12, ge=1, le=120)
    """Months back to which its time goes; it ends on the day it is made, or on one that is chosen."""
    about: Code | None = None
    """The kind of record that it is about; none: it is about a service and all that is inside it."""
    since_begun: bool = False
    """Its time goes back to the day on which the record that it is about was begun."""
    sections: tuple[DocumentSection, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _asks_what_can_be_answered(self) -> Self:
        for one in self.sections:
            if one.query in (Query.ANSWERS, Query.CRITERIA) and self.about is None:
                raise ValueError(f"the section {one.title!r} is about a record: say in `about` of which kind")
            if one.query is Query.RECORDS and not one.kinds:
                raise ValueError(f"the section {one.title!r} asks for records: say in `kinds` for which")
            known = COLUMNS[one.query]
            unknown = sorted({*one.columns} - {*known})
            if unknown and one.query is not Query.RECORDS:
                told = f"has no column {', '.join(unknown)}; expected some of {', '.join(known)}"
                raise ValueError(f"the section {one.title!r} {told}")
        return self
