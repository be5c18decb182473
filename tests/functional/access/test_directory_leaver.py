"""Whom the directory no longer lets in is out: asked again while a session lasts, or told by the directory
itself. The provider is a real one, a program of its own (tests/servers/oidc.py)."""

from __future__ import annotations

import json
import sys
import time
from dataclasses import replace
from datetime import timedelta

import pytest
import requests
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from pydantic import SecretStr
from sqlalchemy import delete, select, update

from catalogue.people import Role
from data.database import transaction
from data.models import Audit, DirectorySession, Fact, Person, SignedIn, UsedToken
from quality.deployment import set_current
from quality.people import directory_sessions
from quality.people.audit import Kind
from server.sign_in import ask_again, current_person
from server.sign_in.back_channel import EVENT
from server.sign_in.sealed import Seal
from tests.servers.programs import free_port, running
from tests.signed_in import own_deployment

ANNA = {"sub": "a-17", "name": "Anna Bell", "groups": ["ward leaders"], "sid": "session-1"}
CLIENT = "brightspot"
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="processes run elsewhere")


def provided(*options):
    port = free_port()
    command = [
        sys.executable,
        "-W",
        "ignore",
        "-m",
        "tests.servers.oidc",
        str(port),
        json.dumps(ANNA),
        *options,
    ]
    return running(command, port, "/.well-known/openid-configuration"), f"http://127.0.0.1:{port}"


@pytest.fixture(scope="module")
def provider():
    run, address = provided()
    with run:
        yield address


@pytest.fixture(scope="module")
def own(demo, tmp_path_factory, provider):
    said = {"oidc_issuer": provider, "oidc_client": CLIENT, "oidc_secret": SecretStr("a secret")}
    with own_deployment(demo, tmp_path_factory.mktemp("directory"), **said) as made:
        people = {
            "ward leaders": {Role.TEAM_LEADER: ("strathcorrie-amu",)},
            "auditors": {Role.AUDITOR: ("everywhere",)},
        }
        yield replace(made, catalogue=made.catalogue.model_copy(update={"people": people}))


@pytest.fixture(scope="module")
def made(own):
    from app import make_app

    return make_app(own, is_local=False).server


@pytest.fixture
def server(own, made, provider, monkeypatch):
    """Nobody signed in, Anna as she was, a directory that answers, and nothing remembered for long."""
    with transaction(own.engine) as session:
        for table in (Audit, DirectorySession, SignedIn, Person, UsedToken):
            session.execute(delete(table))
    requests.put(f"{provider}/users/a-17", json={k: v for k, v in ANNA.items() if k != "sub"}, timeout=9)
    requests.post(f"{provider}/mood", json={"status": 0}, timeout=9)
    monkeypatch.setattr(current_person, "FRESH", 0.0)
    monkeypatch.setattr(directory_sessions, "ASK_EVERY", timedelta(0))
    made.extensions["finder"].may_stay.__self__.silent_until = 0.0
    set_current(own)
    return made


@pytest.fixture
def tell(provider):
    def send(path, **body):
        return requests.post(f"{provider}{path}", json=body, timeout=9)

    return send


def signed_in(server, sub="a-17"):
    client = server.test_client()
    there = client.get("/sign-in/directory?then=/methods").location
    back = requests.post(there, data={"sub": sub}, allow_redirects=False, timeout=9).headers["Location"]
    assert client.get(back.partition("localhost")[2]).status_code == 303
    return client


def is_in(client) -> bool:
    return client.get("/methods").status_code == 200


def audited(own, kind):
    with own.session() as session:
        return [*session.scalars(select(Audit.person_id).where(Audit.kind == kind))]


def set_back(own, **ago):
    """Let it be longer ago that the directory was asked, and said yes."""
    with transaction(own.engine) as session:
        row = session.scalars(select(DirectorySession)).one()
        earlier = row.confirmed_at - timedelta(**ago)
        session.execute(update(DirectorySession).values(confirmed_at=earlier))


# -- asked again


