"""Names of columns that could tell who somebody is, however they are spelled.

A name is read without blanks, points, capitals and the words that are put around it (`Current NHS_No.
(verified)` is `nhsno`). Some names only tell of people where rows are of people: `Name`, `Postcode`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from difflib import get_close_matches

_NUMBER = r"(no|nr|num|nbr|number|numb|id|ident|identity|identifier|identification)s?"
_KEY = rf"({_NUMBER}|(key|ref|reference|guid|uuid|token|pseudonym|hash)s?)"
_PERSON = (
    r"(patients?|pt|pat|persons?|personal|clients?|residents?|members?|subjects?|individuals?|participants?|"
    r"beneficiary|claimants?|insured|subscribers?|serviceusers?|mother|mum|baby|newborn|infant|pupil|"
    r"casenote|pas|crn|mrn|epr|emrn|medicalrecord|healthrecord|clinicalrecord)"
)
_STAFF = r"(staff|employee|payroll|consultant|clinician|surgeon|doctor|physician|nurse|midwife)"
_HEALTH, _OF_PERSON, _PAPERS, _NAME, _BIRTH = (
    "a health number", "the number of a person", "the number of a person's papers", "a person's name",
    "a date of birth",
)  # fmt: skip
_STAY = "the number of one stay or event"

_OF_PEOPLE: tuple[tuple[str, str], ...] = (
    (rf"chi|(nhs|chi){_NUMBER}", _HEALTH),
    (rf"(hc|hsc)(no|nr|num|number)s?|handc({_NUMBER})?|hcn|nhsn|ihi|hicn|mbi|rhif(gig|nhs)", _HEALTH),
    (r"(health(service|andcare|andsocialcare|card|insurance)?|medicare|medicaid)(no|num|number)s?", _HEALTH),
    (rf"health(service|andcare|card|insurance){_NUMBER}", _HEALTH),
    (r"(hospital|hosp)(no|nr|num|number)s?", _OF_PERSON),
    (rf"{_PERSON}{_KEY}|(patient|person)(code|index|pin)s?", _OF_PERSON),
    (r"crn|mrn|upi|upn|emrn", _OF_PERSON),
    (r"ssn|nino|ppsn?|hetu|personnummer|fodselsnummer|bsnnummer", _PAPERS),
    (rf"(ssn|socialsecurity|socialinsurance|nationalinsurance|nationalidentity|national|nino|ppsn?){_KEY}",
     _PAPERS),
    (r"socialsecurity|nationalinsurance|ni(no|num|number)|nationalid(entity)?(card)?", _PAPERS),
    (rf"passports?({_KEY})?|identity(card|document)({_KEY})?|traveldocument({_KEY})?", _PAPERS),
    (rf"drivers|driv(er|ers|ing)(licen[cs]es?|permit)({_KEY})?|driv(er|ers|ing){_KEY}", _PAPERS),
    (rf"{_STAFF}(code|names?|pin|{_KEY})|(gmc|nmc|gdc|gphc|hcpc)({_NUMBER}|pin|code)?|assignment(no|number)",
     "the number or name of a member of staff"),
    (r"(patients?|persons?|clients?|residents?|first|last|middle|sur|fore|given|family|maiden|christian|"
     r"preferred|legal|child|mother|father|carer|guardian|nextofkin|nok|serviceuser)(full)?names?",
     _NAME),
    (r"initials|maiden|cyfenw|namesof(the)?(patients?|persons?)", _NAME),
    (r"dob|dateofbirth|birthdate|birthday|born(on)?|birth(dt|dttm|datetime|timestamp)|dayofbirth|"
     r"dyddiadgeni", _BIRTH),
    (r"(home|patient)(address|post(al)?code|zip(code)?|phone)", "an address"),
)  # fmt: skip
"""Names of nothing but people: they are refused in every shape."""
_OF_ROWS: tuple[tuple[str, str], ...] = (
    (rf"(unit|district)(no|nr|num|number)s?|pid({_NUMBER})?|patient|person", _OF_PERSON),
    (r"nhs", _HEALTH),
    (rf"(encounter|episode|spell|admission|attendance|stay|visit|event|case|referral|incident|activity)"
     rf"{_KEY}", _STAY),
    (r"(full)?names?", _NAME),
    (r"(full)?(post(al)?code|zip(code)?)", "a full postcode"),
    (r"(street|full)?address(line)?|street", "an address"),
    (r"(work|mobile|home)?(email|phone|telephone|mobile)(address|no|number)?", "a way to reach a person"),
)  # fmt: skip
"""Names that tell of people where each row is one, and of places elsewhere."""
_COUNTS_TOO = {"drivers", "born", "birthday", "initials", "chi"}
_AROUND = (
    r"(current|latest|local|legal|encrypted|pseudo(nym(ised|ized)?)?|hash(ed)?|masked|unique|the|primary|main|"
    r"patients?|pts?|persons?|clients?|residents?|verified|traced|raw|original|new|old)"
)
_BEHIND = (
    r"(verified|traced|raw|original|text|string|value|hash(ed)?|encrypted|pseudo\w*|masked|field|column|"
    r"[spf]k|\d+)"
)
_MISSPELT = ("nhsnumber", "chinumber", "passportnumber", "hospitalnumber", "dateofbirth", "socialsecurity",
             "nationalinsurance", "drivinglicence", "medicalrecordnumber")  # fmt: skip


def _compiled(names: tuple[tuple[str, str], ...]) -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(rf"{_AROUND}*?(?:{name}){_BEHIND}*"), words) for name, words in names)


OF_ONE = frozenset({_HEALTH, _OF_PERSON, _PAPERS, _BIRTH, _STAY})
"""Columns that only records of people have."""
_STRICTLY, _LOOSELY = _compiled(_OF_PEOPLE), _compiled(_OF_ROWS)


def by_name(column: str) -> str | None:
    """Say what a column of this name would hold in rows about people, if it could tell who somebody is."""
    return of_people(column) or _found(_plain(column), _LOOSELY)


def of_people(column: str) -> str | None:
    """Say what a column of this name would hold, if nothing but people have it."""
    plain = _plain(column)
    near = get_close_matches(plain, _MISSPELT, 1, 0.9)
    return _found(plain, _STRICTLY) or (_found(near[0], _STRICTLY) if near else None)


def tells_of_people(headings: Iterable[str]) -> bool:
    """Tell whether the rows below these headings are people: `Patient numbers` may count them."""
    clear = (heading for heading in headings if _plain(heading) not in _COUNTS_TOO)
    said = {what for heading in clear if (what := of_people(heading)) is not None}
    return not said.isdisjoint({_HEALTH, _PAPERS, _NAME, _BIRTH})


def _plain(column: str) -> str:
    text = unicodedata.normalize("NFKC", column).casefold().replace("&", "and").replace("№", "no")
    return re.sub(r"'s\b|’s\b|[\W_]+", "", text.replace("#", "no"))


def _found(plain: str, names: tuple[tuple[re.Pattern[str], str], ...]) -> str | None:
    return next((words for pattern, words in names if pattern.fullmatch(plain)), None)
