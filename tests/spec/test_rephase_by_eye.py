"""Would you start new limits here? One digit a month, a dot where a month is missing."""

import pytest

import stats

NOWHERE = -1
TABLE = [
    # months                                  start    why
    ("546574564655467564554655646455",         NOWHERE, "steady"),
    ("546574564655998989799898988989",         12,      "a step up, lasting"),
    ("998989799898546574564655645565",         12,      "a step down, lasting"),
    ("54657456.655998.897998989889",           12,      "gaps do not matter"),
    ("546574564655646554998979898",            NOWHERE, "only nine months: too soon"),
    ("5465745646559989897998985465745465",     24,      "up for a year, and back for ten months"),
    ("54657456465599898979989854657454",       NOWHERE, "back for eight months only: wait"),
    ("111222232333343444454555565666676777",   NOWHERE, "a slope, not a step"),
    ("546574564655546574964655546574564655",   NOWHERE, "one wild month"),
    ("555555555555555555555555555555",         NOWHERE, "it never moved"),
    ("46545645654645" "89878989878989" "23212321232123", 28, "two steps: the latest"),
]  # fmt: skip


@pytest.mark.parametrize(("months", "start", "why"), TABLE, ids=[why for *_, why in TABLE])
def test_suggested_start(months, start, why):
    values = [float("nan") if month == "." else float(month) for month in months]
    assert stats.suggest_rephase([values]).start.tolist() == [start]
