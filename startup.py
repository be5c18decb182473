"""From settings to a deployment that can be served: read the catalogue, open and migrate the database, and
make the demo when there is nothing yet."""

from __future__ import annotations

from sqlalchemy import Engine

from data.database import connect, migrate
from quality import catalogue_file
from quality.catalogue import Catalogue
from quality.deployment import Deployment, demo_day
from quality.settings import ROOT, Settings

DEMO_DATA = ROOT / "var" / "demo"


def open_deployment(settings: Settings) -> Deployment:
    catalogue = catalogue_file.load(settings.catalogue)
    engine = connect(settings.database)
    migrate(engine)
    if settings.data == DEMO_DATA:
        make_demo(engine, catalogue, settings)
    return Deployment(engine, catalogue, settings, demo_day(engine))


def make_demo(engine: Engine, catalogue: Catalogue, settings: Settings) -> None:
    """Invent a health board and load it, if nothing was ever loaded. Takes a few seconds, once."""
