"""Several who change people, use a link, or ask a directory at once: on both databases, one of them does."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from catalogue.people import Role
from data.database import transaction
from data.models import Audit, Person, Service
from errors import BrightspotError
from quality.people import audit_view, directory_sessions, manage, password_links
from quality.people import person as persons
from quality.people.accounts import add_account, as_remembered, is_password, outside_id, remember
from quality.people.audit import Entry, Kind, write
from quality.people.person import Grant
from quality.people.sessions import hashed, start_session, utc_now

PASSWORD = "correct horse battery"
AT_ONCE = 4


@pytest.fixture
def people(engine):
    with transaction(engine) as session:
        session.add(Service(code="W1", name="Ward 1", level="ward"))
        for name in ("ben", "cara"):
            add_account(session, name, name.title(), [Grant(Role.ADMIN)], PASSWORD)
        add_account(session, "anna", "Anna", [Grant(Role.READER, "W1")], PASSWORD)
    return engine


def at_once(engine, *works: Callable[[Session], object]) -> list[object]:
    """Do several things, each in a transaction of its own, that begin together."""
    begin = Barrier(len(works))

    def do(work):
        begin.wait()
        try:
            with transaction(engine) as session:
                return work(session)
        except BrightspotError as error:
            return str(error)

    with ThreadPoolExecutor(len(works)) as several:
        return list(several.map(do, works))


def by(session, name) -> manage.Manager:
    return manage.manager(session, persons.Person(f"local:{name}", name, (Grant(Role.ADMIN),)), {})


@pytest.mark.parametrize("act", ["take", "leave"])
def test_two_admins_who_let_each_other_go_leave_one(people, act):
    def go(one, other):
        def work(session):
            if act == "leave":
                return manage.let_leave(session, by(session, one), f"local:{other}")
            return manage.take(session, by(session, one), f"local:{other}", Grant(Role.ADMIN))

        return work

    said = at_once(people, go("ben", "cara"), go("cara", "ben"))
    assert sorted(map(str, said)) == sorted(["None", manage.LAST_ADMIN])


def test_roles_that_several_give_at_once_are_all_given(people):
    roles = [Role.AUDITOR, Role.ANALYST, Role.MANAGER, Role.CLINICIAN]

    def give(role):
        return lambda session: manage.give(session, by(session, "ben"), "local:anna", Grant(role, "W1"))

    at_once(people, *map(give, roles))
    with Session(people) as session:
        grants = session.get(Person, "local:anna").grants
        given = session.scalars(select(Audit.about).where(Audit.kind == Kind.GIVEN)).all()
    assert all(f'["{role}","W1"]' in grants for role in [*roles, Role.READER])
    assert len(given) == len(roles)


def test_of_several_who_use_a_link_one_sets_the_password(people):
    with transaction(people) as session:
        token = password_links.new_link(session, "local:anna")

    def use(number):
        return lambda session: password_links.use_link(session, token, f"{PASSWORD} {number}")

    said = at_once(people, *map(use, range(AT_ONCE)))
    assert sorted(map(str, said)) == ["None"] * (AT_ONCE - 1) + ["local:anna"]
    with Session(people) as session:
        assert is_password(session, "local:anna", f"{PASSWORD} {said.index('local:anna')}")


def test_of_several_servers_one_asks_the_directory(people):
    with transaction(people) as session:
        token = start_session(session, "local:anna")
        session.flush()
        directory_sessions.begin(session, token, None, "sealed")
    with Session(people) as session:
        known = directory_sessions.read(session, token)
    said = at_once(people, *[lambda session: directory_sessions.claim(session, known)] * AT_ONCE)
    assert sorted(said) == [False] * (AT_ONCE - 1) + [True]


def test_a_token_that_several_send_is_used_once(people):
    until = utc_now() + timedelta(minutes=5)
    said = at_once(
        people, *[lambda session: directory_sessions.use_once(session, "issuer j\0", until)] * AT_ONCE
    )
    assert sorted(said) == [False] * (AT_ONCE - 1) + [True]


def test_the_audit_holds_and_finds_whatever_strangers_send(people):
    with transaction(people) as session:
        write(session, [Entry(Kind.TRIED, "local:a\0b", "10.0.0.1", "\0", utc_now(), "\0" * 80)])
        auditor = persons.Person("local:olga", "Olga", (Grant(Role.AUDITOR),))
        for asked in (audit_view.Asked(), audit_view.Asked(person="a"), audit_view.Asked(kind=Kind.TRIED)):
            found = audit_view.audit_lines(session, auditor, {}, asked, 10)
            assert [one.person_id for one in found if one.kind == Kind.TRIED] == (
                [] if asked.person else ["local:a�b"]
            )
        part = persons.Person("local:olga", "Olga", (Grant(Role.AUDITOR, "W1"),))
        assert audit_view.audit_lines(session, part, {}, audit_view.Asked(service="W1"), 10) == []


@pytest.mark.parametrize("name", ["a" * 195, "b" * 300, "c" * 4_000, "d\0e", "\u202egnola", "\x1b[31m", ""])
def test_whatever_a_directory_calls_somebody_is_kept_as_a_name(people, name):
    number = outside_id("directory", name)
    assert outside_id("directory", f"{name}x") != number, "two never share an id"
    for _ in range(2):
        with transaction(people) as session:
            row = as_remembered(session, number, name, []) or remember(session, number, name, "directory", [])
            assert row.name.isprintable()
            assert row.name
    with Session(people) as session:
        assert as_remembered(session, number, name, []) is not None, "it is not stored again each time"


@pytest.mark.parametrize("sid", ["s" * 200, "s" * 255, "a\0b"])
def test_whatever_a_directory_calls_a_session_ends_that_session(people, sid):
    with transaction(people) as session:
        tokens = [start_session(session, "local:anna") for _ in range(2)]
        session.flush()
        for token, name in zip(tokens, (sid, f"{sid}x"), strict=True):
            directory_sessions.begin(session, token, name, "sealed")
    with transaction(people) as session:
        assert [*directory_sessions.end_named(session, None, sid)] == [hashed(tokens[0])]
