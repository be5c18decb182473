"""Signing in with a real OpenID Connect provider, a program of its own; and two workers of gunicorn on a real
PostgreSQL and on SQLite, which count tries and know sessions together."""

from __future__ import annotations

import json
import re
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from catalogue.people import Role
from data.database import transaction
from quality.people.accounts import add_account, leave
from quality.people.person import Grant
from quality.people.tries import ONE_FROM_ONE
from server.sign_in.back_channel import EVENT
from server.sign_in.current_person import FRESH
from tests.servers.programs import GUNICORN, free_port, running

CATALOGUE = """
organisation: {name: Northfield, levels: [board, ward]}
people:
  ward leaders: {team leader: W1}
"""
PASSWORD = "correct horse battery"
CSRF = re.compile(r'name="csrf" value="(\w+)"')
ANNA = {"sub": "a-17", "name": "Anna Bell", "groups": ["ward leaders", "everybody"]}
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="gunicorn runs elsewhere")


@contextmanager
def served(engine, tmp_path, **settings):
    """Two workers of gunicorn on this database, and their address."""
    (tmp_path / "indicators.yaml").write_text(CATALOGUE)
    port = free_port()
    told = {
        "BRIGHTSPOT_DATABASE": engine.url.render_as_string(hide_password=False),
        "BRIGHTSPOT_CATALOGUE": str(tmp_path / "indicators.yaml"),
        "BRIGHTSPOT_DATA": str(tmp_path),
        "WEB_CONCURRENCY": "2",
    }
    command = [*GUNICORN, "--bind", f"127.0.0.1:{port}", "app:server"]
    with running(command, port, "/healthz", **told, **settings):
        yield f"http://127.0.0.1:{port}"


@pytest.fixture(scope="module")
def provider():
    port = free_port()
    command = [sys.executable, "-W", "ignore", "-m", "tests.servers.oidc", str(port), json.dumps(ANNA)]
    with running(command, port, "/.well-known/openid-configuration"):
        yield f"http://127.0.0.1:{port}"


@pytest.fixture
def with_directory(sqlite_engine, tmp_path, provider):
    told = {"ISSUER": provider, "CLIENT": "brightspot", "SECRET": "a secret"}
    settings = {f"BRIGHTSPOT_OIDC_{name}": value for name, value in told.items()}
    with served(sqlite_engine, tmp_path, **settings) as site:
        yield site


def directory_lets_in(browser, site, sub="a-17"):
    """Go to the directory, and say there who one is; the address to come back to."""
    sent = browser.get(f"{site}/sign-in/directory?then=/methods", allow_redirects=False)
    assert sent.status_code == 302
    back = browser.post(sent.headers["Location"], data={"sub": sub}, allow_redirects=False)
    assert back.status_code == 302, back.text
    return sent.headers["Location"], back.headers["Location"]


def test_whom_the_directory_lets_in_has_the_roles_of_their_groups(with_directory, sqlite_engine):
    browser = requests.Session()
    asked, back = directory_lets_in(browser, with_directory)
    query = parse_qs(urlsplit(asked).query)
    assert query["code_challenge_method"] == ["S256"]
    assert {"state", "nonce", "code_challenge"} <= query.keys()
    arrived = browser.get(back, allow_redirects=False)
    assert (arrived.status_code, arrived.headers["Location"]) == (303, "/methods")
    page = browser.get(f"{with_directory}/methods")
    assert page.status_code == 200
    assert "Anna Bell" in page.text
    assert "Team leader" in page.text
    # A code counts once; and only for the browser that asked.
    assert browser.get(back, allow_redirects=False).status_code == 401


def test_an_answer_that_another_browser_asked_for_is_refused(with_directory):
    _, back = directory_lets_in(requests.Session(), with_directory)
    thief = requests.Session()
    assert thief.get(back, allow_redirects=False).status_code == 401
    assert thief.get(f"{with_directory}/methods", allow_redirects=False).status_code == 302


def test_an_answer_with_another_state_is_refused(with_directory):
    browser = requests.Session()
    _, back = directory_lets_in(browser, with_directory)
    changed = re.sub("state=[^&]+", "state=guessed", back)
    assert browser.get(changed, allow_redirects=False).status_code == 401


