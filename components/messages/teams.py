"""A message as an adaptive card, as a workflow of Teams takes it from a webhook.

Runs of text are not read as Markdown, unlike blocks of text: what people wrote stays what they wrote.
"""

from __future__ import annotations

from typing import Any

from components.messages.letter import Letter


def card(letter: Letter, site: str) -> dict[str, Any]:
    """Return what is posted."""
    content = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": [
            _line(letter.lead, weight="Bolder"),
            *(_quote(before, quoted) for before, quoted in letter.quotes),
            *({"type": "Container", "items": [_line(line) for line in lines]} for lines in letter.facts),
        ],
        "actions": [
            {"type": "Action.OpenUrl", "title": said, "url": f"{site}{path}"} for said, path in letter.links
        ]
        if site
        else [],
    }
    kind = "application/vnd.microsoft.card.adaptive"
    return {
        "type": "message",
        "summary": letter.subject,
        "attachments": [{"contentType": kind, "contentUrl": None, "content": content}],
    }


def _quote(before: str, quoted: str) -> dict[str, Any]:
    lines = [_line(before, isSubtle=True)] if before else []
    return {
        "type": "Container",
        "style": "emphasis",
        "items": lines + [_line(line) for line in quoted.splitlines()],
    }


def _line(text: str, **style: Any) -> dict[str, Any]:
    return {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": text} | style]}
