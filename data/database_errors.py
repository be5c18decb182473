"""Database errors that a person can mend, said in plain words by every command."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine
from sqlalchemy.exc import ArgumentError, DBAPIError

from data.database import NewerDatabaseError, connect, newest_version
from data.lock import BusyError, LostLockError, NoLockError
from errors import BrightspotError, SettingsError


class DatabaseError(BrightspotError):
    """The database could not be used, for a reason the person can mend."""

    exit_code = 5


def open_database(url: str) -> Engine:
    """Open the database at a URL; what is wrong with the URL or its folder is said in plain words."""
    try:
        return connect(url)
    except ArgumentError:
        raise SettingsError("The database's address cannot be read; see docs/how-to/settings.md.") from None
    except FileNotFoundError as error:
        raise DatabaseError(NO_FOLDER.format(folder=error.filename)) from None
    except OSError as error:
        raise DatabaseError(f"The database's folder cannot be made: {error.strerror}.") from None


NO_FOLDER = (
    "There is no folder {folder} for the database. Make it, or mend BRIGHTSPOT_DATABASE or --database: "
    "sqlite:///var/x.db starts from the folder you are in, sqlite:////srv/x.db from the top of the disk."
)
KEPT = "What was stored before is as it was; of the file at hand nothing is stored."

FULL = "Make room on its disk and in the folder for temporary files, and run this again."
DAMAGED = (
    "The file is damaged, or it is not a SQLite database. Do not write to it: keep a copy, check the disk, "
    "and restore the newest backup (docs/how-to/back-up-and-restore.md)."
)
READ_ONLY = "This user may only read it, its file or its folder: give the right to write, or use another."
LOST = "The connection broke. Is the database running? Run this again when it is."
TRY_LATER = "It cannot take a connection now: run this again in a minute."
LOCKED = "Another program is writing to it: wait until it is done, or stop it, and run this again."
REFUSED = "Is its address right, does it know this user, and is it running?"

BY_WORDS = {
    # SQLite's own, and those of PostgreSQL's client where it has no code to give.
    "locked": LOCKED,
    "readonly": READ_ONLY,
    "unable to open": f"Is its address right, and does its folder exist? {READ_ONLY}",
    "disk is full": FULL,
    "disk I/O": f"Its disk could not be read or written, most often because it is full. {FULL}",
    "not a database": DAMAGED,
    "malformed": DAMAGED,
    "connection failed": REFUSED,
    "Connection refused": REFUSED,
    "connection is bad": LOST,
    "no connection to the server": LOST,
    "terminating connection": LOST,
    "server closed the connection": LOST,
    "connection is closed": LOST,
    "connection is lost": LOST,
    "SSL": LOST,
    "could not receive data": LOST,
    "could not send data": LOST,
    "no COPY in progress": LOST,
}
BY_STATE = {
    # The first letters of PostgreSQL's SQLSTATE, the longest that fits.
    "08": LOST,
    "25006": READ_ONLY,
    "28": REFUSED,
    "3D000": "There is no database of this name on the server: make it, or mend the address.",
    "42501": "This user of it may not do that: give it the right to, or use another.",
    "40": "Two programs were in each other's way: run this again.",
    "53100": FULL,
    "53200": "The server has no memory left: run this again when it has less to do.",
    "53": TRY_LATER,
    "55P03": LOCKED,
    "57P03": TRY_LATER,
    "57": LOST,
    "58": "The server could not read or write its own files: ask whoever looks after it.",
    "XX001": DAMAGED,
    "XX002": DAMAGED,
}


@contextmanager
def plain_database_errors() -> Iterator[None]:
    """Say in plain words what a person can mend about the database; all else goes on as it came."""
    try:
        yield
    except BusyError as error:
        raise DatabaseError(
            f"{error.holder}. It was not done after {error.waited:g} seconds, so nothing was done here: "
            "run this again later, or wait longer with --wait SECONDS."
        ) from None
    except LostLockError:
        raise DatabaseError(f"The database could not be used (the lock on it was lost). {LOST}") from None
    except NoLockError as error:
        raise DatabaseError(f"The database could not be used ({error}). {READ_ONLY}") from None
    except NewerDatabaseError as error:
        raise DatabaseError(
            f"The database was made by a newer Brightspot (its tables have version {error}, this one "
            f"knows them up to {newest_version()}): use that one. Nothing was changed."
        ) from None
    except _drivers_errors() as error:
        said = _said(error)
        if said is None:
            raise
        raise DatabaseError(f"The database could not be used ({said[0]}). {said[1]} {KEPT}") from None


def _drivers_errors() -> tuple[type[Exception], ...]:
    """List the drivers' errors: COPY goes past SQLAlchemy, and so do its errors."""
    psycopg = sys.modules.get("psycopg")
    return (DBAPIError, sqlite3.Error, *([psycopg.Error] if psycopg else []))


def _said(error: Exception) -> tuple[str, str] | None:
    """Return the database's own words, without the lines that may repeat what a row held, and what to do."""
    own = error.orig if isinstance(error, DBAPIError) else error
    words = str(own).strip().partition("\n")[0]
    state = getattr(own, "sqlstate", None) or ""
    for length in range(len(state), 1, -1):
        if state[:length] in BY_STATE:
            return words, BY_STATE[state[:length]]
    if state or isinstance(own, sqlite3.IntegrityError):
        return None
    hint = next((hint for sign, hint in BY_WORDS.items() if sign in words), None)
    return (words, hint) if hint else None
