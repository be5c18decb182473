"""`python -m quality.people`: accounts, leavers, the audit, on both databases."""

from __future__ import annotations

import io

import pytest
from sqlalchemy.orm import Session

from data.database import transaction
from data.models import Service
from quality.people.__main__ import main
from quality.people.accounts import is_password
from quality.people.lookup import person_of
from quality.people.sessions import signed_in, start_session

PASSWORD = "correct horse battery"


@pytest.fixture
def people(engine, monkeypatch, capsys):
    with transaction(engine) as session:
        session.add(Service(code="W1", name="Ward 1", level="ward"))
    url = engine.url.render_as_string(hide_password=False)

    def run(*arguments, password=PASSWORD):
        monkeypatch.setattr("sys.stdin", io.StringIO(f"{password}\n"))
        code = main([*arguments, "--database", url])
        said = capsys.readouterr()
        return code, said.out + said.err

    return run


def test_an_account_is_added_changed_and_left(people, engine):
    code, said = people("add", "Anna", "--shown", "Anna Bell", "--role", "team leader=W1", "--role", "reader")
    assert (code, said) == (0, "local:anna: Anna Bell, team leader=W1, reader\n")
    with transaction(engine) as session:
        assert is_password(session, "local:anna", PASSWORD)
        token = start_session(session, "local:anna")
    assert people("add", "anna", "--shown", "Anna Bell", "--role", "analyst", "--same-password")[0] == 0
    with Session(engine) as session:
        _, row = signed_in(session, token)
        assert person_of(row, {}).role == "analyst"
        assert is_password(session, "local:anna", PASSWORD)
    assert people("leave", "local:anna")[0] == 0
    with Session(engine) as session:
        assert signed_in(session, token) is None
        assert not is_password(session, "local:anna", PASSWORD)
    assert "local:anna  Anna Bell  analyst (everywhere)  left" in people("list")[1]
    audit = people("audit")[1].splitlines()
    assert [line.split("  ")[2] for line in audit] == ["left", "roles given", "roles given"]


@pytest.mark.parametrize(
    ("arguments", "password", "said"),
    [
        (
            ("add", "anna", "--role", "boss"),
            PASSWORD,
            "There is no role 'boss'. There are reader, team member",
        ),
        (("add", "anna", "--role", "reader=W9"), PASSWORD, "no service with the code 'W9'"),
        (("add", "anna", "--role", "reader"), "short", "at least 12 letters"),
        (("add", " ", "--role", "reader"), PASSWORD, "1 to 100 letters"),
        (("leave", "local:nobody"), PASSWORD, "nobody with the id 'local:nobody'"),
    ],
)
def test_what_makes_no_sense_changes_nothing(people, arguments, password, said):
    code, told = people(*arguments, password=password)
    assert code == 2
    assert said in told
    assert people("list")[1] == ""
