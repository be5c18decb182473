"""From settings to a deployment that can be served: read the catalogue, open and migrate the database, and
make the demo when there is nothing yet."""

from __future__ import annotations

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from catalogue.models import Catalogue
from catalogue.reading.read import load_catalogue
from data.database import migrate, snapshot, transaction
from data.database_errors import open_database, plain_database_errors
from data.lock import only_loader
from data.models import Load
from loaders.demo import is_half_made, make_demo
from loaders.preview.data_page import previewer
from quality.deployment import Deployment, demo_day
from quality.people.first_admin import first_token
from quality.signals.refresh import bring_up_to_date, is_up_to_date
from server.demo_papers import freeze_annual_report
from settings import ROOT, Settings

DEMO_DATA = ROOT / "var" / "demo"
DEMO_CATALOGUE = ROOT / "indicators.yaml"
DEMO_AT_MOST = 300.0
"""Seconds that a server waits for another one to make the demo."""


def open_deployment(settings: Settings) -> Deployment:
    """Open the deployment. The demo is made only where nothing was ever loaded and the settings name no
    catalogue or data of one's own."""
    catalogue = load_catalogue(settings.catalogue)
    engine = open_database(settings.database)
    with plain_database_errors():
        migrate(engine)
        is_demo = settings.data == DEMO_DATA and settings.catalogue == DEMO_CATALOGUE
        if is_demo and needs_demo(engine):
            with only_loader(engine, "making the demo", wait=DEMO_AT_MOST, say=print):
                if needs_demo(engine):  # another server that started at the same moment may have made it
                    show_demo_being_made(engine, catalogue)
        with snapshot(engine) as session:
            is_current = is_up_to_date(session, catalogue)
        if not is_current:
            with transaction(engine) as session:
                bring_up_to_date(session, catalogue)
        # A file that is not loaded yet has passed no rule.
        preview = None if catalogue.disclosure.is_public else previewer(engine, catalogue, settings.data)
        return Deployment(engine, catalogue, settings, demo_day(engine), preview)


def print_first_link(deployment: Deployment) -> None:
    """Print the link to make the first admin with, where nobody is admin yet."""
    settings = deployment.settings
    token = None if deployment.demo_day else first_token(deployment.engine, deployment.catalogue.people)
    if token is not None:
        where = settings.address or f"http://{settings.host}:{settings.port}"
        print(
            f"Nobody has an account yet. To make the first one: {where}/sign-in/first?token={token}",
            flush=True,
        )


def needs_demo(engine: Engine) -> bool:
    return is_half_made(engine) or not has_loads(engine)


def has_loads(engine: Engine) -> bool:
    with Session(engine) as session:
        return bool(session.scalar(select(func.count()).select_from(Load)))


def show_demo_being_made(engine: Engine, catalogue: Catalogue) -> None:
    """Invent a health board and load it: some seconds, once."""
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description:<44}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns) as bar:
        task = bar.add_task("Making the demo: a health board that does not exist", total=None)

        def show(what: str, done: int, total: int) -> None:
            bar.update(task, description=f"Making the demo: {what}", completed=done, total=total)

        make_demo(engine, catalogue, DEMO_DATA, show)
        freeze_annual_report(engine, catalogue)
