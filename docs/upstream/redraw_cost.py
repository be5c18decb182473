"""dash-renderer: replacing a tree of components costs the square of its size.

    python docs/upstream/redraw_cost.py          then open http://127.0.0.1:8060 and press the button

One callback returns a table of N elements, again and again. The page says how long the browser was busy from
the press to the first idle moment after it was drawn. `?n=2400` chooses another N; `&html=1` returns the same
table as the inner HTML of one component instead.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs

from dash import Dash, Input, Output, State, dcc, html

COLUMNS = 4
app = Dash(__name__)
app.layout = html.Div(
    [dcc.Location(id="address"), html.Button("Draw", id="draw"), html.P(id="took"), html.Div(id="place")]
)
app.clientside_callback(
    """presses => { window.pressed = performance.now(); return window.dash_clientside.no_update; }""",
    Output("took", "title"),
    Input("draw", "n_clicks"),
)
app.clientside_callback(
    """() => new Promise(done => setTimeout(() => done(
        Math.round(performance.now() - (window.pressed || 0)) + " ms"), 0))""",
    Output("took", "children"),
    Input("place", "children"),
)


@app.callback(Output("place", "children"), Input("draw", "n_clicks"), State("address", "search"))
def draw(presses: int | None, search: str) -> Any:
    asked = parse_qs((search or "").removeprefix("?"))
    rows = int(asked.get("n", ["600"])[0]) // (COLUMNS + 1)
    if "html" in asked:
        text = "".join(f"<tr>{f'<td>{presses}</td>' * COLUMNS}</tr>" for _ in range(rows))
        return dcc.Markdown(f"<table>{text}</table>", dangerously_allow_html=True)
    return html.Table([html.Tr([html.Td(str(presses)) for _ in range(COLUMNS)]) for _ in range(rows)])


if __name__ == "__main__":
    app.run(port=8060)
