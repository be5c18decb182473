"""The one way to put a Plotly figure on a page.

plotly.js 4 shows a "Share chart" button that uploads the data to a server of its makers: it is switched
off here, and the tests look for any Graph made elsewhere.
"""

from __future__ import annotations

from typing import Any

from dash import dcc, html

CONFIG = {
    "showSendToCloud": False,
    "plotlyServerURL": "",
    "displaylogo": False,
    "displayModeBar": False,
    "scrollZoom": False,
    "doubleClick": False,
    "responsive": True,
}


def graph(figure: dict[str, Any], *, id: str, alt: str, class_name: str = "chart__plot") -> html.Div:  # noqa: A002
    """Show the figure as one image with its sentence as alternative text. A table of the same numbers has to
    stand on the page: what is inside the image is for eyes only."""
    plot = dcc.Graph(
        id=id,
        figure=figure,
        config=CONFIG,
        responsive=True,
        className="chart__graph",
        style={"height": "100%"},
    )
    return html.Div(plot, role="img", className=class_name, **{"aria-label": alt})
