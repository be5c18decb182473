"""Places in a text that somebody wrote which could tell who a patient is: for every form, and before words of
people who were cared for are shown.

A valid health number is never kept. All else may be something harmless, so it is marked for whoever wrote it.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from catalogue.identifiers.contents import INSURANCE, MAIL, TEN, is_health_number
from catalogue.identifiers.quoted import LABELLED


class Sort(StrEnum):
    """The kinds of things that could tell who a patient is, in words."""

    HEALTH = "NHS, CHI or H&C number"
    HOSPITAL = "number of a hospital or of papers"
    BIRTH = "date of birth"
    MAIL = "address of mail"
    PHONE = "telephone number"
    POSTCODE = "postcode"
    NAME = "name"
    """Marked only where words of people who were cared for are to be shown: staff are named everywhere."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One place in a text."""

    sort: Sort
    start: int
    end: int
    """Behind its last letter."""
    text: str

    @property
    def token(self) -> str:
        """Return what stands for these letters: whoever says that they are no patient's sends it back."""
        return hashlib.sha256(f"{self.sort} {self.text}".encode()).hexdigest()[:12]


_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_DAY = (
    rf"(?:\d{{1,2}}[./ -]\d{{1,2}}[./ -](?:\d{{4}}|\d{{2}})|\d{{4}}-\d{{2}}-\d{{2}}"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {_MONTH},? \d{{4}}|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}})"
)
_BORN = r"\b(?:d\.?o\.?b\.?|date of birth|birth ?date|birthday|born|aged)(?![a-z])"
_BIRTH = re.compile(rf"{_BORN}\D{{0,16}}?(?P<it>{_DAY})|(?P<before>{_DAY})[ ,(]{{0,3}}{_BORN}", re.IGNORECASE)
_PHONE = re.compile(
    r"(?<![\w.,/-])(?:\(?\+44\)?[ -]?(?:\(0\))?|\(?0)(?:\d\)?[ -]?){8,9}\d(?![\w/]|[.,]\d)"
    r"|(?<![\w.-])07\d{3}[ -]?\d{6}(?!\d)"
)
_AREAS = """
AB AL B BA BB BD BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC EH EN EX
FK FY G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N NE
NG NN NP NR NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ
TR TS TW UB W WA WC WD WF WN WR WS WV YO ZE
"""
"""Letters with which a postcode begins: others are none, such as that of a ward or a form."""
_POSTCODE = re.compile(
    rf"\b(?:{'|'.join(_AREAS.split())})\d[A-Z\d]? ?\d[ABD-HJLNP-UW-Z]{{2}}\b", re.IGNORECASE
)
_ORDINALS = frozenset({"1st", "2nd", "3rd", *(f"{number}th" for number in range(10))})
_TITLED = re.compile(
    r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Doctor|Prof|Professor|Nurse|Sister|Sir|Lady|Rev|Matron)\b\.? +"
    r"(?P<it>[A-Z][\w'’-]*(?: [A-Z][\w'’-]+)?)"
)
_CALLED = re.compile(
    r"\b(?:called|named|name is|name was|names are|I am|I'm|signed|regards,?) +"
    r"(?P<it>[A-Z][\w'’-]+(?: [A-Z][\w'’-]+)?)"
)
_TWO = re.compile(r"(?P<it>\b[A-Z][a-z'’]+(?:-[A-Z][a-z]+)? [A-Z](?:c|ac)?[A-Z]?[a-z'’]+(?:-[A-Z][a-z]+)?\b)")
_GIVEN = frozenset(Path(__file__).with_name("given_names.txt").read_text(encoding="utf-8").split())
"""Given names that mean nothing else."""
_WORD = re.compile(r"[A-Z][a-z]+")
_FIRST = r"(?:^|[.!?:;\n“\"(] *)$"


def _valid(found: re.Match[str]) -> bool:
    return is_health_number(re.sub(r"\D", "", found[0]))


def _any(found: re.Match[str]) -> bool:
    return True


def _is_postcode(found: re.Match[str]) -> bool:
    """Tell a postcode from `B2 3rd floor`."""
    return (" " in found[0] or len(found[0]) > 5) and found[0][-3:] not in _ORDINALS


