"""Frozen packs rebuilt where nothing of this place is: from a backup of their database, in a fresh checkout.

    python -m tests.packs.rebuild                        the demo: a board's pack, every kind of document
    python -m tests.packs.rebuild sqlite:///var/own.db   the newest pack of each kind in another database

The files are made here. Then the database is backed up; the source that is committed is unpacked into an
empty folder, where another process restores the backup and makes the files again. Both hashes of each are
printed: 0 when all are equal, 1 when not.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import os
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from sqlalchemy import Engine

from catalogue.reading.read import load_catalogue
from components.documents.files import FILES, endings
from data.backup.archive import back_up, restore
from data.database import connect, snapshot
from quality.acts import ledger
from quality.acts.kinds import PACK_KINDS
from quality.deployment import Deployment, demo_day
from quality.packs.frozen import fold
from settings import ROOT, Settings

Hashes = dict[str, str]


def made_of(engine: Engine) -> Hashes:
    """Return the hash of every file of the newest pack of each kind in a database."""
    with snapshot(engine) as session:
        packs = fold(ledger.acts(session, *PACK_KINDS))
    if not packs:
        raise SystemExit("No pack is frozen in this database.")
    newest = {one.document: one for _, one in sorted(packs.items())}
    return {
        f"{kind or 'board_pack'}.{ending}": hashlib.sha256(FILES[ending][0](one)).hexdigest()
        for kind, one in sorted(newest.items())
        for ending in endings(one)
    }


def rebuilt(engine: Engine, folder: Path) -> Hashes:
    """Return the same, as a fresh checkout in an empty folder makes them from a backup."""
    back_up(engine, folder / "backup.zip")
    checkout = folder / "checkout"
    checkout.mkdir()
    with tarfile.open(fileobj=io.BytesIO(_committed())) as source:
        source.extractall(checkout, filter="data")
    told = subprocess.run(
        [sys.executable, "-m", "tests.packs.rebuild", "--restore", str(folder / "backup.zip")],
        cwd=checkout, env=_elsewhere(), capture_output=True, text=True, check=True,
    )  # fmt: skip
    return dict(line.split() for line in told.stdout.splitlines())


def _committed() -> bytes:
    return subprocess.run(["git", "archive", "HEAD"], cwd=ROOT, capture_output=True, check=True).stdout


def _elsewhere() -> dict[str, str]:
    """Return an environment that leads back to nothing of this place, and another time zone and language."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("BRIGHTSPOT", "PYTHON"))
    }
    return kept | {"TZ": "Pacific/Auckland", "LC_ALL": "C", "PYTHONHASHSEED": "4711"}


def _demo(folder: Path) -> Engine:
    """Return the demo in a database of its own, with a pack that is signed, and a document of every kind."""
    from quality.packs.freeze import sign_off
    from tests.organisations.made_demo import CATALOGUE, demo_of_this_source
    from tests.packs.freezing import SECRETARY, frozen_document, frozen_pack

    made = demo_of_this_source(folder)
    settings = Settings(database=f"sqlite:///{made}/demo.db", catalogue=CATALOGUE, _env_file=None)
    engine = connect(settings.database)
    here = Deployment(engine, load_catalogue(CATALOGUE), settings, demo_day(engine))
    of = {"of": str(frozen_pack(here, "glenmore"))}
    with here.writing() as session:
        sign_off(session, here.catalogue, of, SECRETARY, at=here.now, today=here.today)
    for code in here.catalogue.all_documents:
        frozen_document(here, code)
    return engine


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tests.packs.rebuild", description=__doc__.partition("\n")[0]
    )
    parser.add_argument("database", nargs="?", help="its address; without it, the demo")
    parser.add_argument(
        "--restore", metavar="BACKUP", help="make the files of a backup, and print their hashes"
    )
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if chosen.restore:
            engine = connect(f"sqlite:///{folder}/restored.db")
            restore(engine, Path(chosen.restore))
            print(*(f"{ending} {found}" for ending, found in made_of(engine).items()), sep="\n")
            return 0
        engine = connect(chosen.database) if chosen.database else _demo(folder)
        here, there = made_of(engine), rebuilt(engine, folder)
    for ending, found in here.items():
        word = "equal" if found == there.get(ending) else "NOT EQUAL"
        print(f"{ending:24} {found}\n{'':24} {there.get(ending)}  {word}")
    return 0 if here == there else 1


if __name__ == "__main__":
    sys.exit(main())
