"""The signal that a decision about a chart would make go away: it is kept with the decision, so that it stays
on its huddle until somebody closes it."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from catalogue.models import Catalogue
from quality.acts.decision import Decision
from quality.acts.evidence import Evidence
from quality.acts.in_force import decisions_on_matrix
from quality.decide.checks import read_decided
from quality.lifecycle.evidence import evidence_for
from quality.reference.ids import data_version, read_ids_afresh
from quality.series.key import SeriesKey
from quality.signals.judge import judge
from quality.signals.together.find import shown_statuses

Acts = tuple[Decision, ...]


def hidden_signal(
    session: Session, catalogue: Catalogue, key: SeriesKey, decide: Callable[[Acts], Acts]
) -> Evidence | None:
    """Return what everyone's series shows now and would show no longer; None where nothing goes away.

    decide: from the decisions that stand to those that would
    """
    known = read_ids_afresh(session)
    series = None if key.category else read_decided(session, catalogue, known, key)
    if series is None or series.indicator.harm_by_day:
        return None

    def shown(acts: Acts) -> Evidence | None:
        decided = decisions_on_matrix(series.matrix, series.frequency, {0: type(series.decided)(acts)})
        judged = judge(series.matrix, series.indicator, decisions=decided)
        fingerprint, load = series.indicator.fingerprint, data_version(session)[0]
        return evidence_for(shown_statuses(judged, [key])[0], fingerprint, load)

    before = shown(series.decided.acts)
    after = shown(decide(series.decided.acts)) if before else None
    is_still_there = before and after and after.direction == before.direction
    return None if is_still_there else before
