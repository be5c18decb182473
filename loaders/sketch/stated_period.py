"""A period that no column names: said by the rows above the table, by the name of the sheet or of the file.

Only what can be read in one way is taken, and always with a line `# to decide`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from catalogue.fields.period_formats import length
from catalogue.fields.periods import Frequency
from loaders.dates import reader

_MONTH = (
    r"(Jan(uary)?|Feb(ruary)?|Mar(ch)?|Apr(il)?|May|June?|July?|Aug(ust)?|Sept?(ember)?|Oct(ober)?"
    r"|Nov(ember)?|Dec(ember)?)"
)
_YEARS = r"(19|20)\d\d ?[-/–] ?((19|20)?\d\d)"
_BETWEEN = r"[ _,-]{0,3}"
_WRITTEN = (
    (rf"(Q|Quarter ?)[1-4]{_BETWEEN}{_YEARS}(?!\d)", "financial-quarter"),
    (rf"{_YEARS}{_BETWEEN}(Q|Quarter ?)[1-4]\b", "financial-quarter"),
    (rf"{_MONTH} ?(to|-|–) ?{_MONTH} (19|20)\d\d", "quarter-months"),
    (rf"{_MONTH}{_BETWEEN}{_YEARS}(?!\d)", "financial-month"),
    (rf"{_MONTH}{_BETWEEN}(19|20)\d\d(?![\d/–-])", "%b %Y"),
    (r"(?<!\d)(19|20)\d\d[-/](\d\d|(19|20)\d\d)(?![\d-])", "financial-year"),
)
_SAYS = re.compile(r"\W*(reporting )?(period|quarter|month|year|date)\b", re.IGNORECASE)
_OTHER_DAYS = re.compile(
    r"publi|revis|next|contact|releas|source|boundar|extract|©|copyright|census", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Said:
    begins: date
    frequency: Frequency
    text: str
    where: str  # for people


def said(titles: Sequence[Sequence[str]], sheet: str | None, stem: str) -> Said | None:
    """Find the period, by the row that names it, else the file, the sheet, or the other titles."""
    rows = [[cell for cell in row if cell] for row in titles]
    others = [" ".join(row) for row in rows if not _OTHER_DAYS.search(" ".join(row))]
    for texts, where in (
        ([" ".join(row) for row in rows if row and _SAYS.match(row[0])], "a title row"),
        ([stem], "the name of the file"),
        ([sheet or ""], "the name of the sheet"),
        (others, "a title row"),
    ):
        found = {(day, span): text for t in texts for day, span, text in _in(t)}
        if len(found) == 1:
            ((day, span), text) = next(iter(found.items()))
            return Said(day, span, text, where)
    return None


def _in(text: str) -> Iterator[tuple[date, Frequency, str]]:
    plain = " ".join(text.replace("_", " ").split())
    for expression, written in _WRITTEN:
        for match in re.finditer(rf"(?<![A-Za-z]){expression}", plain, re.IGNORECASE):
            day = _read(match[0], written)
            if day is not None:
                yield day, length(written) or Frequency.MONTHLY, match[0]
        if re.search(expression, plain, re.IGNORECASE):
            return  # a quarter with its years is no year as well


def _read(text: str, written: str) -> date | None:
    read = reader.for_format(written)
    spaced = re.sub(r"[ ,_-]+(?=(19|20)\d\d)", " ", text, count=1)  # Q1-2015-2016, June-2022
    days = (read(re.sub(r"(?<=[a-z])(-|–)(?=[A-Z])", " to ", plain)) for plain in (text, spaced))
    return next((day for day in days if day is not None), None)
