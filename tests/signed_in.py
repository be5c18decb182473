"""People for tests: an application with data of its own, and clients that are signed in to it.

with own_deployment(demo, tmp_path) as here:
    app = make_app(here, is_local=False)
    client = signed_in(app.server, here, Grant(Role.TEAM_LEADER, "strathcorrie-amu"))
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete

from data.database import connect, transaction
from data.models import Fact
from quality.deployment import Deployment, set_current
from quality.people.accounts import add_account
from quality.people.person import Grant
from quality.people.sessions import start_session
from server.sign_in.current_person import COOKIE
from tests.organisations.shared_caches import share


@contextmanager
def own_deployment(demo: Deployment, folder: Path, **settings: Any) -> Iterator[Deployment]:
    """The demo's data in a database that may be written to, and that is no demo."""
    into, made = sqlite3.connect(folder / "own.db"), sqlite3.connect(demo.engine.url.database or "")
    with closing(into), closing(made):
        made.backup(into)
    engine = connect(f"sqlite:///{folder / 'own.db'}")
    share(demo.engine, engine)
    with transaction(engine) as session:
        session.execute(delete(Fact).where(Fact.name == "demo_day"))
    given = demo.settings.model_copy(update={"today": demo.demo_day, **settings})
    yield replace(demo, engine=engine, settings=given, demo_day=None)
    engine.dispose()
    set_current(demo)


def signed_in(server: Flask, here: Deployment, *grants: Grant, name: str = "anna") -> FlaskClient:
    """A client of somebody with these roles."""
    client = server.test_client()
    client.set_cookie(COOKIE, token_for(here, *grants, name=name))
    return client


def token_for(here: Deployment, *grants: Grant, name: str = "anna") -> str:
    with transaction(here.engine) as session:
        return start_session(session, add_account(session, name, name.title(), grants).id)
