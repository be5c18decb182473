"""Flags on a chart: what people noted and decided (new limits, a baseline, a point left out), where the
definition changed.

On the chart a flag is a letter on a thin pole, which never collides and fits a phone; beside it stands its
text where there is room. `flag_list` says all of them in full beneath the chart, with who noted it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from string import ascii_uppercase
from typing import Any

from catalogue.fields.periods import step
from components.theme import Palette
from components.words import charts as words
from components.words import say
from components.words.figure_text import BREAK, plain
from quality.acts.decision import Baseline, Decision, DecisionKind
from quality.decide import wording
from quality.signals.alternative_view import SuggestedLimits
from quality.signals.results import Phase, SeriesResult

ROOM = 0.3
"""Share of the chart's width a flag's text takes."""
LETTER, LETTER_NARROW = 0.025, 0.09
"""The same of a letter, in a wide and in a narrow chart."""
LONGEST = 30
SPAN_OPACITY = 0.16
"""Of the band over the periods of a note: what lies beneath it is still read."""


@dataclass(frozen=True, slots=True)
class Flag:
    letter: str
    period: date
    text: str
    """The decision and its day, in full."""
    actor: str
    """The author, their role, and the day."""
    short: str
    """Beside the letter on the chart, where there is room."""


def find_flags(result: SeriesResult) -> list[Flag]:
    """Find the flags, in order of time. None of them claims to be the cause of anything."""
    frequency = result.indicator.frequency
    found = [_flag(a, result, _shortened(a.text)) for a in result.annotations]
    found += [_new_limits(phase, result) for phase in result.phases[1:]]
    found += [_flag(p.baseline.decision, result, "Baseline", p.baseline) for p in result.phases if p.baseline]
    found += [_flag(act, result, words.LEFT_OUT) for act in result.exclusions]
    found += [_flag(act, result, _AIMS[act.kind]) for act in result.aims]
    for day in result.definition_changes:
        text = f"{say.period(day, frequency)}: {words.DEFINITION_CHANGED}"
        found.append(Flag("", day, text, "", words.NEW_DEFINITION))
    found.sort(key=lambda flag: flag.period)
    return [
        replace(flag, letter=ascii_uppercase[i] if i < 26 else str(i + 1)) for i, flag in enumerate(found)
    ]


_AIMS = {DecisionKind.TARGET: words.NEW_TARGET, DecisionKind.TRAJECTORY: words.NEW_PLAN}


def _flag(act: Decision, result: SeriesResult, short: str, baseline: Baseline | None = None) -> Flag:
    period = baseline.first_period if baseline else act.begins
    return Flag("", period, words.decided(act, result.indicator, baseline), wording.who(act), short)


def _new_limits(phase: Phase, result: SeriesResult) -> Flag:
    if phase.rephase is not None:
        return _flag(phase.rephase, result, words.NEW_LIMITS)
    since = say.period(phase.first_period, result.indicator.frequency)
    is_suggested = isinstance(result.view, SuggestedLimits) and phase.first_period == result.view.first_period
    text = words.SUGGESTED_LIMITS if is_suggested else words.RECALCULATED
    return Flag("", phase.first_period, f"{since}: {text}", "", words.NEW_LIMITS)


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1].rstrip() + "…"


def flags(
    result: SeriesResult, palette: Palette
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[dict[str, Any]]]:
    """Return Plotly shapes (poles and bands), and annotations for a wide and for a narrow chart."""
    found = [flag for flag in find_flags(result) if result.periods[0] <= flag.period <= result.periods[-1]]
    poles = [*(_pole(flag, palette) for flag in found), *_brackets(result, palette), *_spans(result, palette)]
    whole = max((result.periods[-1] - result.periods[0]).days, 1)
    narrow = [_cloth(group, palette) for group in _together(found, whole * LETTER_NARROW)]
    return poles, _wide(_together(found, whole * LETTER), result.periods[-1], whole * ROOM, palette), narrow


def _together(found: list[Flag], days: float) -> list[list[Flag]]:
    """Bring flags together whose letters would lie on each other; a letter takes some days of the axis."""
    groups: list[list[Flag]] = []
    for flag in found:
        if groups and (flag.period - groups[-1][0].period).days < days * len(groups[-1]):
            groups[-1].append(flag)
        else:
            groups.append([flag])
    return groups


def _wide(groups: list[list[Flag]], last: date, room: float, palette: Palette) -> list[dict[str, Any]]:
    """Make annotations, with text where a flag stands alone and nothing is near behind it."""
    notes = []
    for i, group in enumerate(groups):
        follower = groups[i + 1][0].period if i + 1 < len(groups) else last
        has_room = len(group) == 1 and (follower - group[0].period).days >= room
        notes.append(_cloth(group, palette, group[0].short if has_room else ""))
    return notes


def _pole(flag: Flag, palette: Palette) -> dict[str, Any]:
    day = flag.period.isoformat()
    line = {"color": palette.rule_strong, "width": 1}
    where = {"x0": day, "x1": day, "y0": 0, "y1": 1.03, "xref": "x", "yref": "paper"}
    return {"type": "line", "line": line, "layer": "below", **where}


def _spans(result: SeriesResult, palette: Palette) -> Iterator[dict[str, Any]]:
    """Lay a soft band with an edge at either end over the periods that a note is about."""
    edge = {"color": palette.rule_strong, "width": 1, "dash": "dot"}
    for act in result.annotations:
        first, last = max(act.begins, result.periods[0]), min(act.period, result.periods[-1])
        if act.first_period is None or first > last:
            continue
        half = (step(last, result.indicator.frequency) - last) / 2
        ends = [datetime.combine(first, time()) - half, datetime.combine(last, time()) + half]
        x0, x1 = (end.isoformat() for end in ends)
        tall = {"y0": 0, "y1": 1, "xref": "x", "yref": "paper"}
        look = {"fillcolor": palette.common, "opacity": SPAN_OPACITY, "line": {"width": 0}, "layer": "above"}
        yield {"type": "rect", "x0": x0, "x1": x1, **tall, **look}
        for x in (x0, x1):
            yield {"type": "line", "x0": x, "x1": x, **tall, "line": edge, "layer": "below"}


def _brackets(result: SeriesResult, palette: Palette) -> list[dict[str, Any]]:
    """Draw a line with a foot at either end over the stretch that alone sets the limits of its phase."""
    line = {"color": palette.muted, "width": 2}
    shapes = []
    for baseline in (phase.baseline for phase in result.phases if phase.baseline):
        first, last = baseline.first_period.isoformat(), baseline.last_period.isoformat()
        for x0, x1, y0 in ((first, last, 1), (first, first, 0.97), (last, last, 0.97)):
            where = {"x0": x0, "x1": x1, "y0": y0, "y1": 1, "xref": "x", "yref": "paper"}
            shapes.append({"type": "line", "line": line, "layer": "below", **where})
    return shapes


def _cloth(group: list[Flag], palette: Palette, short: str = "") -> dict[str, Any]:
    letters = " ".join(flag.letter for flag in group)
    return {
        "text": f"{letters}  {plain(short)}" if short else letters,
        "hovertext": BREAK.join(f"{flag.letter}: {plain(flag.text)}" for flag in group),
        "x": group[0].period.isoformat(),
        "y": 1.03,
        "xref": "x",
        "yref": "paper",
        "xanchor": "left",
        "yanchor": "middle",
        "xshift": -1,
        "showarrow": False,
        "font": {"size": 14, "color": palette.ink},
        "bgcolor": palette.common_tint,
        "borderpad": 3,
    }
