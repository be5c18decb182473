"""Small packs for tests, made by hand."""

from __future__ import annotations

from typing import Any

from quality.packs.value import Cut, Entry, Latest, Pack, Points


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
