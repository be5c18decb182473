"""Views of pages, asked for as a browser's script does it, without a browser."""

from __future__ import annotations

from html import unescape

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from server.security import CALLBACKS

ROUTER = ".._pages_content.children..._pages_store.data.."


def view(client: FlaskClient, pathname: str, search: str = "") -> TestResponse:
    """Return the view that the browser asks for when it opens an address, as a dictionary."""
    body = {
        "output": ROUTER,
        "outputs": [
            {"id": "_pages_content", "property": "children"},
            {"id": "_pages_store", "property": "data"},
        ],
        "inputs": [
            {"id": "_pages_location", "property": "pathname", "value": pathname},
            {"id": "_pages_location", "property": "search", "value": search},
        ],
        "changedPropIds": ["_pages_location.pathname"],
    }
    return client.post(CALLBACKS, json=body)


def read(answer: TestResponse) -> str:
    """The page of an answer, as a reader's browser understands it."""
    return unescape(answer.json["response"]["_pages_content"]["children"]["props"]["html"])
