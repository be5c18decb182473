"""What a server has read before it answers anybody."""

from __future__ import annotations

import os
import stat
import subprocess
import sys

from data.database import connect, migrate
from settings import ROOT

READ = "print(*(name for name in ('pandas', 'statsmodels') if name in sys.modules))"


def test_no_thread_reads_pandas_while_others_answer(tmp_path):
    # Half-read, it makes every page of the other threads fail.
    code = f"import app, sys; app.start(); {READ}; app.server; {READ}"
    settings = {
        "BRIGHTSPOT_CATALOGUE": str(ROOT / "examples" / "nhs"),
        "BRIGHTSPOT_DATABASE": f"sqlite:///{tmp_path / 'empty.db'}",
        "BRIGHTSPOT_DATA": str(tmp_path),
    }
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=os.environ | settings,
        capture_output=True,
        text=True,
        check=True,
    )
    told = [line for line in done.stdout.splitlines() if line.startswith("pandas")]
    on_one_machine, with_workers = told
    assert on_one_machine == "pandas"
    assert with_workers == "pandas statsmodels"


def _imported(code):
    names = "alembic.command duckdb loaders.run openpyxl rich scipy.optimize"
    told = f"print(*(name for name in '{names}'.split() if name in sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", f"import sys\n{code}\n{told}"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.splitlines()[-1]


def test_a_server_starts_without_what_only_loads_and_migrations_need(tmp_path):
    """Each is tens of megabytes and a part of a second. Only what makes the tables, once, takes alembic."""
    url = f"sqlite:///{tmp_path / 'one.db'}"
    start = (
        "from server.startup import open_deployment; from settings import Settings\n"
        f"open_deployment(Settings(database={url!r}, catalogue='examples/nhs', data={str(tmp_path)!r}))"
    )
    assert _imported(f"import app\n{start}") == "alembic.command"
    assert _imported(f"import app\n{start}") == ""


def test_workers_share_what_was_made_before_they_were_forked():
    code = (
        "import gc, runpy; from quality import deployment\n"
        "class Engine: dispose = staticmethod(lambda close: print('own connections'))\n"
        "class Here: engine, scope = Engine, deployment.EVERYTHING\n"
        "deployment.set_current(Here)\n"
        "hooks = runpy.run_path('gunicorn.conf.py')\n"
        "print(gc.isenabled()); hooks['pre_fork'](None, None); print(gc.get_freeze_count() > 10_000)\n"
        "hooks['post_fork'](None, None); print(gc.isenabled())"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split("\n")[:-1] == ["False", "True", "own connections", "True"]


def test_a_new_file_of_the_database_is_for_its_maker_alone(tmp_path):
    file = tmp_path / "new.db"
    engine = connect(f"sqlite:///{file}")
    migrate(engine)
    engine.dispose()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
