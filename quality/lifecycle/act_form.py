"""The fields of a form as they were typed: read, or named with all that is wrong with them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from unicodedata import category

from catalogue import identifiers
from catalogue.findings import one_of
from catalogue.models import Catalogue
from errors import Problem
from quality.acts.kinds import KINDS, About, Closing
from quality.lifecycle.signal_life import SignalName
from quality.lifecycle.team_history import LONGEST_SNOOZE, Refusal, TeamHistory
from quality.lifecycle.telling import SURE, problems_in
from quality.lifecycle.tiers import route
from quality.reference.service_tree import Service, ServiceTree

DAYS = frozenset({"due", "until", "reply_by"})
PERIODS = frozenset({"shown"})
NUMBERS = frozenset({"of", "act", "attendance"})
MADE = frozenset({"to", "signals", "hash", "content", "agenda", "document", "record"})
"""Fields that nobody types."""
LONGEST, LONGEST_NAME = 1000, 120
QUOTES = frozenset({"quote", "raise"})
"""Kinds that hold the words of people who are cared for: everybody reads them."""
NAMES = frozenset({"owner", "minute", "title"})
"""Fields that stand in a line beside others."""
TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Letters that turn the direction of what follows: a text could read as another one."""
FARTHEST = timedelta(days=3660)
LAST_REPLY = timedelta(days=92)
"""A question that may wait for longer than a quarter is none."""
TOO_LATE, STALE, NO_PEER = "too late", "stale", "no peer"

_PROBLEMS = {
    Refusal.CLOSED: Problem("signal", "it is closed", "to reopen it first"),
    Refusal.NOT_CLOSED: Problem("signal", "it is not closed"),
    Refusal.WAITING: Problem("signal", "an escalation waits for its reply", "the reply, before it is closed"),
    Refusal.NO_SIGNAL: Problem("signal", "there is no unusual change here now"),
    Refusal.NO_SUCH: Problem("of", "it is done, or there is no such thing here"),
    Refusal.TOO_LONG: Problem("until", f"a snooze ends within {LONGEST_SNOOZE.days} days"),
    Refusal.NOT_LATER: Problem("until", "a snooze ends after today", "a later day"),
    Refusal.NO_WHY: Problem("text", "the day moves, and nothing says why", "a few words"),
    STALE: Problem("expected", "the page is not as it stands now", "to load it again"),
    Refusal.SAME_DAY: Problem("due", "it is the day that stands there already", "another day"),
    Refusal.NOT_BRIGHT: Problem("signal", "it shows no improvement now", "a bright spot"),
    NO_PEER: Problem("to", "no service beside this one shows a concern in it now, or each was offered it"),
    TOO_LATE: Problem(
        "act", "it can be undone for ten seconds, by whoever did it, and not when others went on"
    ),
}


def problem(kind: str, code: str) -> Problem:
    """Return the problem that a code of a refusal stands for."""
    assert kind in KINDS
    return _PROBLEMS[code]


def not_open(service: Service) -> Problem:
    """Return the problem that a service is closed."""
    said = (
        f"{service.name} closed on {service.closed}" if service.closed else f"{service.name} is not open yet"
    )
    return Problem("service", said, "an act that finishes what is open there: done, a reply, or a closing")


def read(
    kind: str, typed: Mapping[str, str], catalogue: Catalogue, tree: ServiceTree, service: str, today: date
) -> tuple[dict[str, Any], list[Problem]]:
    """Return what a kind says, as it is stored, and all that is wrong with what was typed."""
    said: dict[str, Any] = {}
    problems: list[Problem] = []
    for name in KINDS[kind].fields:
        text = typed.get(name, "").strip()
        if name in MADE or (not text and name in KINDS[kind].optional):
            continue
        value, wrong = _value(name, text, today)
        said[name] = value
        problems += [wrong] if wrong else []
        if not wrong and isinstance(value, str) and name not in DAYS | PERIODS:
            problems += problems_in(name, value, catalogue, typed.get(SURE, ""))
    if kind in QUOTES and (not problems or any(one.asks for one in problems)) and _tells(said["text"]):
        problems = [one for one in problems if not one.asks]
        expected = "their words, without a number, an address or a birthday"
        problems.append(Problem("text", "it holds what may tell who somebody is", expected))
    if kind == "escalate":
        problems += _tier(said, catalogue, tree, service)
    if kind == "close" and said["reason"] not in [code.value for code in Closing]:
        problems.append(Problem("reason", "it is none of the reasons", f"one of {', '.join(Closing)}"))
    return said, problems


