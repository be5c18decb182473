"""Flags on a chart: what people noted, where limits were recalculated, where the definition changed.

On the chart a flag is a letter on a thin pole, which never collides and fits a phone; beside it stands its
text where there is room. `flag_list` says all of them in full beneath the chart, with who noted it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from html import escape
from string import ascii_uppercase
from typing import Any

from dash import html

from components import format as say
from components.theme import Palette
from quality.look import SuggestedLimits
from quality.results import Phase, SeriesResult

ROOM = 0.3
"""Share of the chart's width a flag's text takes."""
LONGEST = 30


@dataclass(frozen=True, slots=True)
class Flag:
    letter: str
    period: date
    text: str
    actor: str
    short: str
    """Beside the letter on the chart, where there is room."""


def find_flags(result: SeriesResult) -> list[Flag]:
    """In order of time. None of them claims to be the cause of anything."""
    found = [(a.period, a.text, a.actor, _shortened(a.text)) for a in result.annotations]
    found += [(p.first_period, _phase_words(p, result), p.actor, "New limits") for p in result.phases[1:]]
    found += [(day, "The definition changed", "", "New definition") for day in result.definition_changes]
    found.sort(key=lambda entry: entry[0])
    return [
        Flag(ascii_uppercase[i] if i < 26 else str(i + 1), day, text, actor, short)
        for i, (day, text, actor, short) in enumerate(found)
    ]


def _phase_words(phase: Phase, result: SeriesResult) -> str:
    if isinstance(result.look, SuggestedLimits) and phase.first_period == result.look.first_period:
        return "New limits as the numbers suggest, not in force"
    return f"Limits recalculated: {phase.reason}" if phase.reason else "Limits recalculated"


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1].rstrip() + "…"


def flags(
    result: SeriesResult, palette: Palette
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[dict[str, Any]]]:
    """Plotly shapes (poles), and annotations for a wide and for a narrow chart."""
    found = [flag for flag in find_flags(result) if result.periods[0] <= flag.period <= result.periods[-1]]
    poles = [_pole(flag, palette) for flag in found]
    return poles, _wide(found, result, palette), [_cloth(flag, flag.letter, palette) for flag in found]


def _wide(found: list[Flag], result: SeriesResult, palette: Palette) -> list[dict[str, Any]]:
    """With text where the next flag, or the end, is far enough away."""
    whole = max((result.periods[-1] - result.periods[0]).days, 1)
    notes = []
    for i, flag in enumerate(found):
        follower = found[i + 1].period if i + 1 < len(found) else result.periods[-1]
        has_room = (follower - flag.period).days / whole >= ROOM
        words = f"{flag.letter}  {escape(flag.short, quote=False)}" if has_room else flag.letter
        notes.append(_cloth(flag, words, palette))
    return notes


def _pole(flag: Flag, palette: Palette) -> dict[str, Any]:
    day = flag.period.isoformat()
    line = {"color": palette.rule_strong, "width": 1}
    where = {"x0": day, "x1": day, "y0": 0, "y1": 1.03, "xref": "x", "yref": "paper"}
    return {"type": "line", "line": line, "layer": "below", **where}


def _cloth(flag: Flag, text: str, palette: Palette) -> dict[str, Any]:
    return {
        "text": text,
        "hovertext": f"{flag.letter}: {escape(flag.text, quote=False)}",
        "x": flag.period.isoformat(),
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


def flag_list(result: SeriesResult) -> html.Dl | None:
    """Letter, when, what, by whom; None when there is nothing to explain."""
    found = find_flags(result)
    if not found:
        return None
    frequency = result.indicator.frequency
    items: list[Any] = []
    for flag in found:
        by = f" ({flag.actor})" if flag.actor else ""
        items.append(html.Dt(flag.letter))
        items.append(html.Dd(f"{say.period(flag.period, frequency)}: {flag.text}{by}"))
    return html.Dl(items, className="flags")
