"""Attacks on signing in: names found out, headers made up, sessions planted, forms of other sites, ways out
to them, floods, and whatever no form of ours would send."""

from __future__ import annotations

import re
import statistics
import time

import pytest
from sqlalchemy import delete, func, select

from catalogue.people import Role
from data.database import transaction
from data.models import Audit, PasswordLink, Person, SignedIn
from quality.deployment import set_current
from quality.people import tries
from quality.people.accounts import add_account, leave, local_id, remember
from quality.people.audit import Kind
from quality.people.first_admin import first_token
from quality.people.password_links import new_link
from quality.people.person import Grant
from quality.people.tries import A_MINUTE, ONE_FROM_ONE, may_try
from server.sign_in.current_person import COOKIE, FORM_COOKIE
from server.sign_in.strangers import Strangers
from tests.signed_in import own_deployment, signed_in

PASSWORD = "correct horse battery"
AMU = "strathcorrie-amu"
CSRF = re.compile(r'name="csrf" value="(\w+)"')
BAD = {
    "null byte": "an\0na",
    "only null": "\0",
    "controls": "\x01\x02\x1b[31m",
    "long": "x" * 100_000,
    "wide": "𝒜" * 5_000,
    "rtl": "\u202eanna",
    "spaces": "   ",
    "markup": "<script>alert(1)</script>",
    "template": "{{ 7 * 7 }}",
    "format": "{0.__class__}%s%n",
    "sql": "' OR 1=1 --",
    "lines": "a\r\nSet-Cookie: x=y",
    "lone half": "\ud83d",
}


@pytest.fixture(scope="module")
def own(demo, tmp_path_factory):
    # The proxy that may say who somebody is, and the one that tests come from, differ.
    said = {"user_header": "X-Forwarded-User", "proxies": "10.9.9.9"}
    with own_deployment(demo, tmp_path_factory.mktemp("attack"), **said) as made:
        yield made


@pytest.fixture(scope="module")
def made(own):
    from app import make_app

    return make_app(own, is_local=False).server


@pytest.fixture
def here(own):
    with transaction(own.engine) as session:
        for table in (Audit, Person, SignedIn, PasswordLink):
            session.execute(delete(table))
        add_account(session, "anna", "Anna", [Grant(Role.TEAM_LEADER, AMU)], PASSWORD)
    set_current(own)
    return own


@pytest.fixture
def server(made, here):
    made.extensions["audit"].flush()
    return made


def send(client, address="/sign-in", page="", **fields):
    csrf = CSRF.search(client.get(page or address).text)[1]
    return client.post(address, data={"csrf": csrf, **fields})


def encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def sessions(here) -> int:
    with here.session() as session:
        return session.scalar(select(func.count()).select_from(SignedIn))


# -- which names there are


@pytest.fixture
def everybody(here):
    """A name there is, one there is not, one who has left, one without a password, one of the directory."""
    with transaction(here.engine) as session:
        for name in ("left", "new"):
            add_account(session, name, name, [Grant(Role.READER)], PASSWORD if name == "left" else None)
        remember(session, "directory:dora", "Dora", "directory", [])
        session.flush()
        leave(session, local_id("left"))
    return ("anna", "nobody", "left", "new", "directory:dora")


def test_an_answer_does_not_tell_which_names_there_are(server, everybody):
    answers = set()
    for name in everybody:
        answer = send(server.test_client(), name=name, password="wrong, wrong, wrong")
        text = re.sub(r'value="\w*"', "", answer.text)
        answers.add((answer.status_code, text, tuple(sorted(key for key, _ in answer.headers))))
    assert len(answers) == 1


def test_the_time_of_an_answer_does_not_either(server, here, everybody, monkeypatch):
    """Beside the work that is meant to be slow, whatever else differs is small."""
    monkeypatch.setattr(tries, "ONE_FROM_ONE", 1_000)
    monkeypatch.setattr(tries, "ALL", 1_000)
    monkeypatch.setattr(tries, "A_MINUTE", 10_000)
    client = server.test_client()
    csrf = CSRF.search(client.get("/sign-in").text)[1]
    took: dict[str, list[float]] = {name: [] for name in everybody}
    for _ in range(5):
        for name in everybody:  # in turn: a busy machine is slow for each of them
            began = time.process_time()
            answer = client.post("/sign-in", data={"csrf": csrf, "name": name, "password": "wrong, wrong"})
            took[name].append(time.process_time() - began)
            assert answer.status_code == 401
    middle = {name: statistics.median(times) for name, times in took.items()}
    assert max(middle.values()) < 1.5 * min(middle.values()), middle


