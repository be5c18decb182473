"""Values as the pages draw them, made without a database but by the real engine.

result = make_result([3, 1, None, 2], [100] * 4, immature=1)
status = make_status(falling=7)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

import numpy as np

from catalogue.fields.periods import full_range, step
from catalogue.fields.qualifiers import CODES
from catalogue.models import Indicator
from quality.acts.decision import Decision, DecisionKind
from quality.acts.in_force import NO_DECISIONS, SeriesDecisions
from quality.disclosure.suppression import (
    EVENTS,
    OTHERS,
    PEOPLE,
    Bools,
    Floats,
    Suppression,
    counts,
    suppress_secondary,
)
from quality.page_context import PageContext
from quality.reference.ids import CategoryName, Ids, decisions_on
from quality.reference.service_tree import Service, ServiceTree
from quality.series.key import SeriesKey
from quality.series.matrix import SeriesMatrix
from quality.signals.judge import judge
from quality.signals.results import SeriesResult, Status
from quality.signals.statuses import build_result
from tests.warehouse import FIRST, make_indicator

KEY = SeriesKey("falls", "W01")
STEADY = (4, 6, 5, 7, 4, 6, 5, 5, 6, 4, 7, 5, 6, 4, 5, 6, 5, 7, 4, 5)
"""Twenty points of common cause variation."""


def make_service(code: str, name: str = "", parent: str | None = None, **changes: Any) -> Service:
    defaults = {
        "id": abs(hash(code)) % 10_000,
        "level": "service",
        "children": (),
        "opened": None,
        "closed": None,
        "successor": None,
    }
    return Service(code=code, name=name or code, parent=parent, **(defaults | changes))


def make_tree(*services: Service) -> ServiceTree:
    """Children are filled in from the parents that are named."""
    children: dict[str | None, list[str]] = {}
    for service in services:
        children.setdefault(service.parent, []).append(service.code)
    whole = [replace(s, id=i, children=tuple(children.get(s.code, ()))) for i, s in enumerate(services, 1)]
    return ServiceTree(by_code={s.code: s for s in whole}, by_id={s.id: s for s in whole})


def make_surroundings(**changes: Any) -> PageContext:
    tree = make_tree(
        make_service("B", "NHS Testing", level="board"),
        make_service("H1", "General Hospital", "B", level="hospital"),
        make_service("W01", "Ward 1", "H1"),
        make_service("W02", "Ward 2", "H1"),
    )
    defaults = {"organisation": "NHS Testing", "tree": tree, "today": date(2026, 11, 20)}
    return PageContext(**(defaults | changes))


def make_result(
    numerator: Sequence[float | None] = STEADY,
    denominator: Sequence[float | None] | None = None,
    *,
    immature: int = 0,
    rephase: Sequence[int] = (),
    first: date = FIRST,
    decisions: Sequence[Decision] = (),
    definition_changes: tuple[date, ...] = (),
    indicator: Indicator | None = None,
    qualifiers: Mapping[int, str] | None = None,
    **indicator_changes: Any,
) -> SeriesResult:
    """One judged series. Keywords that are not named here change the indicator: `improvement="increase"`.

    qualifiers: by column, what a file said of the value or of its absence
    """
    if denominator is not None:
        indicator_changes.setdefault(
            "data", [{"source": "wards", "numerator": "falls", "denominator": "bed_days"}]
        )
        indicator_changes.setdefault("chart", "auto")
    measure = indicator or make_indicator(**indicator_changes)
    matrix = _matrix(numerator, denominator, immature, first, measure)
    if qualifiers:
        codes = np.array([[CODES[qualifiers.get(i)] for i in range(len(numerator))]], dtype=np.int8)
        matrix = replace(matrix, qualifier=codes)
    starts = [step(first, measure.frequency, column) for column in rephase]
    acts = [*(decision("rephase", day, "A change was made") for day in starts), *decisions]
    known = make_names(SeriesDecisions(tuple(acts)))
    judged = judge(matrix, measure, decisions=decisions_on(matrix, KEY.indicator, measure, known))
    return build_result(judged, KEY, measure, known, definition_changes=definition_changes)


def decision(kind: str, period: date, text: str, **rest: Any) -> Decision:
    """By Morag Sinclair, on the day the period began."""
    return Decision(
        DecisionKind(kind),
        period,
        text,
        **({"actor": "Morag Sinclair", "at": datetime.combine(period, time())} | rest),
    )


def make_status(
    numerator: Sequence[float | None] = STEADY, denominator: Sequence[float | None] | None = None, **rest: Any
) -> Status:
    """As `make_result`, where it stands now. Keywords of Status replace what was calculated."""
    fields = Status.__dataclass_fields__
    changes = {name: rest.pop(name) for name in tuple(rest) if name in fields and name != "immature"}
    return replace(make_result(numerator, denominator, **rest).status, **changes)


def _matrix(
    numerator: Sequence[float | None],
    denominator: Sequence[float | None] | None,
    immature: int,
    first: date,
    indicator: Indicator,
) -> SeriesMatrix:
    count = len(numerator)
    last = step(first, indicator.frequency, count - 1)
    return SeriesMatrix(
        service=np.array([1]),
        category=np.array([0]),
        periods=tuple(full_range(first, last, indicator.frequency)),
        numerator=_row(numerator),
        denominator=_row(denominator if denominator is not None else [None] * count),
        is_immature=np.arange(count)[np.newaxis, :] >= count - immature,
    )


def _row(values: Sequence[float | None]) -> np.ndarray:
    return np.array([[np.nan if value is None else float(value) for value in values]])


def make_names(decisions: SeriesDecisions = NO_DECISIONS) -> Ids:
    """One indicator, one ward, everyone."""
    tree = make_tree(make_service("W01", "Ward 1"))
    return Ids(
        version=(1, 0),
        indicator_ids={"falls": 1},
        services=tree,
        categories={0: CategoryName(0, "", "", "Everyone", 0, False)},
        category_ids={"": 0},
        decisions={KEY: decisions},
        redefined=frozenset(),
    )


def series_mask(
    numerators: Floats, denominators: Floats, total_num: Floats, total_den: Floats, k: int
) -> Bools:
    """Return where the groups (..., G, P) of one dimension and one service must not be shown, by the rules of
    the gate alone."""
    groups, whole = counts(numerators, denominators), counts(total_num, total_den)
    so_far = suppress_secondary(groups, whole, Suppression.primary(groups, k), k, (PEOPLE,))
    so_far = suppress_secondary(groups, whole, so_far, k, (EVENTS, OTHERS))
    return np.broadcast_to(so_far.hidden[..., np.newaxis], numerators.shape).copy()
