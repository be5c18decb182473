"""A pack as one plain value: everything a board's paper says, with its words, so that a document made of it
years later asks nothing else.

    value → canonical JSON → SHA-256, the content hash
                           → compressed text, as the act that freezes it keeps it

The same value always gives the same bytes: keys are sorted, numbers are written as short as they can be read
back, nothing in it is the time at which it was made.
"""

from __future__ import annotations

import base64
import hashlib
import zlib

import orjson
from pydantic import BaseModel, ConfigDict

FORMAT = 1
"""Raised when a pack of before could no longer be read as it was meant."""
Numbers = tuple[float | None, ...]


class Part(BaseModel):
    """A part of a pack. What a later version of the program added is passed over by an earlier one."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Points(Part):
    """One series: all tuples have one entry per period, gaps included."""

    periods: tuple[str, ...]
    """First days, as 2026-10-01."""
    labels: tuple[str, ...]
    """The same as people say them."""
    numerator: Numbers
    denominator: Numbers
    value: Numbers
    """In the unit of the indicator."""
    centre: Numbers
    lower: Numbers
    upper: Numbers
    target: Numbers
    plan: Numbers
    phase: tuple[int, ...]
    marks: tuple[str, ...]
    """Looks of each point: its variation, or why it is not judged."""
    banded: tuple[bool, ...]
    """Places where the ground between the limits is drawn."""
    is_provisional: bool
    unit: str


class Latest(Part):
    """The newest point that is judged."""

    period: str
    label: str
    numerator: float | None
    denominator: float | None
    value: float | None
    words: str
    """The value as it is written."""
    counted: str
    """Numerator and denominator as they are written; empty where there are none."""


class Said(Part):
    """Something that somebody said, and who."""

    text: str
    signed: str
    reply: str = ""
    reply_signed: str = ""


class Account(Part):
    """An author's account of an indicator in five parts: each under its question."""

    parts: tuple[tuple[str, str], ...]
    signed: str


class Inside(Part):
    """The services just below, counted by where they stand."""

    judged: int
    concerns: int
    improvements: int


class Entry(Part):
    """One indicator of the pack."""

    code: str
    title: str
    label: str
    domain: str
    owner: str
    definition: str
    """Fingerprint of its definition."""
    definitions: tuple[tuple[str, str], ...]
    """Term and text: everything a reader needs to trust the number."""
    rule_set: str
    improvement: int
    """+1 higher is better, −1 lower is better, 0 neither."""
    call: str
    why: str
    """The call in a few words."""
    variation: str
    direction: int
    assurance: str
    variation_word: str
    assurance_word: str
    sentence: str
    alt: str
    """The sentence with its subject in front, for whoever does not see the chart."""
    levels: str
    """The lines of the chart in numbers."""
    finding: str = ""
    """The title of the chart: what it found, in a dozen words. Empty in packs of before, and without data."""
    caption: str = ""
    """The subject of the chart: measure, service, first and last period that are drawn, source."""
    latest: Latest | None
    target: float | None
    target_words: str
    points: Points | None
    signals: tuple[str, ...]
    """Signals that the newest point belongs to."""
    changes: tuple[str, ...]
    """Signals that began or ended since the last meeting."""
    decided: tuple[str, ...]
    """Decisions about the chart that are in force, signed."""
    data: tuple[str, ...]
    """Notes about its data."""
    state: str
    """State of its signal in the hands of people."""
    accounts: tuple[Account, ...]
    """The newest first."""
    questions: tuple[Said, ...]
    decisions: tuple[Said, ...]
    inside: Inside | None


class Meeting(Part):
    """The meeting that a pack is for, and what its author tells it."""

    forum: str
    """Code of the forum."""
    name: str
    day: str
    lines: tuple[tuple[str, tuple[str, ...]], ...]
    """Alert, advise, assure, applaud: the word, and the lines under it."""
    signed: str
    """Their author, or that nobody wrote any."""


class Section(Part):
    """A part of a document that is made from the record: a table, all in words."""

    title: str
    note: str
    empty: str
    """The sentence that stands in place of a table without a row."""
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def is_number(self, column: int) -> bool:
        """Tell if a column holds nothing but whole numbers."""
        return all(row[column].replace(",", "").isdigit() for row in self.rows if row[column])


class Cut(Part):
    """The moment that the numbers are of."""

    load: int
    loaded: str
    """Day and time at which that load was finished; empty where nothing was loaded."""
    act: int
    """Number of the newest act that the pack holds."""
    data_to: str
    """Day to which the measures of the service are known; empty where none is."""


class Pack(Part):
    """A board's paper about one service on a day. It holds no number of a group of people: these are read on
    the equity pages, behind the gate."""

    format: int = FORMAT
    title: str
    organisation: str
    service: str
    service_name: str
    day: str
    since: str
    """The last meeting: changes are counted from it."""
    cut: Cut
    catalogue: str
    """Fingerprint of all that is measured."""
    rule_sets: tuple[tuple[str, str], ...]
    """Name with version of each that judged something here, and where it is published."""
    program: str
    summary: str
    """The number of signals, and of those that chance alone would give."""
    calls: tuple[tuple[str, str, tuple[str, ...]], ...]
    """Alert, advise, assure, applaud: the word, the rule in words, the codes of its indicators."""
    entries: tuple[Entry, ...]
    """By domain, in the order of the catalogue."""
    meeting: Meeting | None = None
    """The meeting that it is for; None where it is for none in particular."""
    edition: str = ""
    """`public`: for everybody, its numbers hidden and rounded by the rule of the gate, without what people
    wrote. Empty: for staff."""
    rule: str = ""
    """The rule of a public edition, in words."""
    document: str = ""
    """Code of the document that it is, as declared; empty: the pack of a board."""
    document_name: str = ""
    about: int = 0
    """Number of the record that the document is about; 0: it is about the service."""
    sections: tuple[Section, ...] = ()
    """Those of a document; a board's pack has entries."""

    def entry(self, code: str) -> Entry | None:
        return next((one for one in self.entries if one.code == code), None)

    def called(self, call: str) -> list[Entry]:
        """Return the indicators of a call, in the order of the pack."""
        codes = next((codes for word, _, codes in self.calls if word == call), ())
        return [one for one in self.entries if one.code in codes]


def canonical(pack: Pack) -> bytes:
    """Return the bytes that stand for a pack."""
    return orjson.dumps(pack.model_dump(mode="json"), option=orjson.OPT_SORT_KEYS)


def content_hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def packed(content: bytes) -> str:
    """Return bytes as the text that an act keeps."""
    return base64.b85encode(zlib.compress(content, 9)).decode()


def unpacked(text: str) -> bytes:
    """Return the bytes that `packed` was given."""
    return zlib.decompress(base64.b85decode(text))


def read(content: bytes) -> Pack:
    return Pack.model_validate_json(content)
