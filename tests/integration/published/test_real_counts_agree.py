"""Published files: after random acts and decisions at their services, all pages still agree."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest

from catalogue.reading.read import load_catalogue
from data.database import connect, snapshot, transaction
from errors import DecisionError
from loaders.run.load import run
from quality.acts import ledger
from quality.acts.decision import DecisionKind
from quality.decide.checks import DecisionRequest, Person
from quality.decide.decide import decide
from quality.huddle import huddle
from quality.lifecycle.perform import ProposedAct, perform
from quality.open_signals import open_signals
from quality.reference.ids import read_ids
from quality.series.key import SeriesKey
from quality.signals.read import read_series
from quality.signals.refresh import differs_from_fresh
from settings import ROOT
from tests.integration.published import test_real_data
from tests.integration.published.test_real_data import FOLDER
from tests.walks.agreeing import disagreements, not_open_alike

pytestmark = test_real_data.pytestmark

ACTS = 40
WHO = Person("Morag Sinclair", "Quality lead")


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    engine = connect(f"sqlite:///{tmp_path_factory.mktemp('real') / 'real.db'}")
    catalogue = load_catalogue(ROOT / "examples" / "nhs")
    run(engine, catalogue, None, folder=FOLDER)
    yield engine, catalogue
    engine.dispose()


def said(random: Random, kind: str, today: date) -> dict[str, str]:
    """What somebody writes in the form of a kind."""
    later = (today + timedelta(days=random.randint(1, 28))).isoformat()
    forms = {
        "own": {"owner": "Ailsa", "due": later},
        "explain": {"text": "A new form"},
        "snooze": {"until": later, "text": "Wait"},
        "close": {"reason": random.choice(["care", "data", "chance"]), "text": "Done"},
        "action": {"text": "Ask", "owner": "Ailsa", "due": later},
        "huddle": {"attendance": "5"},
    }
    return forms[kind]


def act(engine, catalogue, random: Random, services, now: datetime) -> str:
    """Do something about a signal of the list, and return where."""
    today = now.date()
    with snapshot(engine) as session:
        signals = [one for one in open_signals(session, catalogue, services, today).signals if one.card]
    one = random.choice(signals)
    kind = random.choice(["own", "explain", "snooze", "close", "action", "huddle"])
    indicator = "" if kind == "huddle" else one.indicator
    told = ProposedAct(kind, one.service.code, said(random, kind, today), indicator)
    with transaction(engine) as session:
        perform(session, catalogue, told, by=WHO.name, role=WHO.role, at=now, today=today)
    return one.service.code


def decision(engine, catalogue, random: Random, services, now: datetime) -> str:
    """Decide about the chart of a signal of the list, where that may be decided, and return where."""
    with snapshot(engine) as session:
        one = random.choice(
            [o for o in open_signals(session, catalogue, services, now.date()).signals if o.card]
        )
        key = SeriesKey(one.indicator, one.service.code)
        series = read_series(session, catalogue, key)
    assert series is not None
    kind = random.choice([DecisionKind.REPHASE, DecisionKind.EXCLUSION, DecisionKind.TARGET])
    known = [day for day, is_judged in zip(series.periods, series.is_judged, strict=True) if is_judged]
    value = f"{series.status.value:.3f}" if kind is DecisionKind.TARGET else ""
    asked = DecisionRequest(kind, key, random.choice(known[-20:]).isoformat(), "agreed", value=value)
    try:
        with transaction(engine) as session:
            decide(session, catalogue, asked, WHO, at=now, today=now.date())
    except DecisionError:
        pass
    return one.service.code


def test_all_pages_agree_about_published_files_whatever_people_did(published):
    engine, catalogue = published
    random, now = Random(12), datetime.now(UTC).replace(tzinfo=None)
    with snapshot(engine) as session:
        services = [*read_ids(session).services.by_code.values()]
        assert [*disagreements(session, catalogue, now.date())] == []
        assert not_open_alike(session, catalogue, now.date()) == {}
    touched = set()
    for step in range(ACTS):
        do = decision if step % 4 == 3 else act
        touched.add(do(engine, catalogue, random, services, now + timedelta(minutes=step)))
    with snapshot(engine) as session:
        assert [*disagreements(session, catalogue, now.date(), touched)] == []
        assert not_open_alike(session, catalogue, now.date()) == {}
        assert ledger.verify(session) == []
        assert differs_from_fresh(session, catalogue) == {}
        assert any(huddle(session, catalogue, code, today=now.date()).agenda.signals for code in touched)
