"""What a server has read before it answers anybody."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
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
    on_one_machine, with_workers = done.stdout.splitlines()[-2:]
    assert on_one_machine == "pandas"
    assert with_workers == "pandas statsmodels"
