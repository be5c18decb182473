"""Texts of readiness assessments."""

from __future__ import annotations

from catalogue.registers.declared import Criterion
from components.words import say
from quality.planning.readiness import Distribution, Readiness

ANSWERS, STATEMENT, YEAR, NUMBER = "Answers", "Statement", "Year", "Answers given"
TABLE = "How many gave each answer: {part}"
RECORDED = "Your answer is recorded. Send the form again to change it: the newest counts."
APART = (
    "Nobody sees an answer before the discussion is opened, and no page shows what one person answered. The "
    "record of acts holds who answered, so that each counts once."
)
NO_MEAN = "Answers are shown as they were spread. There is no mean, and nobody is ranked by them."
NO_STATEMENTS = "The statements of this assessment are no longer in the catalogue."
WITHHELD = "fewer than {fewest}"


def people(found: Readiness) -> str:
    """Say how many people answered so far, or in all."""
    count = say.plural(found.this.people, "person", "people")
    if not found.is_opened:
        return f"{say.capital(count)} answered so far."
    told = f"{say.capital(count)} answered."
    if found.this.people < found.fewest:
        return f"{told} Their answers are not shown: that takes {found.fewest} people at least."
    return f"{told} A statement that fewer than {found.fewest} of them answered is not shown."


def own(found: Readiness) -> str:
    """Tell whoever looks that they answered, and when."""
    if found.own is None or found.is_opened:
        return ""
    day = say.day(found.own.at.date())
    return f"You answered on {day}. You can answer again until the discussion is opened; the newest counts."


def statement(one: Criterion) -> str:
    return f"{one.about}: {one.text}" if one.about else one.text


def year(one: Distribution) -> str:
    return str(one.year)


def earlier(found: Readiness) -> str:
    """Say which years stand beside this one."""
    if not found.is_opened:
        return ""
    years = [str(one.year) for one in found.before]
    return f"Beside it: {say.listed(years)}." if years else "No earlier year was assessed here."
