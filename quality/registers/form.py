"""The fields of a step as they were typed: read, or named with all that is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from catalogue.findings import one_of
from catalogue.models import Catalogue
from catalogue.registers.declared import Criterion, FieldKind, RecordField, Step
from errors import Problem
from quality.lifecycle.act_form import LONGEST, LONGEST_NAME, read_day, read_text
from quality.lifecycle.telling import SURE, problems_in, problems_in_quote
from quality.reference.service_tree import ServiceTree
from quality.registers.record import Record

EARLIEST = date(1990, 1, 1)
AHEAD = 5
"""Years from now that a plan may be for."""
WRITTEN = (FieldKind.LINE, FieldKind.TEXT, FieldKind.OUTLINE, FieldKind.LINK)
"""Kinds of fields whose letters are those of whoever writes."""
LONGEST_STORY = 4000
"""Letters of an outline, some sixty lines, and of what somebody tells."""
MOST_FOUND = 3
MOST = 10_000_000
"""Cases that a round may count."""


def read(
    step: Step,
    typed: Mapping[str, str],
    catalogue: Catalogue,
    tree: ServiceTree,
    today: date,
    before: Mapping[str, Any],
    parent: Record | None = None,
) -> tuple[dict[str, Any], list[Problem]]:
    """Return the answers to the fields of a step, as they are stored, and all that is wrong with them.

    before: what the record says already, or the one that it belongs to; parent: that one
    """
    said: dict[str, Any] = {}
    problems: list[Problem] = []
    for name, field in step.fields.items():
        if field.kind is FieldKind.SCORES:
            said[name], wrong = _scores(name, field, typed, criteria(catalogue, parent))
            problems += [wrong] if wrong else []
            continue
        text = typed.get(name, "").strip()
        if not text and field.is_optional:
            continue
        value, wrong = _value(name, field, text, _known(field, catalogue, tree, parent), today)
        said[name] = value
        problems += [wrong] if wrong else []
        if not wrong and field.kind in WRITTEN:
            problems += _telling(name, field, value, catalogue, tree, typed.get(SURE, ""))
    if not problems:
        for name, field in step.fields.items():
            problems += _bounded(name, field, said, before)
            problems += _may_lead(name, field, step, said, catalogue)
    return said, problems


def _telling(
    name: str, field: RecordField, text: str, catalogue: Catalogue, tree: ServiceTree, sure: str
) -> list[Problem]:
    """Return what in a text could tell who a patient is. What is withheld is looked at before it is shown."""
    if field.is_quoted:
        known = [one.name for one in tree.by_code.values()]
        return problems_in_quote(name, text, catalogue, sure, known)
    found = problems_in(name, text, catalogue, sure)
    return [one for one in found if not (field.is_withheld and one.asks)]


def choices(
    field: RecordField, catalogue: Catalogue, tree: ServiceTree, parent: Record | None
) -> dict[str, str]:
    """Return what can be chosen in a field, code -> words; nothing where something is typed."""
    if field.kind is FieldKind.CHOICE:
        return field.choices
    if field.kind is FieldKind.INDICATOR:
        return {code: one.title for code, one in catalogue.indicators.items()}
    if field.kind is FieldKind.SERVICE:
        own = parent.service if parent else ""
        return {one.code: one.name for one in tree.by_code.values() if one.code != own}
    if field.kind is FieldKind.STANDARD:
        return {code: one.title for code, one in catalogue.all_standards.items()}
    if field.kind is FieldKind.CRITERION:
        return {code: f"{code} {one.text}" for code, one in criteria(catalogue, parent).items()}
    if field.kind is FieldKind.TRAINING:
        return {code: one.title for code, one in catalogue.training_levels.items()}
    return {}


def criteria(catalogue: Catalogue, parent: Record | None) -> Mapping[str, Criterion]:
    """Return the criteria of the standard that a record names; none where it names none that is known."""
    standard = catalogue.all_standards.get(str(parent.said.get("standard"))) if parent else None
    return standard.criteria if standard else {}


def scored(name: str, code: str) -> str:
    """Return the name in a form of the score that one criterion gets."""
    return f"{name}:{code}"


def found_by(field: RecordField, said: str) -> list[str]:
    """Return the choices whose words stand in what was said: those with most of them first, three at most."""
    told = {*re.findall(r"[\w'’]+", said.casefold())}
    counts = {code: len(told & {*words.casefold().split()}) for code, words in field.found_by.items()}
    found = sorted((code for code, count in counts.items() if count), key=lambda code: -counts[code])
    return found[:MOST_FOUND]


_CHOSEN = (
    FieldKind.CHOICE,
    FieldKind.INDICATOR,
    FieldKind.SERVICE,
    FieldKind.STANDARD,
    FieldKind.CRITERION,
    FieldKind.TRAINING,
)


def _known(
    field: RecordField, catalogue: Catalogue, tree: ServiceTree, parent: Record | None
) -> dict[str, str] | None:
    return choices(field, catalogue, tree, parent) if field.kind in _CHOSEN else None


def _value(
    name: str, field: RecordField, text: str, known: Mapping[str, str] | None, today: date
) -> tuple[Any, Problem | None]:
    if known is not None:
        wrong = None if text in known else Problem(name, "it is none of the choices", one_of(known, text))
        return text, wrong
    if field.kind is FieldKind.DAY:
        return read_day(name, text, today)
    if field.kind is FieldKind.PAST:
        return _past(name, text, today)
    if field.kind is FieldKind.YEAR:
        return _year(name, text, today)
    if field.kind is FieldKind.NUMBER:
        if text.isascii() and text.isdigit() and int(text[:9] or 0) <= MOST and len(text) < 9:
            return int(text), None
        return 0, Problem(name, "it is no whole number", "such as 20", repr(text[:20]))
    if field.kind is FieldKind.LINK and not _is_own(text):
        return text, Problem(
            name, "it is no address of a page here", "such as /huddle/ward-4", repr(text[:40])
        )
    return read_text(name, text, longest(field))


def longest(field: RecordField) -> int:
    """Return the letters that may be typed into a field; stories of people are as long as they are."""
    if field.kind not in (FieldKind.TEXT, FieldKind.OUTLINE):
        return LONGEST_NAME
    is_story = field.is_withheld or field.is_quoted or field.kind is FieldKind.OUTLINE
    return LONGEST_STORY if is_story else LONGEST


def _is_own(text: str) -> bool:
    return text.startswith("/") and not text.startswith(("//", "/\\")) and not set(text) & set(" \\\t\r\n")


def _year(name: str, text: str, today: date) -> tuple[int, Problem | None]:
    first, last = EARLIEST.year, today.year + AHEAD
    if text.isascii() and text.isdigit() and len(text) == 4 and first <= int(text) <= last:
        return int(text), None
    return 0, Problem(name, "it is no year", f"a year from {first} to {last}", repr(text[:20]))


def _scores(
    name: str, field: RecordField, typed: Mapping[str, str], known: Mapping[str, Criterion]
) -> tuple[dict[str, str], Problem | None]:
    """Return criterion -> score of those that were answered: one at least."""
    found = {code: typed.get(scored(name, code), "").strip() for code in known}
    given = {code: score for code, score in found.items() if score}
    if wrong := next((score for score in given.values() if score not in field.choices), ""):
        return {}, Problem(name, "it is none of the choices", one_of(field.choices, wrong))
    return given, None if given else Problem(name, "nothing was answered", "an answer to one at least")


def _may_lead(
    name: str, field: RecordField, step: Step, said: Mapping[str, Any], catalogue: Catalogue
) -> list[Problem]:
    """Return what is wrong where a level of training may not lead what is asked for."""
    asked = said.get(field.leads or "")
    levels = catalogue.training_levels
    allowed = [one.title for one in levels.values() if asked in one.leads]
    level = levels.get(str(said.get(name)))
    if field.leads is None or not allowed or (level and asked in level.leads):
        return []
    what = step.fields[field.leads].choices.get(str(asked), str(asked))
    return [Problem(name, f"it is not enough to lead {what}", one_of(allowed, ""))]


def _past(name: str, text: str, today: date) -> tuple[str, Problem | None]:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return text, Problem(name, "it is no day", "a day such as 2026-04-01", repr(text[:20]))
    if EARLIEST <= day <= today:
        return day.isoformat(), None
    wrong = f"{day} is still to come" if day > today else f"{day} is too long ago"
    return text, Problem(name, wrong, f"a day from {EARLIEST} to {today}")


def _bounded(
    name: str, field: RecordField, said: Mapping[str, Any], before: Mapping[str, Any]
) -> list[Problem]:
    value, found = said.get(name), []
    others = {**before, **{other: answer for other, answer in said.items() if other != name}}
    most, least = others.get(field.at_most or ""), others.get(field.at_least or "")
    if value is not None and most is not None and value > most:
        found.append(Problem(name, "it is too much", f"at most {most}", str(value)))
    if value is not None and least is not None and value < least:
        is_day = field.kind in (FieldKind.DAY, FieldKind.PAST)
        wrong, expected = ("it is too early", "later") if is_day else ("it is too little", "more")
        found.append(Problem(name, wrong, f"{least} or {expected}", str(value)))
    return found
