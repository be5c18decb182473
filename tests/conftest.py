"""What several kinds of test share: the demo, made once a run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings

from catalogue.reading.read import load_catalogue
from data.database import connect
from loaders.demo import make_demo
from loaders.preview.data_page import previewer
from quality.deployment import Deployment, demo_day
from settings import ROOT, Settings

# A machine that is busy with something else is no mistake of ours: no example has a time to keep.
hypothesis_settings.register_profile("brightspot", deadline=None)
hypothesis_settings.load_profile("brightspot")


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    """The demo in a database of its own, to be read and not written."""
    folder: Path = tmp_path_factory.mktemp("demo")
    settings = Settings(
        database=f"sqlite:///{folder}/demo.db",
        catalogue=ROOT / "indicators.yaml",
        data=folder / "files",
        _env_file=None,
    )
    engine = connect(settings.database)
    catalogue = load_catalogue(settings.catalogue)
    make_demo(engine, catalogue, settings.data)
    preview = previewer(engine, catalogue, settings.data)
    yield Deployment(engine, catalogue, settings, demo_day(engine), preview)
    engine.dispose()
