"""/people and /audit in a browser: whole on every screen, open to everybody, operated without a script."""

from __future__ import annotations

import threading
from contextlib import contextmanager

import pytest
from werkzeug.serving import make_server

from catalogue.people import Role
from data.database import transaction
from quality.people.accounts import add_account, remember
from quality.people.person import Grant
from server.sign_in.current_person import COOKIE
from tests.browsing import DESK, PHONE, drawn, fits, resize
from tests.functional.conftest import PATIENCE
from tests.signed_in import own_deployment, token_for

AMU = "strathcorrie-amu"


@pytest.fixture(scope="module")
def here(demo, tmp_path_factory):
    with own_deployment(demo, tmp_path_factory.mktemp("look")) as made:
        with transaction(made.engine) as session:
            for number in range(3):
                name = f"Somebody with a rather long name, the {number}th of them"
                add_account(session, f"n{number}", name, [Grant(Role.TEAM_LEADER, AMU), Grant(Role.READER)])
            remember(session, "directory:x", "Dora", "directory", ["a group"])
        yield made


@pytest.fixture(scope="module")
def site(here):
    from app import make_app

    httpd = make_server("127.0.0.1", 0, make_app(here, is_local=False).server, threaded=True)
    threading.Thread(target=httpd.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{httpd.server_port}"
    httpd.shutdown()


@contextmanager
def opened(browser, here, site, **options):
    """A page of somebody who may see both."""
    context = browser.new_context(reduced_motion="reduce", base_url=site, **options)
    context.set_default_timeout(PATIENCE)
    token = token_for(here, Grant(Role.ADMIN), Grant(Role.AUDITOR), name="olga")
    context.add_cookies([{"name": COOKIE, "value": token, "url": site}])
    try:
        yield context.new_page()
    finally:
        context.close()


@pytest.mark.browser
@pytest.mark.parametrize("address", ["/people", "/people?person=local:n1", "/people?find=zzz", "/audit"])
def test_a_page_is_whole_and_open_to_everybody(browser, here, site, check_axe, address):
    with opened(browser, here, site) as page:
        problems = []
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.goto(address)
        drawn(page)
        for width in (DESK, PHONE):
            resize(page, width)
            fits(page)
            check_axe(page)
        assert problems == []


@pytest.mark.browser
def test_an_account_is_added_and_given_a_role_without_a_script(browser, here, site):
    with opened(browser, here, site, java_script_enabled=False) as page:
        page.goto("/people")
        page.get_by_label("Sign-in name", exact=True).fill("zoe")
        page.get_by_label("Name that others see").fill("Zoë")
        page.locator("#add select[name=role]").select_option("manager")
        page.locator("#add select[name=service]").select_option(AMU)
        page.get_by_role("button", name="Add an account").click()
        assert page.locator("h1").inner_text() == "A link to set a password"
        link = page.locator("code").inner_text()
        page.get_by_role("link", name="Back to this person").click()
        page.get_by_role("button", name="Take away").click()
        assert "No role yet" in page.locator("main").inner_text()
        page.goto(link)
        assert page.locator("h1").inner_text() == "Set your password"
        page.get_by_label("New password").fill("correct horse battery")
        page.get_by_role("button", name="Set your password").click()
        assert "You may not see this" in page.content()


@pytest.mark.browser
def test_pages_that_stand_alone_are_open_to_everybody(browser, here, site, check_axe):
    with opened(browser, here, site) as page:
        page.goto("/people")
        drawn(page)
        page.fill("#add input[name=name]", "yves")
        page.click("#add button")
        page.wait_for_selector("code")
        check_axe(page)
        page.goto(page.locator("code").inner_text())
        check_axe(page)
