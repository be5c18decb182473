"""From every released version of the tables to the newest, with data in place, however often it is killed."""

from __future__ import annotations

import subprocess
import sys

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from data.backup.archive import back_up, restore
from data.database import connect, migrate, newest_version
from data.models import Base
from settings import ROOT
from tests import effort
from tests.databases import on_postgresql
from tests.kill.migration import fill, kept, rows

RELEASED = sorted((ROOT / "tests" / "released").glob("*.sql"))


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def url(request, tmp_path):
    """An empty database without any table."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'old.db'}"
        return
    with on_postgresql(request.getfixturevalue("postgres_server"), empty=True) as made:
        yield made.url.render_as_string(hide_password=False)


@pytest.mark.parametrize("file", RELEASED, ids=lambda file: file.stem)
def test_everything_is_carried_forward(url, file):
    fill(url, file)
    old, before = rows(url)
    assert old == file.stem
    engine = connect(url)
    migrate(engine)
    current, after = rows(url, like=before)
    assert (current, kept(before, after)) == (newest_version(), [])
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
    engine.dispose()


@pytest.mark.parametrize("file", RELEASED, ids=lambda file: file.stem)
def test_a_backup_of_old_tables_is_brought_up_to_date(url, file, tmp_path):
    fill(url, file)
    _, before = rows(url)
    engine, other = connect(url), connect(f"sqlite:///{tmp_path / 'restored.db'}")
    assert back_up(engine, tmp_path / "old.zip").tables_version == file.stem
    restore(other, tmp_path / "old.zip")
    current, after = rows(f"sqlite:///{tmp_path / 'restored.db'}", like=before)
    assert (current, kept(before, after)) == (newest_version(), [])
    engine.dispose()
    other.dispose()


@pytest.mark.sampled
@pytest.mark.parametrize("file", RELEASED, ids=lambda file: file.stem)
def test_a_migration_may_be_killed_at_any_statement(url, file):
    step = 1 if effort.is_thorough() else 60  # of about 100 and 200 statements
    command = [sys.executable, "-m", "tests.kill.migration", url, str(file), str(step)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
