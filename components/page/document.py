"""The HTML document that Dash fills: language, fonts early, and a quiet shape of the page while the first
answer is on its way (`._dash-loading` in 3-shell.css), never a spinner on an empty page."""

from __future__ import annotations

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
    {%favicon%}
    <meta id="plotly" name="plotly" content="PLOTLY">
    {%css%}
  </head>
  <body>
    {%app_entry%}
    <div>{%config%}{%scripts%}{%renderer%}</div>
  </body>
</html>"""

PLOTLY = "plotly-basic.min.js"


def index(assets: Path) -> str:
    """Write the document for Dash's `index_string`.

    plotly.js is a megabyte that nobody needs who only reads: brightspot.js loads it when a chart is explored.
    The address carries its time of change, like those of all assets.
    """
    changed = int((assets / PLOTLY).stat().st_mtime)
    text = _INDEX.replace("DESCRIPTION", page.DESCRIPTION)
    return text.replace("PLOTLY", f"/assets/{PLOTLY}?m={changed}")
