"""A message as blocks of Slack.

Elements of rich text are not read as markup, so that nobody is called by what somebody wrote; the line that
notifications show is, and is escaped.
"""

from __future__ import annotations

from typing import Any

from components.messages.letter import Letter


def blocks(letter: Letter, site: str) -> dict[str, Any]:
    """Return what is posted."""
    parts = [_section(_text(letter.lead, bold=True))]
    for before, quoted in letter.quotes:
        parts += [_section(_text(before))] if before else []
        parts.append({"type": "rich_text_quote", "elements": [_text(quoted)]})
    parts += [_section(_text(fact)) for fact in letter.facts]
    if site:
        parts += [
            _section({"type": "link", "url": f"{site}{path}", "text": said}) for said, path in letter.links
        ]
    return {
        "text": letter.subject.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"),
        "blocks": [{"type": "rich_text", "elements": parts}],
        "unfurl_links": False,
    }


def _section(element: dict[str, Any]) -> dict[str, Any]:
    return {"type": "rich_text_section", "elements": [element]}


def _text(text: str, *, bold: bool = False) -> dict[str, Any]:
    # An empty text is refused.
    return {"type": "text", "text": text or " "} | ({"style": {"bold": True}} if bold else {})
