"""Making the demo: whole, or begun again."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from catalogue.reading.read import load_catalogue
from data.database import connect, migrate, transaction
from data.models import Fact, Load, Service
from loaders import demo
from loaders.run import load
from quality.deployment import demo_day
from quality.signals.read import read_statuses
from quality.signals.refresh import is_up_to_date
from settings import ROOT

CATALOGUE = load_catalogue(ROOT / "indicators.yaml")


@pytest.fixture
def engine(tmp_path):
    engine = connect(f"sqlite:///{tmp_path / 'demo.db'}")
    yield engine
    engine.dispose()


def test_a_demo_that_was_cut_off_is_begun_again(engine, tmp_path, monkeypatch):
    run = load.run

    def cut_off(engine, catalogue, sources, **rest):
        run(engine, catalogue, ["services", "ward_safety"], **rest)
        raise KeyboardInterrupt

    monkeypatch.setattr(load, "run", cut_off)
    with pytest.raises(KeyboardInterrupt):
        demo.make_demo(engine, CATALOGUE, tmp_path)
    assert demo.is_half_made(engine)
    monkeypatch.setattr(load, "run", run)
    demo.make_demo(engine, CATALOGUE, tmp_path)
    assert not demo.is_half_made(engine)
    assert demo_day(engine) == demo.data.demo.TODAY
    with Session(engine) as session:
        assert session.scalar(select(func.count()).select_from(Service)) > 25
        files = session.scalars(select(Load.file_name)).all()
        assert len(files) == len(set(files)), "each file was loaded once, in the second attempt"
        assert is_up_to_date(session, CATALOGUE)
        assert len(read_statuses(session)) > 300
        days = {day.date() for day in session.scalars(select(Load.finished_at))}
        assert days == {demo.data.demo.TODAY}, "nothing came on a day that has not come there"


def test_a_load_that_was_killed_before_its_judgement_is_judged_at_the_next_start(engine):
    migrate(engine)
    with transaction(engine) as session:
        assert not is_up_to_date(session, CATALOGUE)
        session.merge(Fact(name="judged", value="load 3, catalogue of another day, judgement 1.0"))
    with Session(engine) as session:
        assert not is_up_to_date(session, CATALOGUE)
