"""What an act says is stored byte for byte as it ever was: the hash chain of every database rests on it."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from data.models import Act
from quality.acts import ledger
from quality.acts.decision import DecisionKind
from quality.acts.kinds import CHART_KINDS
from quality.series.key import SeriesKey

STORED = [
    '{"first_period":"2025-06-01","reason":"Ä new bundle"}',
    '{"last_period":"2025-05-01","reason":"before"}',
    '{"first_period":"2024-02-01","last_period":"2025-05-01","reason":"before"}',
    '{"period":"2025-04-01","reason":"twice"}',
    '{"period":"2025-04-01","text":"Ward 3 moved in"}',
    '{"act":4,"reason":"a mistake"}',
]
LAST_HASH = "52def918c48150ae741c2d8c52eb57446e9a4a12d30e76a77300484a777e69c9"


def test_every_kind_is_stored_and_chained_as_in_earlier_versions():
    engine = create_engine("sqlite://")
    Act.__table__.create(engine)
    who = {
        "key": SeriesKey("falls", "W1", "sex:F"),
        "by": "Morag Sinclair",
        "role": "Clinical lead",
        "at": datetime(2026, 1, 2, 3, 4, 5, 678),
    }
    with Session(engine) as session:
        ledger.append(session, DecisionKind.REPHASE, date(2025, 6, 1), "Ä new bundle", None, **who)
        ledger.append(session, "baseline", date(2025, 5, 1), "before", **who)
        ledger.append(session, "baseline", date(2025, 5, 1), "before", date(2024, 2, 1), **who)
        ledger.append(session, "exclusion", date(2025, 4, 1), "twice", **who)
        ledger.append(session, "annotation", date(2025, 4, 1), "Ward 3 moved in", **who)
        assert ledger.append(session, "withdrawal", 4, "a mistake", **who) == 6
        assert list(session.scalars(select(Act.content).order_by(Act.id))) == STORED
        assert session.get(Act, 6).hash == LAST_HASH
        assert ledger.verify(session) == []
    assert {*CHART_KINDS} == {*DecisionKind, "withdrawal"}
