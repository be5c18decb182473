"""Whatever was shown after a load can be shown again: on random histories, and both databases."""

from __future__ import annotations

import contextlib
from dataclasses import fields

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from catalogue.disclosure import Disclosure
from errors import NotFoundError, UndoRefusedError
from loaders.run.undo import undo
from quality.as_of import session_as_of
from quality.disclosure.protected_counts import group_tree
from quality.disclosure.residents import residents
from quality.equity.build_view import equity_view
from quality.reference.ids import read_ids
from quality.series.key import SeriesKey
from quality.signals.read import read_series, read_signals, read_statuses
from tests.effort import examples
from tests.organisations.histories import FIRST_TREE, GROWING, MATURING, Step, histories, place

few = examples(12, suppress_health_check=[HealthCheck.function_scoped_fixture])
KEYS = [
    SeriesKey(indicator, service, group)
    for indicator in ("falls", "answered", "arrests")
    for service in ("B", "H1", "W1", "W3")
    for group in (("", "sex:F") if indicator == "answered" else ("",))
]


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def server(request):
    return None if request.param == "sqlite" else request.getfixturevalue("postgres_server")


def plain(value):
    """Anything that is shown, so that it can be compared: NaN equals NaN."""
    if isinstance(value, np.ndarray):
        return [None if item != item else item for item in value.tolist()]
    return value


def shown(session, catalogue):
    """All that pages show of a few series, the tree and the groups."""
    found = {"tree": sorted(read_ids(session).services.by_code.items())}
    for key in KEYS:
        try:
            result = read_series(session, catalogue, key)
        except NotFoundError as error:
            found[key] = str(error)
            continue
        if result is not None:
            found[key] = {field.name: plain(getattr(result, field.name)) for field in fields(result)}
    known = read_ids(session)
    groups = [group for group in known.categories.values() if group.dimension == "sex"]
    tree = group_tree(session, catalogue, "answered", "sex")
    for code in ("H1", "W1"):
        if code not in known.services:
            continue
        service = known.services[code]
        view = equity_view(session, catalogue, "answered", dimension="sex", service=code)
        people = residents(session, known, service, groups)
        counts = tree.of(service.id) if tree else None
        found["equity", code] = repr(view)
        found["people", code] = people and (people.year, plain(people.released(Disclosure(hide_up_to=0))))
        stored = [counts._counts[name] for name in ("numerator", "denominator")] if counts else []
        found["counts", code] = [[plain(row) for row in part] for part in stored]
    statuses = read_statuses(session, indicators=["falls", "arrests"])
    found["statuses"] = sorted(statuses, key=lambda status: (status.key.indicator, status.key.service))
    found["signals"] = sorted(map(repr, read_signals(session, current_only=False)))
    return found


def now(folder):
    with Session(folder.engine) as session:
        return shown(session, folder.catalogue)


def then(folder, load):
    with session_as_of(folder.engine, folder.catalogue, str(load)) as (session, catalogue, _):
        return shown(session, catalogue)


@few
@example(MATURING, {})
@example(GROWING, {})
@given(histories(at_most=6), st.dictionaries(st.integers(1, 6), st.integers(1, 7), max_size=2))
def test_an_earlier_load_shows_what_it_showed(server, files, undone):
    """`undone`: before which file which load is undone, if it can be."""
    history = [
        step
        for number, file in enumerate(files, 1)
        for step in (undone.get(number), file)
        if step is not None
    ]
    with place(server) as folder:
        FIRST_TREE.load(folder)
        remembered = {1: now(folder)}
        for step in history:
            if isinstance(step, Step):
                step.load(folder)
            else:
                with contextlib.suppress(UndoRefusedError):
                    undo(folder.engine, folder.catalogue, [step])
            remembered[folder.loads()[-1].id] = now(folder)
        for load, before in remembered.items():
            again = then(folder, load)
            for name, value in before.items():
                assert again.get(name) == value, (load, name)
            assert again.keys() == before.keys()
