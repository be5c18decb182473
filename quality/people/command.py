"""Do what `python -m quality.people` was told."""

from __future__ import annotations

import argparse
import sys
from getpass import getpass

import orjson
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from catalogue.people import Role
from data.database import is_empty, migrate, transaction
from errors import BrightspotError
from quality.people.accounts import add_account, everybody, leave
from quality.people.audit import Entry, Kind, read, write
from quality.people.password_links import drop_links
from quality.people.person import Grant
from quality.reference.ids import read_ids
from settings import Settings

BY_COMMAND = "command line"


def run(chosen: argparse.Namespace, _: Settings, engine: Engine) -> int:
    if is_empty(engine):
        raise BrightspotError("There is nothing in this database yet: load data first.")
    migrate(engine)
    if chosen.command == "add":
        _add(chosen, engine)
    elif chosen.command == "leave":
        with transaction(engine) as session:
            leave(session, chosen.person)
            drop_links(session, chosen.person)
            write(session, [Entry(Kind.LEFT, chosen.person, BY_COMMAND)])
    else:
        _show(chosen, engine)
    return 0


def _add(chosen: argparse.Namespace, engine: Engine) -> None:
    with Session(engine) as session:
        grants = [_grant(session, text) for text in chosen.role]
    password = None if chosen.same_password else _password()
    with transaction(engine) as session:
        row = add_account(session, chosen.person, chosen.shown, grants, password)
        drop_links(session, row.id)  # whoever has one may have made it for less
        write(session, [Entry(Kind.GIVEN, row.id, BY_COMMAND, ", ".join(chosen.role))])
        print(f"{row.id}: {row.name}, {', '.join(chosen.role)}")


def _grant(session: Session, text: str) -> Grant:
    role, _, service = (part.strip() for part in text.partition("="))
    if role not in set(Role):
        raise BrightspotError(f"There is no role {role!r}. There are {', '.join(Role)}.")
    if service and service not in read_ids(session).services:
        raise BrightspotError(f"There is no service with the code {service!r}.")
    return Grant(Role(role), service)


def _password() -> str:
    """Ask for a password; where nobody sits in front, take the first line that is sent."""
    return getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")


def _show(chosen: argparse.Namespace, engine: Engine) -> None:
    with Session(engine) as session:
        if chosen.command == "audit":
            for one in read(session):
                print(
                    f"{one.at:%Y-%m-%d %H:%M:%S}  {one.person_id}  {one.kind}  {one.sent_from}  {one.about}"
                )
            return
        for row in everybody(session):
            roles = [f"{role} ({service or 'everywhere'})" for role, service in orjson.loads(row.grants)]
            groups = [f"group {group}" for group in orjson.loads(row.groups)]
            left = f"left {row.left_at:%Y-%m-%d}" if row.left_at else ""
            print("  ".join(filter(None, (row.id, row.name, ", ".join(roles + groups), left))))
