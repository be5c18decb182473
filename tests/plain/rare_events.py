"""Rare events the slow way: one service, one event after the other."""

from __future__ import annotations


def points(
    counts: dict[int, int], complete_to: int, *, whole_days: bool
) -> list[tuple[int, float | None, bool]]:
    """(day, time since the event before, whether it is hollow) of each event and of the silence so far."""
    times: list[tuple[int, float]] = []
    for day in sorted(counts):
        times += [(day, day if whole_days else day + i / counts[day]) for i in range(counts[day])]
    found: list[tuple[int, float | None, bool]] = []
    for i, (day, time) in enumerate(times):
        before = None if i == 0 else time - times[i - 1][1]
        found.append((day, before, day > complete_to))
    if times and complete_to > times[-1][0]:
        found.append((complete_to, complete_to - times[-1][1], True))
    return found
