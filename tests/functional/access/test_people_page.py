"""/people: accounts, links to set a password, roles given and taken, leavers; within where one may say so."""

from __future__ import annotations

import re
from datetime import timedelta
from threading import Thread

import pytest
from sqlalchemy import delete, select, update

from catalogue.people import Role
from data.database import transaction
from data.models import Audit, PasswordLink, Person, SignedIn
from quality.deployment import set_current
from quality.people import password_links
from quality.people.accounts import add_account, has_accounts, has_admin, is_password, remember
from quality.people.audit import Kind
from quality.people.person import Grant
from quality.people.sessions import utc_now
from server.sign_in.current_person import COOKIE
from tests.signed_in import own_deployment, signed_in

PASSWORD = "correct horse battery"
CSRF = re.compile(r'name="csrf" value="(\w+)"')
LINK = re.compile(r">http://localhost(/sign-in/password\?token=[\w-]+)<")
AMU, INVERLARIG = "strathcorrie-amu", "inverlarig-outpatients"


@pytest.fixture(scope="module")
def own(demo, tmp_path_factory):
    with own_deployment(demo, tmp_path_factory.mktemp("people")) as made:
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
    set_current(own)
    return own


@pytest.fixture
def server(made, here):
    made.extensions["audit"].flush()
    return made


@pytest.fixture
def admin(server, here):
    """Somebody who is admin everywhere, and can sign in again."""
    client = signed_in(server, here, Grant(Role.ADMIN), name="morag")
    with transaction(here.engine) as session:
        add_account(session, "morag", "Morag", [Grant(Role.ADMIN)], PASSWORD)
    return signed_in(server, here, Grant(Role.ADMIN), name="morag") or client


def do(client, act, **fields):
    csrf = CSRF.search(client.get("/people").text)[1]
    return client.post("/people/acts", data={"csrf": csrf, "act": act, **fields})


def grants(here, person) -> str:
    with here.session() as session:
        return session.get(Person, person).grants


def audited(here, kind) -> list[tuple[str, str, str | None]]:
    with here.session() as session:
        rows = session.scalars(select(Audit).where(Audit.kind == kind).order_by(Audit.id))
        return [(row.person_id, row.about, row.service) for row in rows]


def add(client, name="anna", role=Role.TEAM_LEADER, service=AMU):
    return do(client, "add", name=name, shown=name.title(), role=role, service=service)


def test_an_account_is_added_and_its_password_set_by_a_link_that_works_once(server, here, admin):
    answer = add(admin)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    link = LINK.search(answer.text)[1]
    with here.session() as session:
        stored = [*session.scalars(select(PasswordLink.token_hash)), *session.scalars(select(Audit.about))]
    assert not [text for text in stored if link.partition("=")[2] in text]
    assert link not in admin.get("/people?person=local:anna").text
    client = server.test_client()
    assert "Set your password" in client.get(link).text
    assert "Set your password" in client.get(link).text, "to look at it does not use it up"

    def send(password):
        fields = {"csrf": CSRF.search(client.get(link).text)[1], "token": link.partition("=")[2]}
        return client.post("/sign-in/password", data={**fields, "password": password})

    assert "at least 12 letters" in send("short").text
    csrf = CSRF.search(client.get(link).text)[1]
    answer = send(PASSWORD)
    assert (answer.status_code, answer.location) == (303, f"/huddle/{AMU}")
    assert "Anna" in client.get(f"/huddle/{AMU}").text
    other = server.test_client()
    assert other.get(link).status_code == 403
    other.get("/sign-in")
    assert other.post("/sign-in/password", data={"csrf": csrf, "token": "x"}).status_code in (400, 403)
    with here.session() as session:
        assert is_password(session, "local:anna", PASSWORD)
    assert audited(here, Kind.ADDED) == [("local:morag", "local:anna: Anna", AMU)]
    assert audited(here, Kind.GIVEN) == [("local:morag", f"local:anna: team leader ({AMU})", AMU)]
    assert audited(here, Kind.LINK) == [("local:morag", "local:anna: Anna", AMU)]
    assert audited(here, Kind.PASSWORD) == [("local:anna", "", None)]


def test_a_link_ends_by_itself_with_a_newer_one_and_when_somebody_leaves(server, here, admin):
    first = LINK.search(add(admin).text)[1]
    second = LINK.search(do(admin, "link", person="local:anna").text)[1]
    client = server.test_client()
    assert client.get(first).status_code == 403
    assert client.get(second).status_code == 200
    with transaction(here.engine) as session:
        session.execute(update(PasswordLink).values(until=utc_now() - timedelta(seconds=1)))
    assert client.get(second).status_code == 403
    third = LINK.search(do(admin, "link", person="local:anna").text)[1]
    do(admin, "leave", person="local:anna")
    do(admin, "return", person="local:anna")
    assert client.get(third).status_code == 403


