"""Small packs for tests, made by hand."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from quality.acts.ledger import LoggedAct
from quality.packs.frozen import FrozenPack, Signature
from quality.packs.value import Account, Cut, Entry, Latest, Pack, Points, canonical, content_hash, packed
from quality.series.key import SeriesKey


def some_points(values: tuple[float | None, ...] = (1.0, 2.0, 4.0), **given: Any) -> Points:
    """Return a series by month from January 2026 on, with a denominator of 10."""
    count = len(values)
    nothing = (None,) * count
    told: dict[str, Any] = {
        "periods": tuple(f"2026-{at + 1:02d}-01" for at in range(count)),
        "labels": tuple(f"2026 month {at + 1}" for at in range(count)),
        "numerator": values,
        "denominator": (10.0,) * count,
        "value": tuple(None if value is None else value / 10 for value in values),
        "centre": (0.2,) * count,
        "lower": (0.0,) * count,
        "upper": (0.5,) * count,
        "target": nothing,
        "plan": nothing,
        "phase": (1,) * count,
        "marks": ("common_cause",) * count,
        "banded": (True,) * count,
        "is_provisional": False,
        "unit": "per bed day",
    }
    return Points(**told | given)


def an_entry(code: str = "falls", **given: Any) -> Entry:
    told: dict[str, Any] = {
        "code": code,
        "title": code.capitalize(),
        "label": code.capitalize(),
        "domain": "safe",
        "owner": "Morag Sinclair",
        "definition": "abc",
        "definitions": (("Numerator", "What is counted"),),
        "rule_set": "plotthedots 1",
        "improvement": -1,
        "call": "none",
        "why": "",
        "variation": "common_cause",
        "direction": 0,
        "assurance": "none",
        "variation_word": "Common cause",
        "assurance_word": "No target",
        "sentence": "No unusual change.",
        "alt": f"{code.capitalize()}. No unusual change.",
        "levels": "Centre line 0.2.",
        "latest": Latest(
            period="2026-03-01", label="2026 month 3", numerator=4, denominator=10, value=0.4, words="0.4",
            counted="4 of 10",
        ),
        "target": None,
        "target_words": "No target",
        "points": some_points(),
        **dict.fromkeys(("signals", "changes", "decided", "data", "accounts", "questions", "decisions"), ()),
        "state": "",
        "inside": None,
    }  # fmt: skip
    return Entry(**told | given)


def a_pack(**given: Any) -> Pack:
    told: dict[str, Any] = {
        "title": "Board",
        "organisation": "Northfield",
        "service": "B",
        "service_name": "Northfield",
        "day": "2026-04-20",
        "since": "2026-03-20",
        "cut": Cut(load=3, loaded="2026-04-19 06:00", act=7, data_to="2026-03-31"),
        "catalogue": "123",
        "rule_sets": (("plotthedots 1", "NHSRplotthedots"),),
        "program": "0.1.0",
        "summary": "None of 1 indicator shows an unusual change.",
        "calls": (("alert", "Rule", ()),),
        "entries": (an_entry(),),
    }
    return Pack(**told | given)


def a_board(count: int = 25) -> Pack:
    """Return the pack of a board: three years of months each, every fifth an exception with its account."""
    points = some_points(
        tuple(float(20 + at % 7) for at in range(36)), periods=_months(36), labels=_months(36)
    )
    account = Account(
        parts=tuple((f"Question {n}", "What we saw, and what we do about it. " * 3) for n in range(5)),
        signed="Ailsa Munro, 3 April 2026",
    )
    entries = tuple(
        an_entry(
            f"measure_{at}",
            title=f"A measure with a name as long as some are, number {at}",
            points=points,
            domain=("safe", "effective", "timely")[at * 3 // count],
            finding="Unusually high since Sep 2026, expected to miss target",
            caption=f"Measure {at}, % of patients; Northfield, Jan 2023 to Dec 2025. Source: return {at}.",
            **({"call": "alert", "accounts": (account,)} if at % 5 == 0 else {}),
        )
        for at in range(count)
    )
    alerts = tuple(one.code for one in entries if one.call == "alert")
    return a_pack(entries=entries, calls=(("alert", "Rule", alerts), ("applaud", "Rule", ())))


def _months(count: int) -> tuple[str, ...]:
    return tuple(f"{2023 + at // 12}-{at % 12 + 1:02d}-01" for at in range(count))


def frozen(pack: Pack, *, is_signed: bool = True) -> FrozenPack:
    """Return a pack as the ledger would give it, frozen on a day in April."""
    at, key = datetime(2026, 4, 20, 9, 30), SeriesKey("", pack.service)
    content = canonical(pack)
    said = {"title": pack.title, "reason": "For the meeting", "hash": content_hash(content)}
    act = LoggedAct(8, "freeze", at, "Una Ross", "board member", key, said | {"content": packed(content)})
    signed = LoggedAct(9, "sign_off", at, "Una Ross", "board member", key, {"of": 8})
    return FrozenPack(act, (Signature(signed),) if is_signed else ())
