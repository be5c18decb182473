"""Signing in and out with local accounts: sessions, forms and their tokens, tries, audit; demo and proxy."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import delete, select

from catalogue.people import Role
from data.database import transaction
from data.models import Audit, Person, SignedIn
from quality.deployment import set_current
from quality.people.accounts import add_account, leave, local_id
from quality.people.audit import Kind
from quality.people.first_admin import first_token
from quality.people.person import Grant
from quality.people.sessions import LASTS, signed_in, start_session, utc_now
from quality.people.tries import ALL, ONE_FROM_ONE, WITHIN, may_try
from server.sign_in import current_person
from server.sign_in.current_person import COOKIE
from tests.signed_in import own_deployment
from tests.signed_in import signed_in as signed_in_client

PASSWORD = "correct horse battery"
HERS = "/huddle/strathcorrie-amu"
"""The page on which Anna begins, who has one service."""
CSRF = re.compile(r'name="csrf" value="(\w+)"')


@pytest.fixture(scope="module")
def own(demo, tmp_path_factory):
    with own_deployment(demo, tmp_path_factory.mktemp("sign-in")) as made:
        yield made


@pytest.fixture(scope="module")
def made(own):
    from app import make_app

    return make_app(own, is_local=False).server


@pytest.fixture
def here(own):
    """Nobody but Anna, and nothing audited yet."""
    with transaction(own.engine) as session:
        for table in (Audit, Person, SignedIn):
            session.execute(delete(table))
        add_account(session, "anna", "Anna", [Grant(Role.TEAM_LEADER, "strathcorrie-amu")], PASSWORD)
    set_current(own)
    return own


@pytest.fixture
def server(made, here):
    made.extensions["audit"].flush()
    return made


def send(client, address="/sign-in", **fields):
    """Send the form of an address, as a browser does."""
    csrf = CSRF.search(client.get(address).text)[1]
    return client.post(address.partition("?")[0], data={"csrf": csrf, **fields})


def audited(here, kind) -> list[tuple[str, str]]:
    with here.session() as session:
        rows = session.scalars(select(Audit).where(Audit.kind == kind).order_by(Audit.id))
        return [(row.person_id, row.about) for row in rows]


def test_who_signs_in_goes_on_to_where_they_wanted_to(server, here):
    client = server.test_client()
    sent = client.get("/huddle/strathcorrie-amu?tv=1")
    assert sent.location == "/sign-in?then=%2Fhuddle%2Fstrathcorrie-amu%3Ftv%3D1"
    answer = send(
        client, sent.location, name=" Anna", password=PASSWORD, then="/huddle/strathcorrie-amu?tv=1"
    )
    assert (answer.status_code, answer.location) == (303, "/huddle/strathcorrie-amu?tv=1")
    cookie = next(c for c in answer.headers.getlist("Set-Cookie") if c.startswith(f"{COOKIE}="))
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie
    assert client.get("/").status_code == 200
    assert audited(here, Kind.SIGNED_IN) == [("local:anna", "")]


@pytest.mark.parametrize(
    "then", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:x", "/\n/x"]
)
def test_nobody_is_sent_to_another_site(server, then):
    assert send(server.test_client(), name="anna", password=PASSWORD, then=then).location == HERS


def test_behind_tls_the_cookies_are_of_this_host_alone(server, here):
    """Another host of the same domain cannot set one of this name, and one without it counts for nothing."""
    client, tls = server.test_client(), {"X-Forwarded-Proto": "https"}
    page = client.get("/sign-in", headers=tls, base_url="https://localhost")
    fields = {"csrf": CSRF.search(page.text)[1], "name": "anna", "password": PASSWORD}
    answer = client.post("/sign-in", data=fields, headers=tls, base_url="https://localhost")
    assert answer.status_code == 303
    cookies = [*page.headers.getlist("Set-Cookie"), *answer.headers.getlist("Set-Cookie")]
    assert len(cookies) == 3
    for cookie in cookies:
        assert cookie.startswith("__Host-")
        assert "Secure" in cookie
        assert "Path=/" in cookie
        assert "Domain" not in cookie
    assert client.get("/", headers=tls, base_url="https://localhost").status_code == 200
    planted = signed_in_client(server, here)
    assert planted.get("/", headers=tls, base_url="https://localhost").status_code == 302


@pytest.mark.parametrize(
    ("name", "password"), [("anna", "wrong"), ("anna", ""), ("nobody", PASSWORD), ("", "")]
)
def test_a_wrong_password_says_no_more_than_that(server, name, password):
    answer = send(server.test_client(), name=name, password=password)
    assert answer.status_code == 401
    assert "do not belong together" in answer.text
    assert not [c for c in answer.headers.getlist("Set-Cookie") if c.startswith(f"{COOKIE}=")]


def test_a_session_is_a_new_one_each_time_and_its_token_is_not_stored(server, here):
    client = server.test_client()
    client.set_cookie(COOKIE, "planted")
    send(client, name="anna", password=PASSWORD)
    token = client.get_cookie(COOKIE).value
    assert token != "planted"
    with here.session() as session:
        stored = [*session.scalars(select(SignedIn.token_hash)), *session.scalars(select(Person.password))]
    assert len(stored) == 2
    assert not [text for text in stored if token in text or PASSWORD in text]


def test_who_signs_out_is_nobody_with_the_old_cookie(server, here):
    client = server.test_client()
    send(client, name="anna", password=PASSWORD)
    token = client.get_cookie(COOKIE).value
    csrf = CSRF.search(client.get("/").text)[1]
    assert client.post("/sign-out", data={"csrf": csrf}).status_code == 303
    client.set_cookie(COOKIE, token)
    assert client.get("/").status_code == 302
    assert audited(here, Kind.SIGNED_OUT) == [("local:anna", "")]


def test_a_session_ends_by_itself(here):
    with transaction(here.engine) as session:
        token = start_session(session, "local:anna")
    with here.session() as session:
        assert signed_in(session, token, utc_now() + LASTS - timedelta(minutes=1))
        assert signed_in(session, token, utc_now() + LASTS + timedelta(minutes=1)) is None


def test_a_leaver_is_nobody_within_a_minute(server, here, monkeypatch):
    assert current_person.FRESH < 60
    monkeypatch.setattr(current_person, "FRESH", 0.0)
    client = server.test_client()
    send(client, name="anna", password=PASSWORD)
    assert client.get("/").status_code == 200
    with transaction(here.engine) as session:
        leave(session, local_id("anna"))
    assert client.get("/").status_code == 302
    assert send(client, name="anna", password=PASSWORD).status_code == 401


def test_roles_that_are_taken_away_are_gone_in_the_same_session(server, here, monkeypatch):
    monkeypatch.setattr(current_person, "FRESH", 0.0)
    client = server.test_client()
    send(client, name="anna", password=PASSWORD)
    assert client.get("/equity/falls_harm?service=strathcorrie-amu").status_code == 200
    with transaction(here.engine) as session:
        add_account(session, "anna", "Anna", [Grant(Role.TEAM_MEMBER, "strathcorrie-amu")])
    assert client.get("/equity/falls_harm?service=strathcorrie-amu").status_code == 403


@pytest.mark.parametrize("csrf", [None, "", "0" * 32, "ä"])
@pytest.mark.parametrize("address", ["/sign-in", "/sign-out", "/sign-in/as", "/sign-in/first"])
def test_a_write_without_its_token_is_refused(server, address, csrf):
    client = server.test_client()
    fields = {"name": "anna", "password": PASSWORD} | ({} if csrf is None else {"csrf": csrf})
    assert client.post(address, data=fields).status_code == 400
    send(client, name="anna", password=PASSWORD)
    assert client.post(address, data=fields).status_code == 400
    assert client.get("/").status_code == 200, "still signed in"


def test_the_token_of_one_is_worth_nothing_for_another(server, here):
    with transaction(here.engine) as session:
        add_account(session, "ben", "Ben", [Grant(Role.MANAGER)], PASSWORD)
    anna, ben = server.test_client(), server.test_client()
    for client, name in ((anna, "anna"), (ben, "ben")):
        send(client, name=name, password=PASSWORD)
    hers = CSRF.search(anna.get("/").text)[1]
    assert ben.post("/sign-out", data={"csrf": hers}).status_code == 400
    assert server.test_client().post("/sign-in", data={"csrf": hers}).status_code == 400


def test_tries_have_an_end_for_a_name_and_for_a_place(server, here):
    client = server.test_client()
    codes = [send(client, name="anna", password="wrong").status_code for _ in range(ONE_FROM_ONE + 2)]
    assert codes == [401] * ONE_FROM_ONE + [429] * 2
    assert send(client, name="anna", password=PASSWORD).status_code == 429, "even with the right one"
    assert all(may_try(here.engine, f"n{number}", "10.0.0.9") for number in range(ALL))
    assert not may_try(here.engine, "one more", "10.0.0.9")
    assert may_try(here.engine, "one more", "10.0.0.8")
    assert may_try(here.engine, local_id("anna"), "10.0.0.9", utc_now() + WITHIN)


def test_signing_in_well_uses_no_tries_up(server):
    for _ in range(ONE_FROM_ONE + 3):
        assert send(server.test_client(), name="anna", password=PASSWORD).status_code == 303


def test_the_first_admin_is_made_once_by_the_link(server, here):
    token = first_token(here.engine, here.catalogue.people)
    client, link = server.test_client(), f"/sign-in/first?token={token}"
    fields = {"token": token, "name": "morag", "shown": "Morag"}
    assert send(client, link, **fields, password="short").status_code == 400
    assert send(client, link, **fields, password=PASSWORD).status_code == 303
    assert "Morag" in client.get("/").text
    other = server.test_client()
    assert other.get(link).status_code == 403
    assert first_token(here.engine, here.catalogue.people) is None, "there is an admin now"


@pytest.mark.parametrize("token", ["", "guess"])
def test_without_the_link_nobody_is_made(server, here, token):
    first_token(here.engine, here.catalogue.people)
    assert server.test_client().get(f"/sign-in/first?token={token}").status_code == 403


def test_what_has_to_be_audited_is(server, here):
    client = server.test_client()
    send(client, name="anna", password="wrong")
    send(client, name="anna", password=PASSWORD)
    seen = (
        "/equity/falls_harm?service=strathcorrie-amu",
        "/indicator/falls_harm?service=strathcorrie-amu&group=age:85",
    )
    for address in (
        *seen,
        seen[0],
        "/indicator/falls_harm.csv?service=strathcorrie-amu",
        "/board?service=glenmore",
    ):
        client.get(address)
    server.extensions["audit"].flush()
    assert audited(here, Kind.TRIED) == [("local:anna", "")] * 2
    groups = [about for _, about in audited(here, Kind.SAW_GROUPS)]
    assert groups[0] == groups[-1] == seen[0], "also when the page was kept"
    assert audited(here, Kind.TOOK_FILE) == [
        ("local:anna", "/indicator/falls_harm.csv?service=strathcorrie-amu")
    ]
    assert ("local:anna", "/board?service=glenmore") in audited(here, Kind.REFUSED)
    assert server.test_client().get("/board").status_code == 302


def test_whoever_sits_at_the_machine_needs_no_account_until_there_is_one(demo, tmp_path):
    from app import make_app

    with own_deployment(demo, tmp_path) as here:
        client = make_app(here).server.test_client()
        assert "only this machine can reach this address" in client.get("/").text
        for headers in (
            {"Host": "evil.example"},
            {"X-Forwarded-For": "10.0.0.1"},
            {"Forwarded": "for=10.0.0.1"},
        ):
            assert client.get("/", headers=headers).status_code == 302, headers
        assert client.get("/", environ_base={"REMOTE_ADDR": "10.0.0.7"}).status_code == 302
        with transaction(here.engine) as session:
            add_account(session, "anna", "Anna", [Grant(Role.ADMIN)], PASSWORD)
        assert make_app(here).server.test_client().get("/").status_code == 302


def test_on_another_address_one_signs_in(demo, tmp_path):
    from app import make_app

    with own_deployment(demo, tmp_path, host="0.0.0.0") as here:
        assert make_app(here).server.test_client().get("/").status_code == 302


def test_in_the_demo_one_activation_changes_who_one_is(demo, tmp_path):
    from app import make_app

    with own_deployment(demo, tmp_path) as here:
        client = make_app(replace(here, demo_day=demo.demo_day)).server.test_client()
        whole = client.get("/").text
        assert "Inverlarig Hospital" in whole
        assert "This is the demo" in whole
        csrf = CSRF.search(whole)[1]
        assert client.post("/sign-in/as", data={"csrf": csrf, "person": "demo:nobody"}).status_code == 404
        assert (
            client.post("/sign-in/as", data={"csrf": csrf, "person": "demo:team-leader"}).status_code == 303
        )
        part = client.get("/").text
        assert "Ailsa Munro" in part
        assert "Inverlarig Hospital" not in part
        assert client.get("/huddle/inverlarig-ward-1").status_code == 403
        csrf = CSRF.search(part)[1]
        back = {"Referer": "http://localhost/board?changed=1"}
        answer = client.post("/sign-in/as", data={"csrf": csrf, "person": "demo:visitor"}, headers=back)
        assert answer.location == "/board?changed=1"
        assert client.get("/").text.count("Inverlarig Hospital") == whole.count("Inverlarig Hospital")


def test_a_persona_is_nobody_where_the_data_is_ones_own(server, here):
    with transaction(here.engine) as session:
        token = start_session(session, "demo:quality-lead")
    client = server.test_client()
    client.set_cookie(COOKIE, token)
    assert client.get("/").status_code == 302


@pytest.mark.parametrize(
    ("place", "headers", "status"),
    [
        ("10.0.0.5", {"X-User": "anna", "X-Groups": "ward leaders, others"}, 200),
        ("10.0.0.5", {"X-User": "anna", "X-Groups": "others"}, 403),
        ("10.0.0.5", {"X-User": "anna"}, 403),
        ("10.0.0.5", {}, 302),
        ("10.0.0.6", {"X-User": "anna", "X-Groups": "ward leaders"}, 302),
        ("127.0.0.1", {"X-User": "anna", "X-Groups": "ward leaders"}, 302),
    ],
)
def test_the_header_of_a_proxy_counts_from_its_address_alone(demo, tmp_path, place, headers, status):
    from app import make_app

    said = {"user_header": "X-User", "groups_header": "X-Groups", "proxies": "10.0.0.5, 10.1.0.0/16"}
    with own_deployment(demo, tmp_path, **said) as here:
        people = {"ward leaders": {Role.TEAM_LEADER: ("strathcorrie-amu",)}}
        here = replace(here, catalogue=here.catalogue.model_copy(update={"people": people}))
        client = make_app(here).server.test_client()
        answer = client.get("/", headers=headers, environ_base={"REMOTE_ADDR": place})
        assert answer.status_code == status
        if status == 200:
            assert "Acute Medical Unit" in answer.text
            assert "Inverlarig" not in answer.text


def test_a_name_of_a_proxy_is_read_as_it_was_written(demo, tmp_path):
    from app import make_app

    proxy = {"user_header": "X-User", "groups_header": "X-Groups", "proxies": "10.0.0.5"}
    with own_deployment(demo, tmp_path, **proxy) as here:
        people = {"ward leaders": {Role.TEAM_LEADER: ("strathcorrie-amu",)}}
        here = replace(here, catalogue=here.catalogue.model_copy(update={"people": people}))
        client = make_app(here).server.test_client()
        said = {"X-User": "Siân".encode().decode("latin-1"), "X-Groups": "ward leaders"}
        assert "Siân" in client.get("/", headers=said, environ_base={"REMOTE_ADDR": "10.0.0.5"}).text


def test_whoever_is_signed_in_can_sign_in_as_somebody_else(server, here):
    with transaction(here.engine) as session:
        add_account(session, "ben", "Ben", [Grant(Role.MANAGER)], PASSWORD)
    client = server.test_client()
    assert send(client, name="anna", password=PASSWORD).status_code == 303
    hers = client.get_cookie(COOKIE).value
    assert send(client, name="ben", password=PASSWORD).status_code == 303
    assert "Ben" in client.get("/").text
    with here.session() as session:
        assert signed_in(session, hers) is None, "the session of the one before has ended"
