"""The HTML document that Dash fills: language, fonts early, and a quiet shape of the page while the first
answer is on its way (`._dash-loading` in 3-shell.css), never a spinner on an empty page."""

from __future__ import annotations

import re
from pathlib import Path

from components.words import page

_INDEX = """<!DOCTYPE html>
<html lang="en-GB">
  <head>
    {%metas%}
    <title>{%title%}</title>
    <meta name="description" content="DESCRIPTION">
    <meta name="color-scheme" content="light dark">
    <link rel="preload" href="/assets/fonts/atkinson-next.woff2" as="font" type="font/woff2" crossorigin>
    <link rel="icon" href="data:image/svg+xml,ICON">
    <meta id="plotly" name="plotly" content="PLOTLY">
    <link rel="stylesheet" href="STYLE">
  </head>
  <body>
    SHEET
    {%app_entry%}
    <div>{%config%}{%scripts%}{%renderer%}</div>
  </body>
</html>"""

_ICON = (
    "%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 28 28'%3E"
    "%3Ccircle cx='14' cy='14' r='13' fill='%2318222d'/%3E"
    "%3Cpath d='M5 17h4l3-4 3 3 4-7 4 2' fill='none' stroke='%23fff' stroke-width='1.8'/%3E%3C/svg%3E"
)
PLOTLY = "plotly-basic.min.js"
STYLE = "/assets/style.css"
"""All stylesheets in one answer (server/assets.py)."""
OWN = rf"{re.escape(PLOTLY)}|.*\.css"
"""Assets that Dash does not add to every page: the document names them, or a script when it needs them."""


def index(assets: Path, sheet: str) -> str:
    """Write the document for Dash's `index_string`. Addresses of assets carry their time of change.

    sheet: the icons that pages show from the document.

    plotly.js is a megabyte that nobody needs who only reads: brightspot.js loads it when a chart is explored.
    """
    plotly = int((assets / PLOTLY).stat().st_mtime)
    style = max(int(css.stat().st_mtime) for css in assets.glob("*.css"))
    names = {
        "DESCRIPTION": page.DESCRIPTION,
        "ICON": _ICON,
        "SHEET": sheet,
        "PLOTLY": f"/assets/{PLOTLY}?m={plotly}",
        "STYLE": f"{STYLE}?m={style}",
    }
    text = _INDEX
    for name, value in names.items():
        text = text.replace(name, value)
    return text
