"""What a page costs the server.

    python -m bench.web

Asks for pages of the demo as a browser does when somebody follows a link (one callback, one view), each of
many series at an address that nobody asked for before, and then once more, when its answer was kept. Prints
processor time a request, and the ratio to a static JSON answer of the same size from the same server: what
Flask, compression and the headers cost anyway. Everything runs in this process, so network and browser are
not part of it.
"""

from __future__ import annotations

import logging
import random
import tempfile
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
CALLBACKS = "/_dash-update-component"
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
    chosen = random.Random(1).sample(found, ASKED + 1)
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


def ask(app: Dash, path: str, search: str) -> tuple[float, Response]:
    """Processor milliseconds of one page, and the answer."""
    body, client = request_for(app, path, search), app.server.test_client()
    began = process_time()
    answer = client.post(CALLBACKS, json=body)
    took = 1000 * (process_time() - began)
    assert answer.status_code == 200, f"{path}{search}: {answer.status_code}"
    return took, answer


def main() -> None:
    logging.disable(logging.WARNING)
    with tempfile.TemporaryDirectory() as folder:
        deployment = demo(Path(folder))
        app, blob = make_app(deployment), b""
        # The application has answered a request already (it is primed), so Flask refuses add_url_rule.
        app.server.url_map.add(Rule("/bench", endpoint="bench"))
        app.server.view_functions["bench"] = lambda: Response(blob, mimetype="application/json")
        client = app.server.test_client()
        print("page        cpu ms  slowest   kept  static   ratio  of kept    kB")
        for name, parts in PAGES.items():
            new, kept = [], []
            for number, place in enumerate(places(deployment)):
                path, search = (part.format(**place) for part in parts)
                search += f"asked={number}"
                new.append(ask(app, path, search)[0])
                again, answer = ask(app, path, search)
                kept.append(again)
            new.pop(0)  # it also warms the program
            blob = answer.get_data()
            static = 1000 * best(lambda: client.get("/bench"), times=ASKED)
            times = f"{median(new):>8.1f}{max(new):>9.1f}{median(kept):>7.2f}{static:>8.2f}"
            ratios = f"{median(new) / static:>7.0f}×{median(kept) / static:>8.1f}×"
            print(f"{name:<10}{times}{ratios}{len(blob) / 1000:>6.0f}", flush=True)


if __name__ == "__main__":
    main()