def _tells(text: str) -> bool:
    return bool(identifiers.scan(text)) or identifiers.cell(text) == identifiers.NOT_REPEATED


def group_problems(kind: str, name: SignalName, history: TeamHistory, catalogue: Catalogue) -> list[Problem]:
    """Return what is wrong with the group that an act names. One that is no longer in the catalogue may still
    be acted on where it was before."""
    if not name.category:
        return [Problem("group", "it is empty", "a group of people")] if kind == "raise" else []
    if kind == "offer" or KINDS[kind].about not in (About.SIGNAL, About.SIGNAL_OR_TEAM):
        return [Problem("group", "nothing like this is done about a group")]
    dimension, _, code = name.category.partition(":")
    indicator, known = catalogue.indicators.get(name.indicator), catalogue.dimensions.get(dimension)
    is_split = indicator is not None and dimension in catalogue.compared_by(indicator) and known is not None
    entries = known.categories if known and is_split else ()
    groups = [one.code for one in entries if not one.is_unknown]
    # How completely groups are recorded is about the group that is not known; people tell of those that are.
    groups += [one.code for one in entries if one.is_unknown and kind != "raise"]
    is_gradient = kind != "raise" and not code and known is not None and known.is_ordered and is_split
    if code in groups or is_gradient or name in history.signals:
        return []
    return [Problem("group", "the measure is not split by it", one_of(groups, code) if groups else "")]


def _value(name: str, text: str, today: date) -> tuple[Any, Problem | None]:
    if name in NUMBERS:
        if text.isascii() and text.isdigit() and 0 < len(text) < 10 and int(text):
            return int(text), None
        return 0, Problem(name, "it is no whole number of 1 or more", "such as 6", repr(text[:20]))
    if name in DAYS:
        return read_day(name, text, today)
    if name in PERIODS:
        return text, None if _is_day(text) else Problem(name, "it is no day", "a day such as 2026-04-01")
    return read_text(name, text, LONGEST_NAME if name in NAMES else LONGEST)


def read_text(name: str, text: str, longest: int) -> tuple[str, Problem | None]:
    """Return what somebody wrote, and what is wrong with it: nothing written, or too much."""
    if not any(letter.isprintable() and not letter.isspace() for letter in text):
        return "", Problem(name, "it is empty", "a few words")
    if len(text) > longest:
        return text, Problem(name, "it is too long", f"at most {longest} letters", str(len(text)))
    if any(_is_unkept(letter) for letter in text):
        return text, Problem(name, "it holds a letter that cannot be kept")
    return text, None


def _is_unkept(letter: str) -> bool:
    return letter in TURNING or (category(letter) in ("Cc", "Cs") and letter not in "\r\n\t")


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def read_day(name: str, text: str, today: date) -> tuple[str, Problem | None]:
    """Return a day from today on as it is stored, and what is wrong with what was typed."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return text, Problem(name, "it is no day", "a day such as 2026-04-01", repr(text[:20]))
    last = today + (LAST_REPLY if name == "reply_by" else FARTHEST)
    if today <= day <= last:
        return day.isoformat(), None
    away = "three months" if name == "reply_by" else "ten years"
    wrong = f"{day} is past" if day < today else f"{day} is more than {away} away"
    return text, Problem(name, wrong, f"a day from {today} to {last}")


def _tier(said: dict[str, Any], catalogue: Catalogue, tree: ServiceTree, service: str) -> list[Problem]:
    steps = {step.tier: step for step in route(catalogue, tree, service)}
    if (step := steps.get(said["tier"])) is None:
        return [Problem("tier", "nothing here is escalated to it", one_of(steps, said["tier"]))]
    said["to"] = step.to.code
    return []
