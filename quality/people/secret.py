"""The secret of a deployment, which all of its servers share: made once, and kept in the database."""

from __future__ import annotations

import secrets

from sqlalchemy import Engine
from sqlalchemy.dialects import postgresql, sqlite

from data.database import transaction
from data.models import Fact

SECRET = "secret"


def secret_of(engine: Engine) -> str:
    """Return the secret; the first server that asks makes it."""
    with transaction(engine) as session:
        found = session.get(Fact, SECRET)
        if found is None:
            insert = postgresql.insert if engine.dialect.name == "postgresql" else sqlite.insert
            new = insert(Fact).values(name=SECRET, value=secrets.token_urlsafe(32))
            session.execute(new.on_conflict_do_nothing())
            found = session.get_one(Fact, SECRET)
        return found.value
