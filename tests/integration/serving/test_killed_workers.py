"""A server is killed between any two acts: what somebody was told is recorded stays, and the chain holds."""

from __future__ import annotations

import os
import random
import shutil
import signal
from http.client import HTTPException
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy.orm import Session

from data.database import connect
from quality.acts import ledger
from tests.integration.serving.test_serving import pytestmark, served
from tests.walks.huddle_client import HuddleClient

__all__ = ["pytestmark"]
WARD = "strathcorrie-amu"


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@pytest.fixture
def own_demo(demo, tmp_path):
    shutil.copy(demo.engine.url.database, tmp_path / "demo.db")
    url = f"sqlite:///{tmp_path}/demo.db"
    return SimpleNamespace(settings=demo.settings.model_copy(update={"database": url}), url=url)


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="finds the workers of gunicorn in /proc")
def test_a_kill_between_two_acts_loses_neither(own_demo):
    kept, chance = [], random.Random(4)
    with served(own_demo, "gunicorn") as (process, port):
        people = [HuddleClient(port, "team-leader"), HuddleClient(port, "team-member")]
        for number in range(24):
            if number % 4 == 3:
                os.kill(chance.choice(children(process.pid)), signal.SIGKILL)
            person, text = people[number % 2], f"note {number}"
            try:
                if person.note(WARD, text) == 303:
                    kept.append(text)
            except (OSError, HTTPException):
                continue  # it was being answered by the one that was killed
        for person in people:
            person.close()
    assert len(kept) >= 16
    engine = connect(own_demo.url)
    with Session(engine) as session:
        assert ledger.verify(session) == []
        noted = [act.content["text"] for act in ledger.acts(session, "note")]
    engine.dispose()
    assert [text for text in noted if text in kept] == kept