def test_whom_the_directory_lets_go_is_out_at_the_next_question(server, own, tell):
    client = signed_in(server)
    assert is_in(client)
    tell("/users/a-17/revoke-tokens")
    assert not is_in(client)
    assert audited(own, Kind.ENDED) == ["directory:a-17"]
    with own.session() as session:
        assert (
            session.scalars(select(SignedIn)).all() == session.scalars(select(DirectorySession)).all() == []
        )


def test_groups_that_change_change_what_one_may_at_the_next_question(server, provider):
    client = signed_in(server)
    assert client.get("/huddle/strathcorrie-amu").status_code == 200
    assert client.get("/huddle/inverlarig").status_code == 403
    changed = {"name": "Anna Bell", "groups": ["auditors"]}
    requests.put(f"{provider}/users/a-17", json=changed, timeout=9)
    assert client.get("/huddle/inverlarig").status_code == 200
    requests.put(f"{provider}/users/a-17", json={"name": "Anna Bell"}, timeout=9)
    assert client.get("/huddle/strathcorrie-amu").status_code == 403


def test_the_directory_is_asked_once_in_a_while_alone(server, monkeypatch, tell):
    client = signed_in(server)
    monkeypatch.setattr(directory_sessions, "ASK_EVERY", timedelta(seconds=30))
    tell("/users/a-17/revoke-tokens")
    assert is_in(client), "nobody has asked yet"
    assert directory_sessions.CONFIRMED + timedelta(seconds=5) < timedelta(seconds=60)


@pytest.mark.parametrize("status", [500, 503, 429])
def test_a_directory_that_does_not_answer_keeps_people_in_for_a_while(server, own, tell, status):
    client = signed_in(server)
    tell("/mood", status=status)
    assert is_in(client)
    set_back(own, minutes=9)
    assert is_in(client)
    set_back(own, minutes=2)
    assert not is_in(client)
    tell("/mood", status=0)
    server.extensions["finder"].may_stay.__self__.silent_until = 0.0
    assert is_in(client), "the session was not ended, only not trusted"


def test_a_directory_that_does_not_answer_is_left_alone_for_a_while(server, tell, monkeypatch):
    client, asked = signed_in(server), []
    monkeypatch.setattr(ask_again, "ask", lambda *_: asked.append(1) or (_ for _ in ()).throw(unreachable()))
    monkeypatch.setattr(directory_sessions, "ASK_EVERY", timedelta(seconds=1))
    time.sleep(1.1)
    assert [is_in(client) for _ in range(5)] == [True] * 5
    assert len(asked) == 1


def unreachable():
    return ask_again.UnreachableError("gone")


def test_without_a_refresh_token_the_access_token_asks(demo, tmp_path, monkeypatch):
    from app import make_app

    monkeypatch.setattr(current_person, "FRESH", 0.0)
    monkeypatch.setattr(directory_sessions, "ASK_EVERY", timedelta(0))
    run, address = provided("--without-refresh")
    said = {"oidc_issuer": address, "oidc_client": CLIENT, "oidc_secret": SecretStr("a secret")}
    with run, own_deployment(demo, tmp_path, **said) as here:
        people = {"ward leaders": {Role.TEAM_LEADER: ("strathcorrie-amu",)}}
        here = replace(here, catalogue=here.catalogue.model_copy(update={"people": people}))
        client = signed_in(make_app(here, is_local=False).server)
        assert is_in(client)
        requests.post(f"{address}/users/a-17/revoke-tokens", timeout=9)
        assert not is_in(client)


def test_tokens_are_stored_sealed_by_two_secrets(server, own):
    signed_in(server)
    with own.session() as session:
        sealed = session.scalars(select(DirectorySession.tokens)).one()
        secret = session.get(Fact, "secret").value
    opened = Seal(secret, "a secret").open(sealed)
    assert set(opened) == {"access", "refresh"}
    assert not [token for token in opened.values() if token in sealed]
    assert Seal(secret, "").open(sealed) is None
    assert Seal("", "a secret").open(sealed) is None


# -- told by the directory


def word(provider, **changed):
    """The claims of a token that ends Anna's sessions, with some changed; None leaves one out."""
    now = int(time.time())
    claims = {
        "iss": provider,
        "aud": CLIENT,
        "iat": now,
        "exp": now + 120,
        "jti": f"{time.monotonic_ns()}",
        "events": {EVENT: {}},
        "sub": "a-17",
    }
    return {name: value for name, value in (claims | changed).items() if value is not None}