def test_of_two_who_use_a_link_at_once_one_sets_the_password(here, admin):
    link = LINK.search(add(admin).text)[1].partition("=")[2]
    set_by = []

    def use(password):
        with transaction(here.engine) as session:
            set_by.append(password_links.use_link(session, link, password))

    threads = [Thread(target=use, args=(f"{PASSWORD} {number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(str, set_by)) == ["None", "None", "None", "local:anna"]


def test_roles_are_given_and_taken(server, here, admin):
    add(admin)
    answer = do(admin, "give", person="local:anna", role="auditor", service="")
    assert (answer.status_code, answer.location) == (303, "/people?person=local%3Aanna")
    assert grants(here, "local:anna") == f'[["team leader","{AMU}"],["auditor",""]]'
    do(admin, "give", person="local:anna", role="auditor", service="")
    assert "Auditor, everywhere" in admin.get("/people?person=local:anna").text
    do(admin, "take", person="local:anna", role="team leader", service=AMU)
    assert grants(here, "local:anna") == '[["auditor",""]]'
    assert [about for _, about, _ in audited(here, Kind.GIVEN)][1:] == ["local:anna: auditor (everywhere)"]
    assert audited(here, Kind.TAKEN) == [("local:morag", f"local:anna: team leader ({AMU})", AMU)]


def test_a_leaver_is_out_at_once_and_may_come_back(server, here, admin, monkeypatch):
    client = signed_in(server, here, Grant(Role.READER), name="anna")
    assert client.get("/methods").status_code == 200
    do(admin, "leave", person="local:anna")
    token = client.get_cookie(COOKIE).value
    server.extensions["finder"].remembered.__init__()
    assert client.get("/methods").status_code == 302
    assert "Left" in admin.get("/people?person=local:anna").text
    do(admin, "return", person="local:anna")
    client.set_cookie(COOKIE, token)
    assert client.get("/methods").status_code == 302, "the old session stays ended"
    assert [len(audited(here, kind)) for kind in (Kind.LEFT, Kind.RETURNED)] == [1, 1]


def test_a_leaver_is_out_at_once_where_the_form_was_sent(server, here, admin):
    client = signed_in(server, here, Grant(Role.READER), name="anna")
    assert client.get("/methods").status_code == 200
    do(admin, "leave", person="local:anna")
    assert client.get("/methods").status_code == 302


def test_nobody_locks_out_the_last_admin(server, here, admin):
    for act in ("leave", "take"):
        answer = do(admin, act, person="local:morag", role="admin", service="")
        assert answer.status_code == 400
        assert "Nobody else who can sign in is admin everywhere" in answer.text
    add(admin, "ben", Role.ADMIN, "")
    assert do(admin, "leave", person="local:morag").status_code == 400, "Ben has no password yet"
    add(admin, "cara", Role.ADMIN, "strathcorrie")
    assert do(admin, "leave", person="local:morag").status_code == 400, "Cara is admin of a part"
    with transaction(here.engine) as session:
        add_account(session, "ben", "Ben", [Grant(Role.ADMIN)], PASSWORD)
    assert do(admin, "take", person="local:morag", role="admin", service="").status_code == 303
    assert grants(here, "local:morag") == "[]"


def test_two_admins_who_take_each_others_role_at_once_leave_one(here, server):
    from quality.people import manage

    for name in ("ben", "cara"):
        with transaction(here.engine) as session:
            add_account(session, name, name.title(), [Grant(Role.ADMIN)], PASSWORD)
    said = []

    def take(by, other):
        try:
            with transaction(here.engine) as session:
                person = manage.Person(f"local:{by}", by, (Grant(Role.ADMIN),))
                manage.take(session, manage.manager(session, person, {}), f"local:{other}", Grant(Role.ADMIN))
        except manage.BrightspotError as error:
            said.append(str(error))

    threads = [Thread(target=take, args=names) for names in (("ben", "cara"), ("cara", "ben"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert said == [manage.LAST_ADMIN]
    assert sorted(grants(here, f"local:{name}") for name in ("ben", "cara")) == ['[["admin",""]]', "[]"]


@pytest.mark.parametrize(
    ("act", "fields", "status", "said"),
    [
        ("add", {"name": "anna", "role": "boss"}, 400, "no role &#39;boss&#39;"),
        ("add", {"name": "anna", "role": "reader", "service": "W9"}, 404, "no service"),
        ("add", {"name": " ", "role": "reader"}, 400, "1 to 100 letters"),
        ("add", {"name": "a\0b", "role": "reader"}, 400, "1 to 100 letters"),
        ("add", {"name": "x" * 101, "role": "reader"}, 400, "1 to 100 letters"),
        ("add", {"name": "anna", "shown": "x" * 121, "role": "reader"}, 400, "1 to 100 letters"),
        ("add", {"name": "MORAG ", "role": "reader"}, 400, "already"),
        ("add", {"name": "anna", "role": "reader", "service": "a\0"}, 400, "cannot be a code"),
        ("give", {"person": "local:nobody", "role": "reader"}, 404, "nobody with the id"),
        ("give", {"person": "\0", "role": "reader"}, 404, "nobody with the id"),
        ("link", {"person": "directory:dora"}, 400, "no password here"),
        ("fly", {}, 400, "Nothing here is done"),
        ("x" * 10_000, {}, 400, "Nothing here is done"),
    ],
)
def test_what_makes_no_sense_changes_nothing(here, admin, act, fields, status, said):
    with transaction(here.engine) as session:
        remember(session, "directory:dora", "Dora", "directory", [])
    answer = do(admin, act, **fields)
    assert answer.status_code == status
    assert said in answer.text
    with here.session() as session:
        assert len(session.scalars(select(Person)).all()) == 2
        assert session.scalars(select(PasswordLink)).all() == []


# -- who says so for a part of the organisation


@pytest.fixture
def of_a_part(server, here, admin):
    """Somebody who is admin of one hospital, beside people of it, of another, and of both."""
    with transaction(here.engine) as session:
        for name, *places in (
            ("anna", AMU),
            ("ivan", INVERLARIG),
            ("both", AMU, INVERLARIG),
            ("all", ""),
            ("none",),
        ):
            add_account(
                session, name, name.title(), [Grant(Role.READER, place) for place in places], PASSWORD
            )
    return signed_in(server, here, Grant(Role.ADMIN, "strathcorrie"), name="paul")


def test_of_a_part_one_sees_its_people_and_their_roles_in_it(of_a_part):
    page = of_a_part.get("/people").text
    assert {name for name in ("anna", "ivan", "both", "all", "none", "morag") if f"local:{name}" in page} == {
        "anna",
        "both",
    }
    assert "They also have roles" in page
    assert "Inverlarig" not in page
    for name in ("ivan", "all", "none", "morag"):
        assert of_a_part.get(f"/people?person=local:{name}").status_code == 404


@pytest.mark.parametrize(
    ("act", "fields", "status"),
    [
        ("give", {"person": "local:anna", "role": "admin", "service": ""}, 403),
        ("give", {"person": "local:anna", "role": "reader", "service": INVERLARIG}, 403),
        ("give", {"person": "local:paul", "role": "reader", "service": "glenmore"}, 403),
        ("give", {"person": "local:ivan", "role": "reader", "service": AMU}, 404),
        ("give", {"person": "local:morag", "role": "reader", "service": AMU}, 404),
        ("take", {"person": "local:both", "role": "reader", "service": INVERLARIG}, 403),
        ("take", {"person": "local:morag", "role": "admin", "service": ""}, 403),
        ("add", {"name": "new", "role": "reader", "service": ""}, 403),
        ("add", {"name": "new", "role": "reader", "service": INVERLARIG}, 403),
        ("add", {"name": "ivan", "role": "reader", "service": AMU}, 400),
        ("link", {"person": "local:both"}, 403),
        ("link", {"person": "local:morag"}, 404),
        ("leave", {"person": "local:both"}, 403),
        ("leave", {"person": "local:morag"}, 404),
        ("give", {"person": "local:both", "role": "auditor", "service": AMU}, 303),
        ("take", {"person": "local:both", "role": "reader", "service": AMU}, 303),
        ("link", {"person": "local:anna"}, 200),
        ("leave", {"person": "local:anna"}, 303),
        ("add", {"name": "new", "role": "reader", "service": AMU}, 200),
    ],
)
def test_of_a_part_one_changes_nothing_elsewhere(here, of_a_part, act, fields, status):
    def stored():
        with here.session() as session:
            rows = session.execute(select(Person.id, Person.grants, Person.left_at).order_by(Person.id)).all()
            return rows, session.scalars(select(PasswordLink.token_hash)).all()

    of_a_part.get("/people")
    before = stored()
    assert do(of_a_part, act, **fields).status_code == status
    assert (stored() == before) is (status >= 400)


def test_whoever_sits_at_the_machine_makes_an_admin_first_and_stays_until_that_can_sign_in(demo, tmp_path):
    from app import make_app

    with own_deployment(demo, tmp_path) as here:
        server = make_app(here).server
        client = server.test_client()
        assert add(client).status_code == 400
        link = LINK.search(add(client, "ben", Role.ADMIN, "").text)[1]
        assert add(client).status_code == 200
        with here.session() as session:
            assert not has_accounts(session)
            assert not has_admin(session)
        assert client.get("/people").status_code == 200
        fields = {"token": link.partition("=")[2], "password": PASSWORD}
        csrf = CSRF.search(client.get(link).text)[1]
        assert client.post("/sign-in/password", data={"csrf": csrf, **fields}).status_code == 303
        server.extensions["finder"].remembered.__init__()
        assert server.test_client().get("/people").status_code == 302
        assert client.get("/people").status_code == 200


def test_the_page_and_the_audit_stand_in_the_menu_of_who_may_alone(server, here, admin):
    reader = signed_in(server, here, Grant(Role.READER), name="rita")
    auditor = signed_in(server, here, Grant(Role.AUDITOR), name="olga")
    links = {
        name: [link for link in ("/people", "/audit") if f'href="{link}"' in client.get("/methods").text]
        for name, client in (("admin", admin), ("reader", reader), ("auditor", auditor))
    }
    assert links == {"admin": ["/people"], "reader": [], "auditor": ["/audit"]}
