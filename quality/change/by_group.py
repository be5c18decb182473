"""A change by the groups of one dimension: through the gate only, out of what the equity pages of both years
show."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from sqlalchemy.orm import Session

from catalogue.models import Catalogue
from quality.change.split import Counts, Name, add_rest, split_change
from quality.change.view import Kind, Split, State, Whole
from quality.disclosure.protected_counts import ProtectedCounts, ReleasedCounts, group_tree
from quality.reference.service_tree import Service
from quality.series.calendar_blocks import Grain
from quality.signals.measure_type import Kind as MeasureKind
from quality.signals.measure_type import measure_type


def by_group(session: Session, catalogue: Catalogue, code: str, dimension: str, place: Service) -> Split:
    """Return the change of a service's number by groups of people.

    Hidden groups are one part together: everyone less the groups that are shown, which is what whoever reads
    the equity page can subtract. Where that cannot be (numbers are rounded), they take no part.
    """
    indicator = catalogue.indicators[code]
    empty = Split(dimension, catalogue.dimensions[dimension].title, State.NO_PARTS, noun="group")
    measure, tree = measure_type(indicator), group_tree(session, catalogue, code, dimension)
    counts = tree.of(place.id) if tree else None
    if counts is None:
        return empty
    per_year, year = counts.blocks.per_year, counts.released(Grain.YEAR)
    if year.times <= per_year:
        return replace(empty, state=State.SHORT)
    if year.is_hidden.all():
        return replace(empty, state=State.HIDDEN)
    of_groups, everyone = _both(year, per_year)
    if measure.kind is MeasureKind.COUNT:
        of_groups[2:], everyone[2:] = 0.0, 0.0
    shown = ~year.is_hidden
    names = [
        Name(Kind.NOT_STATED if group.is_unknown else Kind.GROUP, group.label, group.code)
        for group, is_shown in zip(counts.groups, shown.tolist(), strict=True)
        if is_shown
    ]
    parts, whole = Counts(of_groups[:, shown]), Whole.OWN
    rest = Name(Kind.REST if shown.all() else Kind.NOT_SHOWN, "")
    filled = None if counts.rule.round_to else add_rest(names, parts, Counts(everyone), rest, measure)
    if filled is None:
        whole = Whole.ROUNDED if counts.rule.round_to else Whole.MORE_INSIDE
    else:
        names, parts = filled
    split = split_change(replace(empty, whole=whole, state=State.SHOWN), names, parts, measure)
    return _dated(split, counts) if split else replace(empty, state=State.SHORT)


def _both(year: ReleasedCounts, per_year: int) -> tuple[np.ndarray, np.ndarray]:
    """Return (4, G) of groups and (4,) of everyone: numerators, then denominators, before and after."""
    times = [-1 - per_year, -1]
    groups = [counts[:, at] for counts in (year.numerator, year.denominator) for at in times]
    total = [counts[at] for counts in (year.total_numerator, year.total_denominator) for at in times]
    return np.stack(groups), np.array(total)


def _dated(split: Split, counts: ProtectedCounts) -> Split:
    gathered = counts.blocks
    return replace(
        split,
        year_before=(
            counts.periods[gathered.year_columns(back=1).start],
            gathered.ends[-1 - gathered.per_year],
        ),
        year_after=(counts.periods[gathered.year_columns().start], gathered.ends[-1]),
    )
