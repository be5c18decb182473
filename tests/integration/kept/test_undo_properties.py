"""What is undone might as well never have been loaded: on random histories, and both databases."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import HealthCheck, example, given
from hypothesis import strategies as st

from errors import UndoRefusedError
from loaders.run.undo import undo
from tests.effort import examples
from tests.organisations.histories import BY_SEX, FALLS, FIRST_TREE, MATURING, STEPS, histories, place, state

few = examples(12, suppress_health_check=[HealthCheck.function_scoped_fixture])
HISTORIES = histories()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def server(request):
    return None if request.param == "sqlite" else request.getfixturevalue("postgres_server")


def taken_back(folder, loads):
    """Undo loads in this order where that is allowed, the rest at once. None where even that is refused."""
    left = list(loads)
    for load in loads:
        try:
            undo(folder.engine, folder.catalogue, [load])
            left.remove(load)
        except UndoRefusedError:
            continue
    try:
        return undo(folder.engine, folder.catalogue, left) if left else []
    except UndoRefusedError:
        return None


@few
@example(MATURING[:1], MATURING[1])
@example(MATURING[:2], MATURING[2])
@given(HISTORIES, STEPS)
def test_the_newest_load_undone_leaves_what_was_before(server, history, last):
    with place(server) as folder:
        FIRST_TREE.load(folder)
        for step in history:
            step.load(folder)
        before = state(folder)
        if last.load(folder).is_refused:
            return
        undo(folder.engine, folder.catalogue, [len(history) + 2])
        assert state(folder) == before


@few
@given(HISTORIES, st.data())
def test_what_is_undone_might_never_have_been_loaded(server, history, data):
    """Whichever loads, in whichever order: as long as it is not refused."""
    with place(server) as folder:
        steps = [FIRST_TREE, *history]
        done = [number for number, step in enumerate(steps, 1) if not step.load(folder).is_refused]
        chosen = data.draw(st.lists(st.sampled_from(done), min_size=1, unique=True))
        if taken_back(folder, chosen) is None:
            undone = {load.id for load in folder.loads() if load.undone_by}
        else:
            undone = set(chosen)
        after = state(folder)
    with place(server) as fresh:
        for number, step in enumerate(steps, 1):
            if number not in undone:
                step.load(fresh)
        for name, rows in state(fresh).items():
            assert after[name] == rows, name


@few
@given(st.one_of(FALLS, BY_SEX), st.one_of(FALLS, BY_SEX), st.booleans())
def test_a_load_undone_and_loaded_again_stands_as_before(server, first, second, both):
    with place(server) as folder:
        FIRST_TREE.load(folder)
        first.load(folder)
        second.load(folder)
        before = state(folder)
        undo(folder.engine, folder.catalogue, [2, 3] if both else [3])
        for step in (first, second) if both else (second,):
            step.load(folder)
        assert state(folder) == before


@few
@given(HISTORIES)
def test_a_rehearsed_undoing_changes_nothing(server, history):
    with place(server) as folder:
        FIRST_TREE.load(folder)
        for step in history:
            step.load(folder)
        before, loads = folder.everything(), len(folder.loads())
        with contextlib.suppress(UndoRefusedError):
            undo(folder.engine, folder.catalogue, [len(history) + 1], check=True)
        assert (folder.everything(), len(folder.loads())) == (before, loads)
