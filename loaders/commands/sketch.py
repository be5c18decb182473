"""`python -m loaders sketch FILE`: a first catalogue entry for an unknown file, on standard output."""

from __future__ import annotations

import argparse
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from catalogue.reading.read import read_catalogue
from data.database import is_empty
from data.read.service_names import known_services
from loaders.problems import refusal
from loaders.sketch.sketch import sketch
from settings import Settings


def run(chosen: argparse.Namespace, settings: Settings, engine: Engine) -> int:
    path, folder = _found(chosen.file, settings.data)
    catalogue = None  # a sketch can do without, and without one that has mistakes
    if settings.catalogue.exists() and not chosen.services:
        catalogue = read_catalogue(settings.catalogue).catalogue
    known, services = _known(engine), chosen.services
    print(sketch(path, folder, chosen.sheet, known, catalogue, with_services=services), end="")
    return 0


def _found(file: Path, folder: Path) -> tuple[Path, Path]:
    """Return the file, and the folder that its name starts from in the entry."""
    if (folder / file).is_file():
        return folder / file, folder
    if file.is_file():
        return file, folder if file.resolve().is_relative_to(folder.resolve()) else file.parent
    raise refusal(file.name, "is not there", f"a file in {folder} or here")


def _known(engine: Engine) -> frozenset[str]:
    """Return the codes of the services in the database."""
    if is_empty(engine):
        return frozenset()
    with Session(engine) as session:
        return frozenset(known_services(session).ids)
