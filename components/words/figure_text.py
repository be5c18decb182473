"""Text inside a figure, in which plotly reads two tags: a new line, and strong letters. All else is plain."""

from __future__ import annotations

from html import escape

BREAK = "<br>"


def plain(text: str) -> str:
    """Escape what people wrote."""
    return escape(text, quote=False)


def strong(text: str) -> str:
    """Escape what people wrote, and set it in strong letters."""
    return f"<b>{plain(text)}</b>"


def without_tags(text: str) -> str:
    """Take the tags of `strong` out of a line."""
    return text.replace("<b>", "").replace("</b>", "")
