"""Signals about how completely groups are recorded: one for each source and dimension, at the service that
can do most about it.

Where too many people have no known group, that is the outermost service of which it is so: what is missing
everywhere is asked for everywhere. Where the share has risen at once it is the innermost, where something
happened.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy.orm import Session

from catalogue.models import Catalogue
from catalogue.sources import MeasurementSource, RecordsSource
from quality.equity.page_tests import Chart, PageTests
from quality.reference.ids import read_all_ids
from quality.reference.service_tree import Service


def poorly_recorded(
    session: Session, catalogue: Catalogue, place: Service, tests: PageTests
) -> Iterator[Chart]:
    """Yield the measures and dimensions of a service that stand for a source whose groups are poorly
    recorded, in the catalogue's order. What is above a reader's services counts too: a signal is alike for
    everybody."""
    if place.id not in tests.incomplete and place.id not in tests.risen:
        return
    tree = read_all_ids(session).services
    above = [tests.incomplete.get(one.id, frozenset()) for one in tree.path(place.code)[:-1]]
    inside = [tests.risen.get(one.id, frozenset()) for one in tree.below(place.code) if one.id != place.id]
    low = tests.incomplete.get(place.id, frozenset()).difference(*above)
    risen = tests.risen.get(place.id, frozenset()).difference(*inside)
    told: set[tuple[frozenset[str], str]] = set()
    for code, indicator in catalogue.indicators.items():
        for dimension in catalogue.compared_by(indicator):
            chart = (code, dimension)
            source = (frozenset(_split_by(catalogue, code, dimension)), dimension)
            if chart in low | risen and source not in told:
                told.add(source)
                yield chart


def _split_by(catalogue: Catalogue, code: str, dimension: str) -> Iterator[str]:
    """Yield the sources of a measure that may hold its groups of a dimension, without what it is out of."""
    for name in catalogue.indicators[code].sources:
        source = catalogue.sources[name]
        if isinstance(source, MeasurementSource):
            is_of_it = any(one.dimension in (None, dimension) for one in source.breakdown)
        else:
            is_of_it = isinstance(source, RecordsSource) and dimension in source.breakdowns
        if is_of_it:
            yield name
