"""Attacks by whoever has signed in: ways round the audit, links that were kept, the names of others, forms
that are sent again."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import delete, select

from catalogue.people import Role
from data.database import transaction
from data.models import Audit, PasswordLink, Person, SignedIn
from quality.acts import ledger
from quality.deployment import set_current
from quality.people.accounts import add_account
from quality.people.audit import Kind
from quality.people.person import Grant
from quality.people.sessions import start_session
from server.sign_in.current_person import COOKIE
from tests.signed_in import own_deployment, signed_in
from tests.views import view

PASSWORD = "correct horse battery"
CSRF = re.compile(r'name="csrf" value="(\w+)"')
LINK = re.compile(r"(/sign-in/password\?token=[\w-]+)<")
AMU, STRATHCORRIE, BRAEFOOT = "strathcorrie-amu", "strathcorrie", "braefoot"


@pytest.fixture(scope="module")
def own(demo, tmp_path_factory):
    with own_deployment(demo, tmp_path_factory.mktemp("access")) as made:
        yield made


@pytest.fixture(scope="module")
def made(own):
    from app import make_app

    return make_app(own, is_local=False).server


@pytest.fixture
def here(own, made):
    made.extensions["audit"].flush()
    with transaction(own.engine) as session:
        for table in (Audit, Person, SignedIn, PasswordLink):
            session.execute(delete(table))
    set_current(own)
    return own


def audited(made, here, kind) -> list[str]:
    made.extensions["audit"].flush()
    with here.session() as session:
        return list(session.scalars(select(Audit.about).where(Audit.kind == kind).order_by(Audit.id)))


# -- the audit


@pytest.mark.parametrize("path", ["/%65quity/falls_harm", "/equity%2Ffalls_harm", "/equity/falls%5Fharm"])
def test_a_view_is_audited_however_its_address_is_written(made, here, path):
    client = signed_in(made, here, Grant(Role.MANAGER))
    assert view(client, path).status_code == 200
    assert audited(made, here, Kind.SAW_GROUPS) == ["/equity/falls_harm"]


def test_what_is_not_kept_is_not_however_its_address_is_written(made, here):
    client = signed_in(made, here, Grant(Role.AUDITOR))
    first = view(client, "/%61udit").text
    made.extensions["audit"].flush()
    assert view(client, "/%61udit").text != first, "reading it is audited, and it shows that"


@pytest.mark.parametrize(
    "address", ["/signals.csv", "/equity/falls_harm.json", "/indicator/falls_harm.csv", "/huddle/{}/newest"]
)
def test_nobody_on_the_way_keeps_a_file_of_numbers(made, here, address):
    """A cache that several share knows an address, and not who asks."""
    answer = signed_in(made, here, Grant(Role.MANAGER)).get(address.format(AMU))
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")


def test_a_number_of_a_patient_that_was_searched_for_is_not_kept(made, here):
    client = signed_in(made, here, Grant(Role.MANAGER))
    for words in ("943+476+5919", "falls"):
        assert client.get(f"/improvement.csv?service={AMU}&words={words}").status_code == 200
    file = f"/improvement.csv?service={AMU}&words="
    assert audited(made, here, Kind.TOOK_FILE) == [f"{file}%28not+repeated%29", f"{file}falls"]


# -- links to set a password


@pytest.mark.parametrize(
    ("service", "is_worth"), [(STRATHCORRIE, False), ("", False), (BRAEFOOT, False), (AMU, True)]
)
def test_a_link_that_was_kept_does_not_open_what_somebody_else_gives_later(made, here, service, is_worth):
    part = signed_in(made, here, Grant(Role.ADMIN, AMU), name="part")
    whole = signed_in(made, here, Grant(Role.ADMIN), name="whole")
    anna = {"person": "local:anna", "role": Role.QUALITY_LEAD}

    def do(client, **fields):
        csrf = CSRF.search(client.get("/people").text)[1]
        return client.post("/people/acts", data={"csrf": csrf, **fields})

    kept = LINK.search(do(part, act="add", name="anna", role=Role.READER, service=AMU).text)[1]
    assert do(whole, act="give", service=service, **anna).status_code == 303
    assert made.test_client().get(kept).status_code == (200 if is_worth else 403)


# -- the record


def huddle(client, **fields):
    csrf = CSRF.search(client.get("/methods").text)[1]
    return client.post(f"/huddle/{AMU}/acts", data={"csrf": csrf, **fields})


def number(answer) -> str:
    assert answer.status_code == 303, answer.text
    return re.search(r"did=(\d+)", answer.location)[1]


def named_alike(made, here, *ids):
    """Several people of one name, each with an account of their own."""
    with transaction(here.engine) as session:
        for one in ids:
            add_account(
                session, one, "Jane Smith", [Grant(Role.TEAM_MEMBER, AMU), Grant(Role.AUDITOR, BRAEFOOT)]
            )
        tokens = [start_session(session, f"local:{one}") for one in ids]
    for token in tokens:
        client = made.test_client()
        client.set_cookie(COOKIE, token)
        yield client


def test_who_did_something_is_told_apart_from_others_of_the_same_name(made, here):
    one, other = named_alike(made, here, "jane1", "jane2")
    done = number(huddle(one, kind="note", text="Bed 4 squeaks"))
    assert "Undo" in one.get(f"/huddle/{AMU}?did={done}").text
    assert 'class="act-form act-form--undo"' not in other.get(f"/huddle/{AMU}?did={done}").text
    assert huddle(other, kind="undo", act=done).status_code == 400
    assert huddle(one, kind="undo", act=done).status_code == 303
    with here.session() as session:
        act = next(act for act in ledger.acts(session, "note") if act.id == int(done))
    assert (act.actor, act.content["person"]) == ("Jane Smith", "local:jane1")
    assert act.role == "team member", "the roles of elsewhere are not those that they act by"


def test_the_same_form_sent_again_is_the_same_act(made, here):
    one, other = named_alike(made, here, "jane1", "jane2")
    form = {"kind": "note", "text": "The lift is out of order"}
    first = number(huddle(one, **form))
    assert number(huddle(one, **form)) == first
    assert number(huddle(other, **form)) != first, "somebody else says so too"
    assert number(huddle(one, kind="note", text="The lift works")) != first
    assert huddle(one, kind="undo", act=first).status_code == 303
    assert number(huddle(one, **form)) != first, "it was taken back"