def test_tries_are_counted_alike_for_names_that_there_are_not(server, everybody):
    for name in everybody[:2]:
        client = server.test_client()
        codes = [send(client, name=name, password="wrong").status_code for _ in range(ONE_FROM_ONE + 1)]
        assert codes == [401] * ONE_FROM_ONE + [429], name


def test_other_ways_to_write_a_name_are_not_other_names(server, here):
    """Nobody gets more tries by capitals or blanks."""
    client = server.test_client()
    spelt = ["anna", "Anna", " ANNA", "anna ", "aNNa\t"] * 3
    codes = [send(client, name=name, password="wrong").status_code for name in spelt]
    assert codes == [401] * ONE_FROM_ONE + [429] * 5


# -- headers that anybody can send


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Forwarded-User": "anna"},
        {"X-Forwarded-User": "anna", "X-Forwarded-For": "10.9.9.9"},
        {"X-Forwarded-User": "anna", "Forwarded": "for=10.9.9.9"},
        {"X-Forwarded-User": "anna", "X-Real-IP": "10.9.9.9", "Host": "10.9.9.9"},
        {"X-Remote-User": "anna", "Remote-User": "anna", "REMOTE_USER": "anna"},
        {"Authorization": "Basic YW5uYTphbm5h"},
        {"Authorization": "Bearer x", "Cookie": f"{COOKIE}=anna"},
    ],
    ids=str,
)
def test_a_header_makes_nobody_somebody(server, headers):
    for place in ("127.0.0.1", "10.0.0.7", "::1", "", "not an address"):
        answer = server.test_client().get("/methods", headers=headers, environ_base={"REMOTE_ADDR": place})
        assert answer.status_code == 302


def test_nobody_gets_more_tries_by_saying_where_they_come_from(server, here):
    client = server.test_client()
    csrf = CSRF.search(client.get("/sign-in").text)[1]
    codes = []
    for number in range(ONE_FROM_ONE + 2):
        fields = {"csrf": csrf, "name": "anna", "password": "wrong"}
        headers = {"X-Forwarded-For": f"10.0.0.{number}"}
        codes.append(client.post("/sign-in", data=fields, headers=headers).status_code)
    assert codes == [401] * ONE_FROM_ONE + [429] * 2


# -- forms of other sites, sessions that were planted


def test_a_form_of_another_site_signs_nobody_in(server, here):
    """It would have to bring a token that belongs to a cookie of this browser."""
    attacker = server.test_client()
    theirs = CSRF.search(attacker.get("/sign-in").text)[1]
    victim = server.test_client()
    victim.get("/sign-in")
    fields = {"name": "anna", "password": PASSWORD}
    for csrf in (theirs, "", "0" * 32):
        assert victim.post("/sign-in", data={**fields, "csrf": csrf}).status_code == 400
    assert server.test_client().post("/sign-in", data={**fields, "csrf": theirs}).status_code == 400
    assert sessions(here) == 0


def test_a_session_that_was_planted_is_not_the_one_that_is_begun(server, here):
    client = signed_in(server, here, Grant(Role.READER, AMU), name="mallory")
    planted = client.get_cookie(COOKIE).value
    assert send(client, name="anna", password=PASSWORD).status_code == 303
    assert client.get_cookie(COOKIE).value != planted
    other = server.test_client()
    other.set_cookie(COOKIE, planted)
    assert other.get("/methods").status_code == 302, "and it has ended"


def test_the_cookie_of_the_form_is_gone_once_it_was_used(server):
    client = server.test_client()
    client.get("/sign-in")
    assert client.get_cookie(FORM_COOKIE) is not None
    send(client, name="anna", password=PASSWORD)
    assert client.get_cookie(FORM_COOKIE) is None


