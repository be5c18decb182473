"""The safety cross: one month, one cell per day, in the shape teams know from their boards.

 .  .  1  2  3  .  .        harm     orange cell with a diamond and the count
 .  .  4  5  6  .  .        none     calm cell
 7  8  9 10 11 12 13        not yet  dashed outline
14 15 16 17 18 19 20        no data  hatched, never shown as a day without harm
21 22 23 24 25 26 27
 .  . 28 29 30  .  .
 .  .  . 31  .  .  .
"""

from __future__ import annotations

from dash import html

from components import address
from components.page.shell import link
from components.words import huddle as words
from components.words import say
from quality.huddle import DayState, SafetyCross

_ROWS = ((1, 3, 3), (2, 3, 3), (3, 1, 7), (4, 1, 7), (5, 1, 7), (6, 3, 3), (7, 4, 1))
"""Row, first column, number of cells."""
_CELLS = [(row, first + i) for row, first, count in _ROWS for i in range(count)]
_CLASSES = {
    DayState.HARM: "cross__day--harm",
    DayState.NONE: "cross__day--none",
    DayState.NOT_YET: "cross__day--later",
    DayState.NO_DATA: "cross__day--unknown",
}


def safety_cross(cross: SafetyCross, service: str) -> html.Div:
    month = f"{cross.month:%B %Y}"
    title = link(cross.indicator.label, href=address.indicator(cross.code, service))
    return html.Div(
        [
            html.H3([title, html.Span(f" {month}", className="counted")], className="cross__title"),
            html.Ol([_day(*day) for day in cross.days], className="cross"),
            html.P(_summary(cross), className="note"),
            html.P(words.LEGEND, className="note cross__legend"),
        ],
        className="cross-block",
    )


def _day(day, state: DayState, count: int) -> html.Li:
    row, column = _CELLS[day.day - 1]
    text = {
        DayState.HARM: say.plural(count, words.HARM),
        DayState.NONE: words.NO_HARM,
        DayState.NOT_YET: words.TO_COME,
        DayState.NO_DATA: words.NO_DATA,
    }[state]
    return html.Li(
        [str(day.day), html.Span(f" {day:%B}: {text}", className="visually-hidden")],
        className=f"cross__day {_CLASSES[state]}",
        style={"gridRow": row, "gridColumn": column},
    )


def _summary(cross: SafetyCross) -> str:
    known = [entry for entry in cross.days if entry[1] in (DayState.HARM, DayState.NONE)]
    harmed = [entry for entry in known if entry[1] is DayState.HARM]
    unknown = sum(entry[1] is DayState.NO_DATA for entry in cross.days)
    return words.harm_month(len(harmed), len(known), unknown)
