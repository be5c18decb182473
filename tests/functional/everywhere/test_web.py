"""What the server answers, whatever it is asked: true status codes, headers, no 500."""

from __future__ import annotations

import csv
import io
import json
import sys

import dash
import pytest
from markupsafe import escape

from components.exports import series_csv as csv_export
from components.words.page import OUR_FAULT
from server.security import CALLBACKS
from tests.views import ROUTER, view

WARD = "strathcorrie-ward-4"


@pytest.fixture(scope="module")
def client(demo):
    from app import make_app

    return make_app(demo).server.test_client()


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 200),
        ("/board", 200),
        (f"/huddle/{WARD}", 200),
        (f"/huddle/{WARD}?tv=1", 200),
        ("/indicator/falls_harm", 200),
        ("/healthz", 200),
        ("/nothing-here", 404),
        ("/huddle/nobody", 404),
        ("/huddle/", 404),
        ("/huddle", 404),
        ("/indicator/nothing", 404),
        ("/indicator/falls_harm/extra", 404),
        ("/indicator/nothing.csv", 404),
        (f"/indicator/falls_harm.csv?service={WARD}", 200),
        ("/indicator/falls_harm.csv?service=nobody", 404),
        ("/indicator/falls_harm.csv?service=" + "x" * 500, 400),
        (f"/indicator/falls_harm.csv?service={WARD}&group=sex:nonsense", 404),
        (f"/indicator/falls_harm?service={WARD}&look=earlier-limits", 200),
        (
            f"/indicator/falls_harm?service={WARD}&look=chart-xmr",
            404,
        ),  # another chart, which it is not offered
        (f"/indicator/falls_harm?service={WARD}&look=nonsense", 400),
        (f"/indicator/falls_harm.csv?service={WARD}&look=nonsense", 400),
        ("/assets/nothing.css", 404),
        ("/assets/../app.py", 404),
        ("/%00", 404),
        ("/ünïcode", 404),
    ],
)
def test_status(client, path, status):
    assert client.get(path).status_code == status


def test_a_missing_page_still_draws_itself(client):
    answer = client.get("/nothing-here")
    assert "react-entry-point" in answer.text
    assert "There is nothing at this address" in view(client, "/nothing-here").text


def test_headers(client):
    headers = client.get("/").headers
    policy = headers["Content-Security-Policy"]
    scripts = next(part for part in policy.split("; ") if part.startswith("script-src"))
    assert scripts.startswith("script-src 'self' 'sha256-")
    assert "unsafe" not in scripts
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Cache-Control"] == "private, no-cache"


def test_nothing_comes_from_elsewhere(client):
    page = client.get("/").text
    assert "http://" not in page.replace("http://www.w3.org", "")
    assert "https://" not in page


def test_assets_are_kept_for_a_year_and_compressed(client):
    answer = client.get("/assets/plotly-basic.min.js", headers={"Accept-Encoding": "zstd, br, gzip"})
    assert "max-age=31536000" in answer.headers["Cache-Control"]
    assert answer.headers["Content-Encoding"] == "zstd"


def test_the_document_says_its_language(client):
    assert '<html lang="en-GB">' in client.get("/").text


# -- callbacks ------------------------------------------------------------------------------------

GARBAGE = [
    b"",
    b"not json",
    b"[]",
    b"null",
    b"3",
    b"{}",
    b'{"output": 3}',
    b'{"output": "a.b"}',
    b'{"output": ["a"]}',
    json.dumps({"output": ROUTER}).encode(),
    json.dumps({"output": ROUTER, "inputs": "x"}).encode(),
    json.dumps({"output": ROUTER, "inputs": [1, 2]}).encode(),
    json.dumps({"output": ROUTER, "inputs": [{}, {}]}).encode(),
    b"[" * 200_000,
    b'{"output": ' * 20_000,
    json.dumps({"output": ROUTER, "inputs": [{"id": "x", "property": "y"}] * 2}).encode(),
]


@pytest.mark.parametrize("body", GARBAGE, ids=range(len(GARBAGE)))
def test_garbage_is_refused_with_a_reason(client, body):
    answer = client.post(CALLBACKS, data=body, content_type="application/json")
    assert answer.status_code == 400
    assert answer.json["error"]


@pytest.mark.parametrize(
    "changes",
    [
        {"outputs": 3},
        {"outputs": [1]},
        {"outputs": {"id": "x"}},
        {"outputs": [{"id": 1, "property": 2}]},
        {"outputs": [{"id": "x", "property": None}]},
        {"changedPropIds": 3},
        {"changedPropIds": [1]},
        {"state": "x"},
        {"state": [{"id": "a", "property": "b"}]},
    ],
)
def test_garbage_beside_good_inputs_is_refused(client, changes):
    inputs = [
        {"id": "_pages_location", "property": "pathname", "value": "/"},
        {"id": "_pages_location", "property": "search", "value": ""},
    ]
    answer = client.post(CALLBACKS, json={"output": ROUTER, "inputs": inputs} | changes)
    assert answer.status_code == 400


