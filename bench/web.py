"""Measure the cost of a page to the server.

    python -m bench.web

Asks for pages of the demo at addresses that nobody asked for before: the document, as somebody does who comes
from outside, and of other series the view alone, as a browser does when a link is followed. Each is asked for
once more, when its answer was kept. Prints processor time a request, bytes as they are and as they are sent,
and the ratio to a static answer of the same size from the same server: what Flask, compression and headers
cost anyway. Everything runs in this process, so network and browser are not part of it.
"""

from __future__ import annotations

import logging
import random
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any

from dash import Dash
from flask import Response
from werkzeug.routing import Rule

from app import make_app
from bench.measuring import best
from catalogue.reading.read import load_catalogue
from data.database import connect
from loaders.demo import make_demo
from quality.deployment import Deployment, demo_day
from settings import ROOT, Settings

ASKED = 40
PACKED = {"Accept-Encoding": "zstd, br, gzip"}
CALLBACKS = "/_dash-update-component"
Ask = Callable[..., tuple[float, Response]]
PAGES = {
    "home": ("/", "?"),
    "huddle": ("/huddle/{service}", "?"),
    "chart": ("/indicator/{indicator}", "?service={service}&"),
    "board": ("/board", "?"),
    "equity": ("/equity/{divided}", "?dimension=deprivation&"),
    "data": ("/data", "?service={service}&"),
    "methods": ("/methods", "?"),
}
SERIES = """
    SELECT indicator.code AS indicator, service.code AS service FROM series_status
    JOIN indicator ON indicator.id = indicator_id JOIN service ON service.id = service_id
    WHERE category_id = 0 ORDER BY 1, 2
"""


def demo(folder: Path) -> Deployment:
    engine = connect(f"sqlite:///{folder}/demo.db")
    catalogue = load_catalogue(ROOT / "indicators.yaml")
    make_demo(engine, catalogue, folder / "files")
    return Deployment(engine, catalogue, Settings(data=folder / "files"), demo_day(engine))


def places(deployment: Deployment) -> list[dict[str, str]]:
    """Series here and there in the demo, each with an indicator that is divided by deprivation."""
    indicators = deployment.catalogue.indicators.items()
    divided = [code for code, indicator in indicators if "deprivation" in indicator.dimensions]
    with deployment.engine.connect() as connection:
        found = connection.exec_driver_sql(SERIES).mappings().all()
    chosen = random.Random(1).sample(found, 2 * (ASKED + 1))
    return [{**row, "divided": divided[i % len(divided)]} for i, row in enumerate(chosen)]


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


def ask(app: Dash, path: str, search: str, headers: dict[str, str] = PACKED) -> tuple[float, Response]:
    """Processor milliseconds of one view, and the answer."""
    body, client = request_for(app, path, search), app.server.test_client()
    return _timed(lambda: client.post(CALLBACKS, json=body, headers=headers))


def ask_document(
    app: Dash, path: str, search: str, headers: dict[str, str] = PACKED
) -> tuple[float, Response]:
    """Processor milliseconds of one document, and the answer."""
    client = app.server.test_client()
    return _timed(lambda: client.get(path + search, headers=headers))


def _timed(request: Callable[[], Response]) -> tuple[float, Response]:
    began = process_time()
    answer = request()
    took = 1000 * (process_time() - began)
    assert answer.status_code == 200, f"{answer.request.path}: {answer.status_code}"
    return took, answer


def static(app: Dash, page: bytes) -> float:
    """Processor milliseconds of an answer that is not made at all, but packed as pages are."""
    app.server.view_functions["bench"] = lambda: Response(page, mimetype="application/json")
    client = app.server.test_client()
    return 1000 * best(lambda: client.get("/bench", headers=PACKED), times=ASKED)


def show(app: Dash, name: str, kind: Ask, parts: tuple[str, str], places: Iterable[dict[str, str]]) -> None:
    new, kept = [], []
    for number, place in enumerate(places):
        path, search = (part.format(**place) for part in parts)
        search += f"asked={number}"
        took, answer = kind(app, path, search)
        new.append(took)
        kept.append(kind(app, path, search)[0])
    new.pop(0)  # it also warms the program
    sent, page = len(answer.get_data()), kind(app, path, search, {})[1].get_data()
    least = static(app, page)
    times = f"{median(new):>8.1f}{max(new):>9.1f}{median(kept):>7.2f}{least:>8.2f}"
    ratios = f"{median(new) / least:>7.0f}×{median(kept) / least:>8.2f}×"
    print(f"{name:<18}{times}{ratios}{len(page) / 1000:>7.0f}{sent / 1000:>7.1f}", flush=True)


def main() -> None:
    logging.disable(logging.WARNING)
    with tempfile.TemporaryDirectory() as folder:
        deployment = demo(Path(folder))
        app = make_app(deployment)
        # The application has answered a request already (it is primed), so Flask refuses add_url_rule.
        app.server.url_map.add(Rule("/bench", endpoint="bench"))
        chosen = places(deployment)
        print("                    cpu ms  slowest   kept  static   ratio  of kept     kB   sent")
        for name, parts in PAGES.items():
            show(app, name, ask_document, parts, chosen[::2])
            show(app, "  its view", ask, parts, chosen[1::2])


if __name__ == "__main__":
    main()
