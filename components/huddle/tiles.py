"""One measure on a small surface: huddle tiles, and small multiples of one measure across services."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from dash import html

from catalogue.models import Indicator
from components.charts import old_icons as icons
from components.charts import svg
from components.charts.old_svg_chart import TILE, Size, sparkline
from components.page.shell import link
from components.theme import LIGHT, WALL, Palette, css_class
from components.words import chart_sentence, say
from quality.signals.results import Status


def tile(
    status: Status,
    indicator: Indicator,
    *,
    title: str,
    href: str,
    palette: Palette = LIGHT,
    today: date | None = None,
    size: Size = TILE,
) -> html.Article:
    """Show value with n/d, sparkline, both icons with their words, target. The whole tile leads to its chart.
    today: where it stands above the tile, so that periods near it go without their year."""
    picture = svg.image(
        sparkline(status, indicator.frequency, size, palette),
        alt=chart_sentence.sentence(status, indicator),
        class_name="tile__chart",
    )
    return html.Article(
        [
            html.H3(link(title, href=href, className="tile__link"), className="tile__title"),
            _value(status, indicator, today),
            picture,
            _icons(status, indicator, palette),
        ],
        className=f"tile {css_class(status.variation)}",
    )


def tiles(items: Sequence[html.Article], class_name: str = "tiles") -> html.Div:
    return html.Div(list(items), className=class_name)


def _value(status: Status, indicator: Indicator, today: date | None) -> html.P:
    """Show `7.1` large, then what it was counted from and when, small."""
    unit = indicator.unit if say.short_unit(indicator.unit) != indicator.unit else ""
    counted = say.counted(status.numerator, status.denominator, indicator)
    when = say.near_period(status.period, indicator.frequency, today) if status.period else ""
    texts = (unit if status.value is not None else "", counted, when)
    behind = html.Span([html.Span(text) for text in texts if text], className="tile__behind")
    number = html.Strong(say.value(status.value, indicator), className="tile__number")
    return html.P([number, behind], className="tile__value")


def _icons(status: Status, indicator: Indicator, palette: Palette) -> html.Div:
    aim = chart_sentence.aim(status, indicator)
    if palette is WALL and status.target is not None:
        aim = chart_sentence.target_sign(status.target, indicator)
    both = html.Div(icons.both(status, indicator, palette), className="icons")
    return html.Div([both, html.Span(aim, className="tile__target")], className="tile__icons")