def signed(provider, claims, **header):
    body = {"claims": claims, "header": header}
    return requests.post(f"{provider}/signed", json=body, timeout=9).text


def send(server, token):
    return server.test_client().post("/sign-in/directory/ended", data={"logout_token": token})


@pytest.mark.parametrize(
    "about",
    [{"sub": "a-17"}, {"sid": "session-1"}, {"sub": None, "sid": "session-1"}, {"aud": ["x", CLIENT]}],
)
def test_the_directorys_word_ends_sessions_at_once(server, own, provider, about, monkeypatch):
    client = signed_in(server)
    monkeypatch.setattr(directory_sessions, "ASK_EVERY", timedelta(seconds=30))
    monkeypatch.setattr(current_person, "FRESH", 30.0)
    assert is_in(client)
    answer = send(server, signed(provider, word(provider, **about)))
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    assert not is_in(client)
    assert audited(own, Kind.ENDED) == ["directory:a-17"]


@pytest.mark.parametrize(
    "about", [{"sub": "b-18"}, {"sid": "session-2"}, {"sub": "b-18", "sid": "session-1"}]
)
def test_the_directorys_word_ends_nobody_elses_session(server, provider, about):
    client = signed_in(server)
    assert send(server, signed(provider, word(provider, **about))).status_code == 200
    assert is_in(client)


@pytest.mark.parametrize(
    "changed",
    [
        {"iss": "https://elsewhere.example"},
        {"iss": None},
        {"aud": "another"},
        {"aud": None},
        {"iat": -3600},
        {"iat": +3600},
        {"iat": None},
        {"iat": "now"},
        {"iat": True},
        {"exp": -600},
        {"exp": "soon"},
        {"events": None},
        {"events": {}},
        {"events": {EVENT: []}},
        {"events": [EVENT]},
        {"nonce": "n"},
        {"jti": None},
        {"jti": ""},
        {"jti": "a\0b"},
        {"sub": None},
        {"sub": 17},
        {"sub": "x" * 300},
        {"sid": ["session-1"]},
    ],
    ids=str,
)
def test_a_word_that_is_not_as_it_has_to_be_ends_nothing(server, provider, changed):
    client = signed_in(server)
    # Whole numbers are seconds from now: the clock itself would give each worker tests of other names.
    moments = {name: int(time.time()) + said for name, said in changed.items()
               if name in ("iat", "exp") and type(said) is int}  # fmt: skip
    answer = send(server, signed(provider, word(provider, **changed | moments)))
    assert answer.status_code == 400, answer.text
    assert answer.json["error"] == "invalid_request"
    assert is_in(client)


def test_a_word_counts_once(server, provider):
    token = signed(provider, word(provider))
    assert send(server, token).status_code == 200
    client = signed_in(server)
    assert send(server, token).status_code == 400
    assert is_in(client)


def test_only_the_directorys_own_key_counts(server, provider):
    client, claims = signed_in(server), word(provider)
    own_key, shared = RSAKey.generate_key(), "a secret that both of them know"
    good = signed(provider, claims)
    forged = [
        jwt.encode({"alg": "RS256"}, claims, own_key),
        jwt.encode({"alg": "RS256", "kid": "unknown"}, claims, own_key),
        jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(shared)),
        good[:-8] + "AAAAAAAA",
        ".".join([*good.split(".")[:2], ""]),
        "eyJhbGciOiJub25lIn0." + good.split(".")[1] + ".",
        signed(provider, claims, typ="at+jwt"),
        "",
        "not a token",
        "a.b.c",
        "\0",
        "x" * 100_000,
        "é.é.é",
    ]
    for token in forged:
        assert send(server, token).status_code == 400, token[:40]
    assert is_in(client)
    assert send(server, good).status_code == 200


def test_without_a_directory_there_is_nowhere_to_send_a_word(demo):
    from app import make_app

    with_none = make_app(replace(demo, demo_day=None), is_local=False).server
    assert with_none.test_client().post("/sign-in/directory/ended").status_code in (404, 405)
