"""The composition root: settings, catalogue and database become one deployment, the deployment an
application. `python app.py` serves it here; gunicorn takes `app:server`."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path

# Read whole before anything is served: what makes pages into JSON asks pandas for its missing values if it is
# there, and would fail every page on one that another thread (`quality.alternatives.stl`) is still reading.
import pandas  # noqa: F401
from dash import Dash, page_container
from flask import Flask

from components.page import document
from components.templates import part
from errors import BrightspotError
from quality.alternatives import stl
from quality.deployment import Deployment, set_current
from quality.people.secret import secret_of
from server import assets, security, startup
from server.sign_in.identify import Finder
from server.views import Application
from settings import Settings, read_settings

ROOT = Path(__file__).resolve().parent


def make_app(deployment: Deployment, *, is_local: bool | None = None) -> Dash:
    """Make the application for one deployment. Pages ask `quality.deployment.current()` for it.

    is_local: served to this machine alone, whose user needs no sign-in; as the settings say if not given.
    """
    set_current(deployment)
    app = Application(
        __name__,
        title="Brightspot",
        update_title="",
        use_pages=True,
        pages_folder=str(ROOT / "pages"),
        assets_folder=str(ROOT / "assets"),
        assets_ignore=document.OWN,
        index_string=document.index(ROOT / "assets", part("charts/drawing.html", "sheet")()),
        serve_locally=True,
        # With asgiref importable, Dash would send every callback through an event loop: 2–3 × the time.
        use_async=False,
        health_endpoint="healthz",
        include_pages_meta=False,
        # Callbacks speak of parts that only their own page has.
        suppress_callback_exceptions=True,
        add_log_handler=False,
    )
    app.layout = page_container
    assets.serve_style(app.server, ROOT / "assets")
    if is_local is None:
        is_local = deployment.settings.is_local
    security.harden(app, Finder(deployment, secret_of(deployment.engine), is_local))
    return app


def serve(app: Dash, settings: Settings) -> None:
    """Serve one machine: threads, no debugger. Teams use gunicorn."""
    from server.one_machine import Server

    server = Server(settings.host, settings.port, app.server)
    print(f"Brightspot is ready: http://{settings.host}:{settings.port}  (stop with Ctrl+C)", flush=True)
    server.serve_forever()


@cache
def start(is_local: bool | None = None) -> tuple[Dash, Settings]:
    """Start what the settings describe; what is wrong with them is said without a traceback."""
    try:
        settings = read_settings()
        deployment = startup.open_deployment(settings)
        startup.print_first_link(deployment)
        return make_app(deployment, is_local=is_local), settings
    except BrightspotError as error:
        print(error, file=sys.stderr)
        sys.exit(error.exit_code)


def __getattr__(name: str) -> Flask:
    # Made when gunicorn asks for it, not when a test imports this module.
    if name == "server":
        stl.import_stl()
        # Something stands in front of gunicorn: whoever asks seems to sit at this machine.
        return start(is_local=False)[0].server
    raise AttributeError(name)


if __name__ == "__main__":
    try:
        serve(*start())
    except KeyboardInterrupt:
        print("\nStopped.")
