"""Forums meet on the days that they say, and what makes no sense is told with its line."""

from __future__ import annotations

from datetime import date

import pytest

from catalogue.forums import Forum, day_of_month
from catalogue.reading.read import read_catalogue
from settings import ROOT

YEAR = (date(2026, 1, 1), date(2026, 12, 31))


def forum(**said):
    return Forum.model_validate({"name": "Committee", "service": "B", **said})


@pytest.mark.parametrize(
    ("rhythm", "year", "month", "day"),
    [
        ("last thursday", 2026, 11, 26),
        ("first sunday", 2026, 11, 1),
        ("second tuesday", 2026, 11, 10),
        ("fourth wednesday", 2026, 2, 25),
        ("last saturday", 2028, 2, 26),
        ("last tuesday", 2028, 2, 29),
    ],
)
def test_a_rhythm_names_one_day_of_a_month(rhythm, year, month, day):
    assert day_of_month(rhythm, year, month) == date(year, month, day)


def test_a_rhythm_holds_from_its_first_day_and_in_its_months():
    own = forum(rhythm="last thursday", months=[1, 3, 5, 7, 9, 11], since="2026-07-01")
    assert own.meets(*YEAR) == [date(2026, 7, 30), date(2026, 9, 24), date(2026, 11, 26)]
    assert own.meets(date(2026, 11, 26), date(2026, 11, 26)) == [date(2026, 11, 26)]
    assert own.meets(date(2026, 11, 27), date(2027, 1, 27)) == []


def test_dates_add_to_a_rhythm_and_none_is_twice():
    own = forum(rhythm="first monday", since="2026-11-01", dates=["2026-11-02", "2026-11-20", "2025-01-01"])
    assert own.meets(*YEAR) == [date(2026, 11, 2), date(2026, 11, 20), date(2026, 12, 7)]


def test_papers_are_due_before_the_meeting():
    assert forum(dates="2026-12-03", papers_days=7).papers_by(date(2026, 12, 3)) == date(2026, 11, 26)


MISTAKES = [
    ("", 4, "it never meets: give `rhythm` or `dates`"),
    ("    rhythm: last thursday\n", 4, "a rhythm needs a first day: give `since`"),
    ("    dates: 2026-12-03\n    months: 3\n", 4, "`months` say when a rhythm holds"),
    (
        "    dates: 2026-12-03\n    members: [Chair]\n    quorum: 2\n",
        4,
        "its quorum is 2, and it has 1 member(s)",
    ),
    ("    dates: 2026-13-03\n", 6, "forums.c.dates.0` is not right; expected a date"),
    ("    rhythm: fifth thursday\n    since: 2026-01-01\n", 6, "forums.c.rhythm"),
    ("    dates: 2026-12-03\n    level: moon\n", 7, "unknown level of service"),
    ("    dates: 2026-12-03\n    people: 7\n", 7, "`people` is not a key of forums.c"),
]


@pytest.mark.parametrize(("lines", "line", "said"), MISTAKES, ids=[said for *_, said in MISTAKES])
def test_a_mistake_is_told_with_its_line(tmp_path, lines, line, said):
    text = f"organisation: {{name: X}}\nforums:\n\n  c:\n    {{name}}\n{lines}"
    text = text.replace("    {name}\n", "    name: Committee\n") + "    service: B\n"
    (tmp_path / "c.yaml").write_text(text, encoding="utf-8")
    problems = [str(problem) for problem in read_catalogue(tmp_path / "c.yaml").problems]
    assert any(said in told for told in problems), problems
    assert any(told.startswith(f"c.yaml:{line}") for told in problems if said in told), problems


def test_two_forums_have_two_names(tmp_path):
    one = "{name: Board, service: B, dates: 2026-12-03}"
    text = f"organisation: {{name: X}}\nforums:\n  a: {one}\n  b: {one.replace('Board', 'board')}\n"
    (tmp_path / "c.yaml").write_text(text, encoding="utf-8")
    problems = [str(problem) for problem in read_catalogue(tmp_path / "c.yaml").problems]
    assert problems == ["c.yaml:4: b has the name of a; expected another, found board"]


def test_who_meets_changes_nothing_that_is_judged():
    demo = read_catalogue(ROOT / "indicators.yaml").catalogue
    assert demo.forums
    assert demo.model_copy(update={"forums": {}}).fingerprint == demo.fingerprint
