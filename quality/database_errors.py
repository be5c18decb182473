"""What a person can mend about the database, said in plain words by every command."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine
from sqlalchemy.exc import ArgumentError, DBAPIError

from data.database import connect
from quality.errors import BrightspotError, SettingsError


class DatabaseError(BrightspotError):
    """The database could not be used, for a reason the person can mend."""

    exit_code = 5


def open_database(url: str) -> Engine:
    """The database at a URL; what is wrong with the URL or its folder is said in plain words."""
    try:
        return connect(url)
    except ArgumentError:
        raise SettingsError("The database's address cannot be read; see docs/how-to/settings.md.") from None
    except OSError as error:
        raise DatabaseError(f"The database's folder cannot be made: {error.strerror}.") from None


@contextmanager
def plain_database_errors() -> Iterator[None]:
    """What a person can mend about the database, in plain words."""
    hints = {
        "locked": "Another program is writing to it: wait until it is done, or stop it, and run this again.",
        "readonly": "Its file or folder may not be written to by this user.",
        "read-only": "It, or this user of it, may only read.",
        "unable to open": "Is its address right, and does its folder exist?",
        "connection": "Is its address right, and is it running?",
        "disk is full": "Make room on the disk, and run this again.",
    }
    try:
        yield
    except DBAPIError as error:
        words = str(error.orig).strip()
        hint = next((hint for sign, hint in hints.items() if sign in words), None)
        if hint is None:
            raise
        raise DatabaseError(
            f"The database could not be used ({words}). {hint} Nothing is half-stored."
        ) from None