_PATTERNS: tuple[tuple[Sort, re.Pattern[str], Callable[[re.Match[str]], bool]], ...] = (
    (Sort.HEALTH, TEN, _valid),
    (Sort.BIRTH, _BIRTH, _any),
    (Sort.MAIL, MAIL, _any),
    (Sort.HOSPITAL, LABELLED, _any),
    (Sort.PHONE, _PHONE, _any),
    (Sort.HOSPITAL, INSURANCE, _any),
    (Sort.HOSPITAL, TEN, lambda found: found[0].isdigit()),
    (Sort.POSTCODE, _POSTCODE, _is_postcode),
)


def scan(
    text: str, *, numbers: Collection[str] = (), names: bool = False, known: Collection[str] = ()
) -> list[Mark]:
    """Return the places of a text that could tell who a patient is, in their order; none lies in another.

    numbers: how hospital numbers are written here, `#` for a digit and `@` for a letter, such as `H######`
    names: mark names of people too, but for those in `known`, such as the names of services
    """
    level, places = _levelled(text)
    found: list[Mark] = []
    taken = [False] * len(text)
    for sort, start, end in _found(level, numbers, names, known):
        first, last = places[start], places[end - 1] + 1
        if not any(taken[first:last]):
            taken[first:last] = [True] * (last - first)
            found.append(Mark(sort, first, last, text[first:last]))
    return sorted(found, key=lambda one: one.start)


def _found(
    level: str, numbers: Collection[str], names: bool, known: Collection[str]
) -> Iterator[tuple[Sort, int, int]]:
    for sort, pattern, counts in _PATTERNS:
        for one in pattern.finditer(level):
            if counts(one):
                yield sort, *_span(one)
    for mask in numbers:
        for one in _masked(mask).finditer(level):
            yield Sort.HOSPITAL, one.start(), one.end()
    if names:
        for start, end in _names(level, known):
            yield Sort.NAME, start, end


def _span(one: re.Match[str]) -> tuple[int, int]:
    """Return the place of what a pattern is about, without the words that tell it."""
    named = [name for name, text in one.groupdict().items() if text]
    return one.span(named[0]) if named else one.span()


def _masked(mask: str) -> re.Pattern[str]:
    signs = {"#": r"\d", "@": "[A-Za-z]"}
    return re.compile(rf"(?<!\w){''.join(signs.get(sign, re.escape(sign)) for sign in mask)}(?!\w)")


def _names(level: str, known: Collection[str]) -> Iterator[tuple[int, int]]:
    places = [span for name in known for span in _spans(name, level)]

    def is_free(start: int, end: int) -> bool:
        return not any(first <= start and end <= last for first, last in places)

    for pattern in (_TITLED, _CALLED):
        for one in pattern.finditer(level):
            if is_free(*one.span("it")):
                yield one.span("it")
    for one in _TWO.finditer(level):
        first, second = one["it"].split(" ", 1)
        begins = re.search(_FIRST, level[: one.start("it")]) is not None
        ordinary = begins and first not in _GIVEN
        if not ordinary and second not in _PLACES and is_free(*one.span("it")):
            yield one.span("it")
    for one in _WORD.finditer(level):
        if one[0] in _GIVEN and is_free(*one.span()):
            yield one.span()


_PLACES = frozenset(
    "department unit ward wards hospital hospitals clinic team board centre theatre service services care "
    "day street road health scotland england wales kingdom opinion".title().split()
)
"""Words with which names of places and parts of a hospital end."""


def _spans(name: str, level: str) -> Iterator[tuple[int, int]]:
    start = level.casefold().find(name.casefold()) if name else -1
    while start >= 0:
        yield start, start + len(name)
        start = level.casefold().find(name.casefold(), start + 1)


def _levelled(text: str) -> tuple[str, list[int]]:
    """Return a text in plain letters, without those that nobody sees, and the place of each in the text."""
    if text.isascii():
        return text, [*range(len(text))]
    level, places = "", []
    for place, letter in enumerate(text):
        for plain in unicodedata.normalize("NFKC", letter):
            sort = unicodedata.category(plain)
            if sort == "Cf":
                continue
            level += " " if plain.isspace() else "-" if sort == "Pd" else plain
            places.append(place)
    return level, places