@pytest.mark.parametrize(("pathname", "search"), [(3, ""), (None, ""), ({}, ""), ("/", 3), ("/", ["x"])])
def test_an_address_has_to_be_text(client, pathname, search):
    assert view(client, pathname, search).status_code == 400


@pytest.mark.parametrize("output", ["_pages_dummy.children"])
def test_a_callback_of_the_browser_is_not_the_servers(client, output):
    inputs = [{"id": "_pages_store", "property": "data", "value": {"title": "x"}}]
    assert client.post(CALLBACKS, json={"output": output, "inputs": inputs}).status_code == 400


QUERIES = [
    "?",
    "?service=",
    "?service=nobody",
    "?service=a&service=b",
    "?service=%00",
    "?service=" + "x" * 5000,
    "?group=nonsense",
    "?group=sex:nonsense",
    "?tv=banana&tv=2",
    "?%FF=%FE",
    "?code=other",
    "?a b=c&=&&&==",
    "?self=1",
    "?args=1&kwargs=2",
    "?dimension=nonsense",
    "?domain=nonsense&changed=maybe&since=yesterday",
    "?source=<script>alert(1)</script>",
]
PATHS = ["/", f"/huddle/{WARD}", "/indicator/falls_harm", "/board", "/data", "/methods", "/equity/falls_harm"]


@pytest.mark.parametrize("search", QUERIES)
@pytest.mark.parametrize("path", PATHS)
def test_odd_queries_give_a_page(client, path, search):
    answer = view(client, path, search)
    assert answer.status_code == 200, answer.text[:500]
    drawn = answer.json["response"]["_pages_content"]["children"]["props"]["html"]
    assert "<h1>" in drawn
    assert "<script" not in drawn
    assert OUR_FAULT not in answer.text


@pytest.mark.parametrize("path", PATHS)
def test_bytes_that_are_no_text_are_no_fault_of_ours(client, path):
    answer = client.get(path, environ_overrides={"QUERY_STRING": "\xff=\xfe"})
    assert answer.status_code < 500
    assert "<h1>" in answer.text


@pytest.mark.parametrize("path", PATHS)
def test_the_document_brings_the_page_that_its_callback_would_draw(client, path):
    drawn = view(client, path, "?nobody=asks").json["response"]
    document = client.get(f"{path}?nobody=asks").text
    props = drawn["_pages_content"]["children"]["props"]
    assert f'<div id="first" data-digest="{props["digest"]}">{props["html"]}</div>' in document
    assert f"<title>{escape(drawn['_pages_store']['data']['title'])}</title>" in document


@pytest.mark.parametrize(
    "search",
    [
        *QUERIES,
        "?as_of=abc",
        "?as_of=9999-12-31",
        "?within=nobody",
        "?as_of=1&look=x",
        "?look=nonsense",
        "?look=chart-p",
        "?look=chart-c&look=chart-p",
    ],
)
@pytest.mark.parametrize("path", [*PATHS, "/equity", "/indicator/nothing", "/nothing-here"])
def test_the_status_says_what_the_page_says(client, path, search):
    said = view(client, path, search).text
    status = 404 if "There is nothing at this address" in said else 200
    status = 400 if "This address does not make sense" in said else status
    assert client.get(path + search).status_code == status


def test_an_address_that_cannot_be_checked_is_a_fault_of_ours(client, monkeypatch, caplog):
    monkeypatch.setattr("quality.page_context.read_ids", lambda session: 1 / 0)
    answer = client.get(f"/huddle/{WARD}?of=no-page-that-is-kept")
    assert answer.status_code == 500
    assert "react-entry-point" in answer.text, "the page itself says so"
    assert "ZeroDivisionError" in caplog.text


# -- files ----------------------------------------------------------------------------------------


def test_the_csv_is_the_chart(client):
    answer = client.get(f"/indicator/falls_harm.csv?service={WARD}")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="falls_harm-{WARD}.csv"'
    rows = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert rows[0][0].startswith("Falls with harm, Ward 4, Care of the Elderly.")
    assert rows[1] == list(csv_export.HEAD)
    assert len(rows) > 30


def test_every_page_of_the_registry_is_known(client):
    del client
    for page in dash.page_registry.values():
        assert page["layout"], page["module"]


def test_a_bug_of_ours_is_a_page_and_a_line_in_the_log(client, monkeypatch, caplog):
    monkeypatch.setattr(sys.modules["pages.home"], "signal_counts", lambda *_: 1 / 0)
    answer = view(client, "/", "?asked=anew")  # no answer that was kept
    assert OUR_FAULT in answer.text
    assert "ZeroDivisionError" in caplog.text
