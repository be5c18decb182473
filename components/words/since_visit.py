"""Texts of the strip that says what came since somebody was last here."""

from __future__ import annotations

from components.words import say
from quality.since_visit import News

NAME = "Since your last visit"
NOTHING = "Nothing has changed."


def when(news: News) -> str:
    """Say `19 November 2026, 08:41`."""
    return f"{say.day(news.since.at.date())}, {news.since.at:%H:%M}"


def data(news: News) -> str:
    """Say what was loaded, and what of it changed numbers that were there."""
    if not news.loads:
        return ""
    refused = f", {say.in_words(news.refused)} of them refused" if news.refused else ""
    values = ""
    if news.values is None:
        values = f": {say.plural(news.revised, 'value')} revised" if news.revised else ""
    elif news.values or news.revised:
        values = f": {say.plural(news.values, 'new value')}, {news.revised:,} revised"
    return f"{say.plural(news.loads, 'load')}{refused}{values}"


def redefined(news: News) -> str:
    return f"{say.plural(news.redefined, 'measure')} redefined" if news.redefined else ""


def signals(news: News) -> str:
    """Say how many signals are new, are over, and were closed."""
    said = [
        f"{say.plural(news.opened, 'new signal')}" if news.opened else "",
        f"{news.ended:,} over" if news.ended else "",
        f"{news.closed:,} closed" if news.closed else "",
    ]
    parts = [part for part in said if part]
    return ", ".join(parts) if news.opened or not parts else f"Signals: {', '.join(parts)}"


def acts(news: News) -> str:
    return f"{say.plural(news.acts, 'act')} of others" if news.acts else ""