def test_whom_no_group_gives_a_role_sees_nothing(with_directory):
    browser = requests.Session()
    _, back = directory_lets_in(browser, with_directory, sub="somebody-else")
    browser.get(back, allow_redirects=False)
    page = browser.get(f"{with_directory}/methods")
    assert page.status_code == 403
    assert "no role here yet" in page.text


def send(browser, site, password, name="anna"):
    csrf = CSRF.search(browser.get(f"{site}/sign-in").text)[1]
    fields = {"csrf": csrf, "name": name, "password": password}
    return browser.post(f"{site}/sign-in", data=fields, allow_redirects=False).status_code


def with_accounts(engine):
    with transaction(engine) as session:
        for name in ("anna", "ben"):
            add_account(session, name, name.title(), [Grant(Role.QUALITY_LEAD)], PASSWORD)


def status(site, cookies) -> int:
    """Ask on a connection of its own: whichever worker is free takes it."""
    return requests.get(f"{site}/methods", cookies=cookies, timeout=60, allow_redirects=False).status_code


def test_two_workers_count_tries_and_know_sessions_together(engine, tmp_path):
    with_accounts(engine)
    with served(engine, tmp_path) as site:
        browser = requests.Session()
        assert send(browser, site, PASSWORD, "ben") == 303
        assert {status(site, browser.cookies.get_dict()) for _ in range(12)} == {200}
        with ThreadPoolExecutor(8) as several:
            tried = list(
                several.map(lambda _: send(requests.Session(), site, "wrong"), range(3 * ONE_FROM_ONE))
            )
        assert 0 < tried.count(401) <= ONE_FROM_ONE
        assert set(tried) == {401, 429}
        assert send(requests.Session(), site, PASSWORD) == 429


@pytest.mark.slow
def test_a_leaver_is_nobody_for_either_worker_within_a_minute(sqlite_engine, tmp_path):
    with_accounts(sqlite_engine)
    with served(sqlite_engine, tmp_path) as site:
        browser = requests.Session()
        assert send(browser, site, PASSWORD, "ben") == 303
        cookies = browser.cookies.get_dict()
        assert {status(site, cookies) for _ in range(12)} == {200}
        with transaction(sqlite_engine) as session:
            leave(session, "local:ben")
        left = time.monotonic()
        while {status(site, cookies) for _ in range(12)} != {302}:
            assert time.monotonic() - left < 60
            time.sleep(1)


def with_the_directory(engine, tmp_path, provider):
    told = {"ISSUER": provider, "CLIENT": "brightspot", "SECRET": "a secret"}
    return served(engine, tmp_path, **{f"BRIGHTSPOT_OIDC_{name}": value for name, value in told.items()})


def is_out(site, cookies) -> bool:
    """Tell if neither worker knows whoever has these cookies."""
    return {status(site, cookies) for _ in range(12)} == {302}


@pytest.mark.slow
def test_whom_the_directory_lets_go_is_out_for_either_worker_within_a_minute(engine, tmp_path, provider):
    with with_the_directory(engine, tmp_path, provider) as site:
        browser = requests.Session()
        browser.get(directory_lets_in(browser, site)[1], allow_redirects=False)
        cookies = browser.cookies.get_dict()
        for _ in range(40):  # it is asked meanwhile, says yes, and so they stay
            assert not is_out(site, cookies)
            time.sleep(1)
        requests.post(f"{provider}/users/a-17/revoke-tokens", timeout=9)
        left = time.monotonic()
        while not is_out(site, cookies):
            assert time.monotonic() - left < 60
            time.sleep(1)


def test_the_directorys_word_reaches_either_worker_in_seconds(engine, tmp_path, provider):
    with with_the_directory(engine, tmp_path, provider) as site:
        browser = requests.Session()
        browser.get(directory_lets_in(browser, site)[1], allow_redirects=False)
        cookies, now = browser.cookies.get_dict(), int(time.time())
        assert {status(site, cookies) for _ in range(12)} == {200}
        word = {
            "iss": provider,
            "aud": "brightspot",
            "iat": now,
            "jti": "j",
            "events": {EVENT: {}},
            "sub": "a-17",
        }
        token = requests.post(f"{provider}/signed", json={"claims": word}, timeout=9).text
        told = requests.post(f"{site}/sign-in/directory/ended", data={"logout_token": token}, timeout=9)
        assert told.status_code == 200
        left = time.monotonic()
        while not is_out(site, cookies):
            assert time.monotonic() - left < FRESH + 5
            time.sleep(0.2)
