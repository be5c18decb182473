"""One thing for the team to talk about: a concern, something that went well, or a value that did not come."""

from __future__ import annotations

from typing import Any

from dash import html

from catalogue.fields.periods import step
from catalogue.models import Indicator
from components import address
from components.charts import svg
from components.charts.old_marks import Mark, draw
from components.charts.old_svg_chart import CARD, WALL_CARD, chart, from_result, from_status
from components.page.shell import link
from components.theme import LIGHT, WALL, Palette
from components.words import chart_sentence, say
from components.words import huddle as words
from quality.huddle import CardKind, HuddleCard

POINTS = 36
"""A card shows three years of months; the chart page shows everything."""

_TONES = {
    CardKind.CONCERN: ("is-concern", Mark.CONCERN, "Concern"),
    CardKind.IMPROVEMENT: ("is-improvement", Mark.IMPROVEMENT, "Improvement"),
    CardKind.CHANGE: ("is-neutral", Mark.NEUTRAL_HIGH, "Change"),
    CardKind.DATA_QUALITY: ("is-common", Mark.IMMATURE, words.DATA_MISSING),
}


def signal_card(card: HuddleCard, indicator: Indicator, palette: Palette = LIGHT) -> html.Article:
    """Show kind and age, title, chart, one sentence. The title leads to the chart page."""
    tone, mark, word = _TONES[card.kind]
    key = card.status.key
    shape = svg.image(svg.document(14, 14, draw(mark, 7, 7, 3, palette)), alt="", class_name="tally__mark")
    name = indicator.label if palette is WALL else indicator.title
    title = link(name, href=address.indicator(key.indicator, key.service), className="tile__link")
    return html.Article(
        [
            html.P(
                [
                    html.Span([shape, word], className="signal-card__kind"),
                    html.Span(_age(card, indicator), className="signal-card__age"),
                ],
                className="signal-card__top",
            ),
            html.H3(title, className="signal-card__title"),
            _picture(card, indicator, palette),
            html.P(_words(card, indicator, palette), className="signal-card__sentence"),
        ],
        className=f"signal-card {tone}",
    )


def _picture(card: HuddleCard, indicator: Indicator, palette: Palette) -> html.Img:
    frequency = indicator.frequency
    trace = from_result(card.result, last=POINTS) if card.result else from_status(card.status, frequency)
    alt = words.CHART_OF.format(indicator=indicator, sentence=_sentence(card, indicator))
    size = WALL_CARD if palette is WALL else CARD
    return svg.image(chart(trace, size, palette), alt=alt, class_name="signal-card__chart")


def _age(card: HuddleCard, indicator: Indicator) -> str:
    if card.kind is CardKind.DATA_QUALITY:
        return words.overdue(card.age, indicator)
    return "new" if card.is_new else words.lasting(card.age, indicator)


def _sentence(card: HuddleCard, indicator: Indicator) -> str:
    if card.kind is not CardKind.DATA_QUALITY:
        return chart_sentence.sentence(card.status, indicator)
    assert card.due is not None
    if indicator.is_rare_event:
        return words.list_ends(card.status.received_to, card.due)
    last = card.status.last_period
    assert last is not None
    awaited = say.period(step(last, indicator.frequency), indicator.frequency)
    return words.value_missing(say.period(last, indicator.frequency), awaited, card.due)


def _words(card: HuddleCard, indicator: Indicator, palette: Palette) -> str:
    is_short = palette is WALL and card.kind is not CardKind.DATA_QUALITY
    return chart_sentence.short_sentence(card.status, indicator) if is_short else _sentence(card, indicator)


def signal_cards(cards: list[Any]) -> html.Div:
    return html.Div(cards, className="signal-cards")
