"""What a page costs the server.

    python -m bench.web

Asks for every page of the demo as a browser does when somebody follows a link (one callback, one view), and
prints processor time a request, size, and the ratio to a static JSON answer of the same size from the same
server: what Flask, compression and the headers cost anyway. Everything runs in this process, so network and
browser are not part of it.
"""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from dash import Dash
from flask import Response
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from app import make_app
from catalogue.reading.read import load_catalogue
from data.database import connect
from loaders.demo import make_demo
from quality.deployment import Deployment, demo_day
from settings import ROOT, Settings

REQUESTS = 40
CALLBACKS = "/_dash-update-component"
PAGES = (
    ("/", ""),
    ("/huddle/strathcorrie-ward-7", ""),
    ("/indicator/falls_harm", "?service=strathcorrie-ward-7"),
    ("/board", ""),
    ("/equity/falls_harm", "?dimension=deprivation"),
    ("/data", ""),
    ("/methods", ""),
)


def demo(folder: Path) -> Deployment:
    engine = connect(f"sqlite:///{folder}/demo.db")
    settings = Settings(database=f"sqlite:///{folder}/demo.db", data=folder / "files")
    catalogue = load_catalogue(ROOT / "indicators.yaml")
    make_demo(engine, catalogue, folder / "files")
    return Deployment(engine, catalogue, settings, demo_day(engine))


def request_for(app: Dash, path: str, search: str) -> dict[str, Any]:
    """The body a browser sends when the address changes."""
    output, callback = next((k, v) for k, v in app.callback_map.items() if "_pages_content" in k)
    given = {"pathname": path, "search": search}
    names = output.strip(".").split("...")
    return {
        "output": output,
        "outputs": [dict(zip(("id", "property"), name.rsplit(".", 1), strict=True)) for name in names],
        "inputs": [entry | {"value": given[entry["property"]]} for entry in callback["inputs"]],
        "changedPropIds": [f"{entry['id']}.{entry['property']}" for entry in callback["inputs"]],
        "state": [entry | {"value": None} for entry in callback["state"]],
    }


def measured(client: FlaskClient, **request: Any) -> tuple[float, float, Response]:
    """Processor milliseconds a request, wall milliseconds of the first (nothing kept yet), the answer."""
    began = perf_counter()
    answer = client.open(**request)
    first = perf_counter() - began
    assert answer.status_code == 200, f"{request}: {answer.status_code}"
    used = process_time()
    for _ in range(REQUESTS):
        client.open(**request)
    return 1000 * (process_time() - used) / REQUESTS, 1000 * first, answer


def rows(app: Dash) -> Iterator[str]:
    blob = [b""]
    # The application has answered a request already (web.harden primes it), so Flask refuses add_url_rule.
    app.server.url_map.add(Rule("/bench", endpoint="bench"))
    app.server.view_functions["bench"] = lambda: Response(blob[0], mimetype="application/json")
    client = app.server.test_client()
    for path, search in PAGES:
        body = request_for(app, path, search)
        page, first, answer = measured(client, method="POST", path=CALLBACKS, json=body)
        blob[0] = answer.get_data()
        static, _, _ = measured(client, method="GET", path="/bench")
        size = len(blob[0]) / 1000
        yield f"{path:<32}{page:>9.2f}{first:>9.1f}{static:>9.2f}{page / static:>8.1f}×{size:>9.0f}"


def main() -> None:
    logging.disable(logging.WARNING)
    with tempfile.TemporaryDirectory() as folder:
        app = make_app(demo(Path(folder)))
        print(f"{'page':<32}{'cpu ms':>9}{'first ms':>9}{'static':>9}{'ratio':>9}{'kB':>9}")
        for row in rows(app):
            print(row, flush=True)


if __name__ == "__main__":
    main()
