"""The evidence of an equity page: what it says of groups and gradients, as an act keeps it."""

from __future__ import annotations

from datetime import date

from quality.acts.evidence import Evidence
from quality.equity.view import CANNOT_TELL, MOST_UNKNOWN, EquityView, Gap, GroupRow, Verdict
from quality.signals.results import Variation

GRADIENT = "group gradient"
"""The equity page calls the gradient across ranked groups beyond chance. It is about the whole dimension."""
DIFFERENCE = "group difference"
"""The equity page calls a difference from everybody else beyond chance."""
TOLD = "told"
"""People told of it; the numbers alone need not show it."""
COMPLETENESS = "completeness"
"""Too many people have no known group. It is about the dimension, named by its group that is not known."""
COMPLETENESS_FELL = "completeness fell"
"""The share of people without a known group rose by a step."""
_CALLED = {Verdict.HIGHER: 1, Verdict.LOWER: -1}


RECORDING = (COMPLETENESS, COMPLETENESS_FELL)


def judged(view: EquityView, load: int) -> dict[str, Evidence | None]:
    """Return what a view says of each group that it can judge, and of the gradient (by the dimension alone);
    None: nothing beyond chance."""
    gap, definition = view.gap, view.indicator.fingerprint
    groups = _called_groups(view, definition, load) | of_recording(view, load)
    if view.is_unlike_its_rank:
        return {view.dimension_code: None} | groups
    if not view.is_ranked or gap is None or gap.verdict in CANNOT_TELL:
        return groups
    gradient = _gradient(view, gap, definition, load) if gap.verdict in _CALLED else None
    return {view.dimension_code: gradient} | groups


def called(view: EquityView, load: int) -> dict[str, Evidence]:
    """Return what a view finds: the gradient, else the groups that differ."""
    found = {category: shown for category, shown in judged(view, load).items() if shown is not None}
    gradient = found.get(view.dimension_code)
    if not gradient:
        return found
    return {view.dimension_code: gradient} | {c: one for c, one in found.items() if one.rule in RECORDING}


def of_recording(view: EquityView, load: int) -> dict[str, Evidence | None]:
    """Return what a view says of how completely its groups are recorded; None: completely enough. The value
    is the per cent recorded, the centre what it should be, or was."""
    stated, since, until = view.not_stated, view.year_from, view.year_to
    unknown = next((row for row in view.rows if row.is_unknown), None)
    if stated is None or unknown is None or since is None or until is None or stated.share is None:
        return {}
    category = category_of(view, unknown)
    if not (stated.is_incomplete or stated.has_risen):
        return {category: None}
    rule, should_be = COMPLETENESS, 1 - MOST_UNKNOWN
    if stated.jump is not None and stated.has_risen:
        rule, (since, unknown_before, _) = COMPLETENESS_FELL, stated.jump
        should_be = 1 - unknown_before
    evidence = Evidence(
        rule=rule,
        direction=-1,
        since=since,
        period=until,
        variation=Variation.CONCERN.value,
        value=100 * (1 - stated.share),
        numerator=stated.recorded,
        denominator=stated.total,
        centre=100 * should_be,
        definition=view.indicator.fingerprint,
        load=load,
    )
    return {category: evidence}


def _gradient(view: EquityView, gap: Gap, definition: str, load: int) -> Evidence:
    assert view.year_from is not None
    assert view.year_to is not None
    first, last = (next(row for row in view.known if row.label == name) for name in (gap.first, gap.second))
    return Evidence(
        rule=GRADIENT,
        direction=_CALLED[gap.verdict],
        since=view.year_from,
        period=view.year_to,
        variation=gap.of_first.value,
        value=first.value,
        numerator=first.numerator,
        denominator=first.denominator,
        centre=last.value,
        gap_lower=gap.lower,
        gap_upper=gap.upper,
        definition=definition,
        load=load,
    )


def _called_groups(view: EquityView, definition: str, load: int) -> dict[str, Evidence | None]:
    found: dict[str, Evidence | None] = {}
    for row in view.known:
        if row.is_hidden or row.verdict in CANNOT_TELL:
            continue
        direction, category = _CALLED.get(row.verdict), category_of(view, row)
        found[category] = None
        if direction is not None:
            found[category] = group_evidence_of(
                view, row, DIFFERENCE, direction, definition=definition, load=load
            )
    return found


def group_evidence_of(
    view: EquityView,
    row: GroupRow,
    rule: str,
    direction: int,
    since: date | None = None,
    period: date | None = None,
    definition: str = "",
    load: int = 0,
) -> Evidence:
    assert view.year_from is not None
    assert view.year_to is not None
    return Evidence(
        rule=rule,
        direction=direction,
        since=since or view.year_from,
        period=period or view.year_to,
        variation=row.judged.value if direction else "",
        value=row.value,
        numerator=row.numerator,
        denominator=row.denominator,
        centre=row.rest,
        gap_lower=row.gap_lower,
        gap_upper=row.gap_upper,
        against=view.reference,
        definition=definition,
        load=load,
    )


def category_of(view: EquityView, row: GroupRow) -> str:
    return f"{view.dimension_code}:{row.code}"
