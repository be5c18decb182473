"""What several kinds of test share: the demo, and which tests run."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from catalogue.reading.read import load_catalogue
from data.database import connect
from loaders.preview.data_page import previewer
from quality.deployment import Deployment, demo_day
from settings import Settings
from tests.organisations.made_demo import CATALOGUE, demo_of_this_source

pytest_plugins = ["tests.effort", "tests.budget"]


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config) -> Iterator[Deployment]:
    """The demo in a database of its own, to be read and not written."""
    assert pytestconfig.cache is not None
    folder: Path = tmp_path_factory.mktemp("demo")
    shutil.copytree(demo_of_this_source(pytestconfig.cache.mkdir("demo")), folder, dirs_exist_ok=True)
    settings = Settings(
        database=f"sqlite:///{folder}/demo.db", catalogue=CATALOGUE, data=folder / "files", _env_file=None
    )
    engine = connect(settings.database)
    catalogue = load_catalogue(settings.catalogue)
    preview = previewer(engine, catalogue, settings.data)
    yield Deployment(engine, catalogue, settings, demo_day(engine), preview)
    engine.dispose()
