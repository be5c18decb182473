"""Macros of templates as HTML, and what a reader is told by it.

drawn("indicator/panels.html", "standing", status, indicator)  →  '<div class="standing">…'
told('<p>Latest <b>7.1</b></p>')                               →  'Latest 7.1'
"""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from components.templates import ENVIRONMENT


def drawn(template: str, macro: str, *values: Any, **named: Any) -> str:
    return str(getattr(ENVIRONMENT.get_template(template).module, macro)(*values, **named)).strip()


def told(html: str) -> str:
    """Its text, with that of pictures, in one line."""
    html = re.sub(r'<svg[^>]*aria-label="([^"]*)".*?</svg>', r" \1 ", html, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]*>", "", html.replace("</", " </"))).split())
