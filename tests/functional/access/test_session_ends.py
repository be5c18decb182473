"""A session that ends while a page is open: the way to sign in and back, and what was typed."""

from __future__ import annotations

import re
import threading
from contextlib import contextmanager

import pytest
from playwright.sync_api import expect
from sqlalchemy import delete, select
from werkzeug.serving import make_server

from catalogue.people import Role
from data.database import transaction
from data.models import Act, SignedIn
from quality.people.accounts import add_account
from quality.people.person import Grant
from server.sign_in import current_person
from tests.browsing import drawn
from tests.functional.conftest import PATIENCE
from tests.signed_in import own_deployment, signed_in

AMU = "strathcorrie-amu"
HUDDLE = f"/huddle/{AMU}"
PASSWORD = "correct horse battery"
WORDS = "The new lift is late, says <b>Ailsa</b>"


@pytest.fixture(scope="module")
def here(demo, tmp_path_factory):
    with own_deployment(demo, tmp_path_factory.mktemp("ends")) as made:
        with transaction(made.engine) as session:
            for name in ("anna", "ben"):
                add_account(session, name, name.title(), [Grant(Role.TEAM_LEADER, AMU)], PASSWORD)
        yield made


@pytest.fixture(scope="module")
def server(here):
    from app import make_app

    return make_app(here, is_local=False).server


@pytest.fixture(autouse=True)
def at_once(monkeypatch):
    monkeypatch.setattr(current_person, "FRESH", 0.0)


@contextmanager
def opened(browser, server, **options):
    httpd = make_server("127.0.0.1", 0, server, threaded=True)
    threading.Thread(target=httpd.serve_forever, daemon=True).start()
    context = browser.new_context(
        reduced_motion="reduce", base_url=f"http://127.0.0.1:{httpd.server_port}", **options
    )
    context.set_default_timeout(PATIENCE)
    try:
        yield context.new_page()
    finally:
        context.close()
        httpd.shutdown()


def sign_in(page, name="anna"):
    page.fill("#name", name)
    page.fill("#password", PASSWORD)
    page.click("form.sign-in button")


def end_sessions(here):
    with transaction(here.engine) as session:
        session.execute(delete(SignedIn))


def begin(page, address=HUDDLE):
    page.goto(address)
    sign_in(page)
    page.wait_for_url(f"**{address}")
    drawn(page)


def small_problem(page):
    return page.locator("form[data-act]:has(input[value=note]) [name=text]")


def acts(here):
    with here.session() as session:
        return [row.content for row in session.scalars(select(Act).where(Act.kind == "note"))]


@pytest.mark.browser
@pytest.mark.parametrize("how", ["looked", "sent"])
def test_one_comes_back_to_the_page_and_what_was_typed_is_there(browser, server, here, how):
    words = f"{WORDS} {how}"
    with opened(browser, server) as page:
        if how == "sent":
            page.route("**/newest", lambda route: route.abort())
        begin(page)
        before = acts(here)
        small_problem(page).fill(words)
        end_sessions(here)
        if how == "sent":
            small_problem(page).press("Enter")
        page.wait_for_url("**/sign-in?then=%2Fhuddle%2Fstrathcorrie-amu")
        sign_in(page)
        page.wait_for_url(f"**{HUDDLE}")
        expect(small_problem(page)).to_have_value(words)
        expect(small_problem(page)).to_be_focused()
        expect(page.locator("#done")).to_contain_text("not recorded yet")
        assert acts(here) == before
        small_problem(page).press("Enter")
        expect(page.locator("main")).to_contain_text(words)
        assert len(acts(here)) == len(before) + 1
        page.reload()
        drawn(page)
        expect(small_problem(page)).to_have_value("")


@pytest.mark.browser
def test_a_folded_form_is_open_again(browser, server, here):
    with opened(browser, server) as page:
        begin(page)
        act = page.locator("details.act:has(input[value=explain])").first
        act.locator("summary").click()
        act.locator("[name=text]").fill(WORDS)
        end_sessions(here)
        page.wait_for_url("**/sign-in?**")
        sign_in(page)
        page.wait_for_url(f"**{HUDDLE}")
        again = page.locator("details.act[open]:has(input[value=explain]) [name=text]")
        expect(again).to_have_value(WORDS)
        expect(again).to_be_visible()


@pytest.mark.browser
def test_another_person_does_not_get_what_was_typed(browser, server, here):
    with opened(browser, server) as page:
        begin(page)
        small_problem(page).fill("For Anna alone")
        end_sessions(here)
        page.wait_for_url("**/sign-in?**")
        sign_in(page, "ben")
        page.wait_for_url(f"**{HUDDLE}")
        drawn(page)
        expect(small_problem(page)).to_have_value("")
        assert page.evaluate("sessionStorage.length") == 0
        assert "For Anna alone" not in page.content()


@pytest.mark.browser
def test_a_form_that_is_gone_gives_its_text_back(browser, server, here):
    with opened(browser, server) as page:
        begin(page)
        drafts = {"who": "local:anna", "forms": {"/somewhere&kind=gone": [["text", WORDS, ""]]}}
        page.evaluate("kept => sessionStorage.setItem('brightspot-drafts', JSON.stringify(kept))", drafts)
        page.reload()
        expect(page.locator("[role=alert]")).to_contain_text(WORDS)


@pytest.mark.browser
def test_a_link_leads_to_sign_in_and_on_to_where_it_went(browser, server, here):
    with opened(browser, server) as page:
        begin(page)
        end_sessions(here)
        page.get_by_role("link", name="Methods", exact=True).first.click()
        page.wait_for_url("**/sign-in?then=%2F**")
        sign_in(page)
        page.wait_for_url(re.compile(r"/(methods(\?.*)?|huddle/[\w-]+)$"))
        drawn(page)
        assert page.locator("h1").count() == 1


@pytest.mark.browser
def test_without_scripts_what_was_written_is_given_back(browser, server, here):
    with opened(browser, server, java_script_enabled=False) as page:
        page.goto(HUDDLE)
        sign_in(page)
        page.wait_for_url(f"**{HUDDLE}")
        small_problem(page).fill(WORDS)
        end_sessions(here)
        small_problem(page).press("Enter")
        page.wait_for_url("**/acts")
        assert page.locator("h1").inner_text() == "You were signed out meanwhile"
        assert page.locator("blockquote").inner_text() == WORDS
        page.get_by_role("link", name="Sign in").click()
        sign_in(page)
        page.wait_for_url(f"**{HUDDLE}")


def test_words_of_another_site_are_not_shown(server):
    client = server.test_client()
    ours = {"Accept": "text/html", "Referer": f"http://localhost{HUDDLE}", "Host": "localhost"}
    for headers, holds in (
        (ours, True),
        (ours | {"Referer": "http://evil.example/"}, False),
        (ours | {"Referer": ""}, False),
        (ours | {"Referer": "", "Sec-Fetch-Site": "cross-site"}, False),
    ):
        answer = client.post(f"{HUDDLE}/acts", data={"text": "Call 0900", "password": "x"}, headers=headers)
        assert answer.status_code == 401
        assert ("Call 0900" in answer.text) is holds
        assert "evil.example" not in answer.text


def test_a_script_is_told_so_and_nothing_is_recorded(server, here):
    answer = server.test_client().post(f"{HUDDLE}/acts", data={"text": "x"})
    assert (answer.status_code, answer.headers.get("Location")) == (401, None)
    assert signed_in(server, here, Grant(Role.READER)).post(f"{HUDDLE}/acts").status_code == 400
