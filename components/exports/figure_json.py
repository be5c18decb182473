"""The figure of a large chart, for plotly.js where somebody explores it.

plotly.js 4 shows a "Share chart" button that uploads the data to a server of its makers: it is switched off
here, and the tests look for any figure sent from elsewhere.
"""

from __future__ import annotations

import json

from flask import Response

from components.charts.layout import Figure

CONFIG = {
    "showSendToCloud": False,
    "plotlyServerURL": "",
    "displaylogo": False,
    "displayModeBar": False,
    "scrollZoom": False,
    "doubleClick": False,
    "responsive": True,
}


def figure_response(figure: Figure) -> Response:
    text = json.dumps({**figure, "config": CONFIG}, separators=(",", ":"), allow_nan=False)
    return Response(text, mimetype="application/json")
