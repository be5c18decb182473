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
    parts += [_section(*map(_text, lines)) for lines in letter.facts]
    links = [{"type": "link", "url": f"{site}{path}", "text": said} for said, path in letter.links]
    parts += [_section(*links)] if site and links else []
    return {
        "text": letter.subject.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"),
        "blocks": [{"type": "rich_text", "elements": [part]} for part in parts],
        "unfurl_links": False,
    }


def _section(*lines: dict[str, Any]) -> dict[str, Any]:
    broken = [each for line in lines for each in (_text("\n"), line)]
    return {"type": "rich_text_section", "elements": broken[1:]}


def _text(text: str, *, bold: bool = False) -> dict[str, Any]:
    # An empty text is refused.
    return {"type": "text", "text": text or " "} | ({"style": {"bold": True}} if bold else {})