@pytest.mark.parametrize(
    "then",
    [
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "https://evil.example",
        "HTTPS:evil.example",
        "javascript:alert(1)",
        "/%0d%0aLocation:evil",
        "/\r\nLocation: //evil.example",
        "/\t/evil.example",
        " //evil.example",
        "/\u2028/evil.example",
        "\0//evil.example",
        "http:///evil.example",
        "/@evil.example\\",
    ],
    ids=ascii,
)
def test_the_way_on_stays_here(server, then):
    client = server.test_client()
    answer = send(
        client, page=f"/sign-in?then={then.encode().hex()}", name="anna", password=PASSWORD, then=then
    )
    assert answer.status_code == 303
    where = answer.headers["Location"]
    assert where.startswith("/")
    assert not where.startswith(("//", "/\\"))
    assert not re.search(r"[\x00-\x1f\\]", where)


# -- floods


def test_strangers_do_not_fill_the_audit_with_tries(server, here):
    def rows():
        with here.session() as session:
            return session.scalar(select(func.count()).select_from(Audit))

    for _ in range(60):
        may_try(here.engine, "local:anna", "10.0.0.1")
    assert rows() <= 2 * ONE_FROM_ONE + 1
    for number in range(A_MINUTE + 100):
        may_try(here.engine, f"local:n{number}", f"10.{number}.0.1")
    assert rows() <= A_MINUTE
    assert not may_try(here.engine, "local:b", "10.8.8.8")


def test_strangers_do_not_fill_the_audit_with_refusals(server, here):
    client, log = server.test_client(), server.extensions["audit"]
    log._strangers = Strangers(clock=lambda: 100.0)  # a busy machine would reach the next minute
    for number in range(200):
        assert client.get(f"/signals.csv?find={number}").status_code == 401
    log.flush()
    with here.session() as session:
        kinds = session.scalars(select(Audit.kind)).all()
    assert len(kinds) <= 60
    assert set(kinds) <= {Kind.REFUSED, Kind.SUPPRESSED}


# -- what no form of ours would send


FIELDS = ("name", "password", "then", "token", "person", "shown")
ADDRESSES = ("/sign-in", "/sign-in/first", "/sign-in/password", "/sign-in/as", "/sign-out")


@pytest.mark.parametrize("text", BAD.values(), ids=BAD)
def test_whatever_is_sent_is_answered_in_words(server, text):
    client, bad = server.test_client(), encoded(text)
    csrf = CSRF.search(client.get("/sign-in").text)[1]
    bodies = [{"csrf": csrf} | dict.fromkeys(FIELDS, bad), {"csrf": bad}, {"csrf": csrf, "name": bad}]
    for address, body in [(address, body) for address in ADDRESSES for body in bodies]:
        answer = client.post(address, data=body)
        assert answer.status_code < 500, address
        assert "<script>alert" not in answer.text
        assert not [key for key, _ in answer.headers if key.lower() == "x"]


@pytest.mark.parametrize("text", BAD.values(), ids=BAD)
def test_whatever_makes_an_account_is_refused_or_kept_as_text(server, here, text):
    token = first_token(here.engine, {})
    client = server.test_client()
    link = f"/sign-in/first?token={token}"
    fields = {"token": token, "name": encoded(text), "shown": encoded(text), "password": PASSWORD}
    answer = send(client, "/sign-in/first", link, **fields)
    assert answer.status_code in (303, 400)
    if answer.status_code == 303:
        assert "<script>alert" not in client.get("/methods").text


@pytest.mark.parametrize("text", ["short", "x" * 1_001, "x" * 1_000_000, "", "\0" * 3])
def test_a_password_that_will_not_do_leaves_the_link(server, here, text):
    with transaction(here.engine) as session:
        token = new_link(session, local_id("anna"))
    link = f"/sign-in/password?token={token}"
    client = server.test_client()
    assert send(client, "/sign-in/password", link, token=token, password=text).status_code == 400
    assert client.get(link).status_code == 200


def test_the_length_of_a_password_does_not_tie_a_server_up(server, here):
    began = time.process_time()
    assert send(server.test_client(), name="anna", password="x" * 1_500_000).status_code == 401
    assert time.process_time() - began < 2
    answer = server.test_client().post("/sign-in", data={"name": "x" * 3_000_000})
    assert answer.status_code == 413


@pytest.mark.parametrize("cookie", ["", "x", "x" * 4_000, "a=b", "é", '"', "%00", "\x7f"])
def test_whatever_a_cookie_holds_is_nobody(server, cookie):
    for name in (COOKIE, FORM_COOKIE):
        answer = server.test_client().get("/methods", headers={"Cookie": f"{name}={cookie}".encode()})
        assert answer.status_code == 302
