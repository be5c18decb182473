"""`python -m loaders sketch FILE`: a first catalogue entry for an unknown file, on standard output."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from catalogue.models import Catalogue
from catalogue.reading.read import read_catalogue
from data.database import is_empty
from data.database_errors import plain_database_errors
from data.read.service_names import known_services
from loaders.problems import refusal
from settings import Settings


def add_parser(commands: Any) -> argparse.ArgumentParser:
    """The command's own arguments."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "sketch",
        help="look at a file and write a first catalogue entry for it",
        description="Writes YAML to standard output: sources, indicators, and a comment on every guess. "
        "Nothing is loaded. Read it, change what is marked `to decide`, then run `check`.",
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="in the data folder, or anywhere")
    parser.add_argument("--sheet", help="sheet of a workbook (default: the one that holds most)")
    parser.add_argument(
        "--services",
        action="store_true",
        help="a catalogue that loads on its own: also the services that the file names",
    )
    parser.add_argument("--catalogue", type=Path, help="whose dimensions and missing marks are known already")
    parser.add_argument("--data", type=Path, help="the folder that sources' file names start from")
    return parser


def run(chosen: argparse.Namespace, settings: Settings, engine: Engine) -> int:
    from loaders.sketch import sketch  # what only this command needs

    path, folder = _found(chosen.file, chosen.data or settings.data)
    catalogue = None if chosen.services else _catalogue(chosen.catalogue or settings.catalogue)
    text = sketch(
        path,
        folder,
        sheet=chosen.sheet,
        known=_known(engine),
        catalogue=catalogue,
        with_services=chosen.services,
    )
    print(text, end="")
    return 0


def _found(file: Path, folder: Path) -> tuple[Path, Path]:
    """The file, and the folder that its name starts from in the entry."""
    if (folder / file).is_file():
        return folder / file, folder
    if file.is_file():
        return file, folder if file.resolve().is_relative_to(folder.resolve()) else file.parent
    raise refusal(file.name, "is not there", f"a file in {folder} or here")


def _catalogue(path: Path) -> Catalogue | None:
    """The catalogue in use, if there is one without mistakes: a sketch can do without."""
    return read_catalogue(path).catalogue if path.exists() else None


def _known(engine: Engine) -> frozenset[str]:
    """Return the codes of the services in the database."""
    with plain_database_errors():
        if is_empty(engine):
            return frozenset()
        with Session(engine) as session:
            return frozenset(known_services(session).ids)
