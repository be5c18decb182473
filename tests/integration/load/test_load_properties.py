"""What must hold whatever the files: loading twice, the order of files, and that nothing is forgotten."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from data.database import connect
from tests.databases import on_sqlite
from tests.effort import examples
from tests.loading import Folder

MONTHS = [f"2026-{month:02d}-01" for month in range(1, 7)]
CELL = st.one_of(st.integers(0, 9).map(str), st.just("*"))
FILE = st.dictionaries(
    st.tuples(st.sampled_from(MONTHS), st.sampled_from(["W1", "W2", "W3", "H1", "B"])),
    st.tuples(CELL, st.integers(10, 12).map(str)),
    min_size=1,
    max_size=12,
)
few = examples(15)


@cache
def template() -> bytes:
    """A database with its tables and the tree of services, made once and copied for each example."""
    with tempfile.TemporaryDirectory() as name:
        with on_sqlite(Path(name, "test.db")) as engine:
            Folder(Path(name), engine)
        return Path(name, "test.db").read_bytes()


@contextmanager
def place() -> Iterator[Folder]:
    """A fresh folder and database."""
    with tempfile.TemporaryDirectory() as name:
        Path(name, "test.db").write_bytes(template())
        engine = connect(f"sqlite:///{name}/test.db")
        yield Folder(Path(name), engine, services="")
        engine.dispose()


def rows(file):
    return [f"{month},{ward},{falls},{days}" for (month, ward), (falls, days) in file.items()]


@few
@given(FILE)
def test_loading_twice_changes_nothing(file):
    with place() as folder:
        folder.falls(*rows(file))
        before = folder.everything()
        report = folder.falls(*rows(file))
        assert (report.new, report.revised, report.unchanged) == (0, 0, len(file))
        assert folder.everything() == before


@few
@given(FILE, st.randoms(use_true_random=False))
def test_order_of_files_about_different_periods_does_not_matter(file, random):
    by_month = [{k: v for k, v in file.items() if k[0] == month} for month in MONTHS]
    parts = [part for part in by_month if part]
    shuffled = random.sample(parts, len(parts))
    found = []
    for order in (parts, shuffled, [file]):
        with place() as folder:
            for part in order:
                folder.falls(*rows(part))
            found.append(folder.values("falls", origin=None))
            assert folder.revisions("falls") == []
    assert found[0] == found[1] == found[2]


@few
@given(FILE, FILE)
def test_every_changed_value_is_kept(first, second):
    with place() as folder:
        folder.falls(*rows(first))
        before = folder.values("falls")
        report = folder.falls(*rows(second))
        after = folder.values("falls")
        changed = {key: value for key, value in before.items() if after[key] != value}
        assert dict(folder.revisions("falls")) == changed
        assert len(folder.revisions("falls")) == report.revised == len(changed)
        assert set(before) <= set(after)


@few
@given(FILE, FILE)
def test_parents_are_those_of_one_load_of_everything(first, second):
    """Loaded in two steps or at once, sums are the same."""
    with place() as folder:
        folder.falls(*rows(first))
        folder.falls(*rows(second))
        in_steps = folder.values("falls", origin=None)
    with place() as folder:
        folder.falls(*rows(first | second))
        assert folder.values("falls", origin=None) == in_steps
