"""The demo, made once for the source as it is, and copied for every process that asks for it."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

from fasteners import InterProcessLock

from catalogue.reading.read import load_catalogue
from data.database import connect
from loaders.demo import make_demo
from settings import ROOT

CATALOGUE = ROOT / "indicators.yaml"
MADE_BY = ("catalogue", "data", "loaders", "quality", "stats")


def demo_of_this_source(cache: Path) -> Path:
    """Return a folder with `demo.db` and `files`, to be copied. Whoever comes first makes it."""
    made = cache / _fingerprint()
    with InterProcessLock(cache / "lock"):
        if not made.exists():
            for older in cache.glob("*/"):
                shutil.rmtree(older)
            making = cache / "making"
            making.mkdir()
            engine = connect(f"sqlite:///{making}/demo.db")
            make_demo(engine, load_catalogue(CATALOGUE), making / "files")
            engine.dispose()
            making.rename(made)
    return made


def _fingerprint() -> str:
    """Return another name whenever anything changed that the demo is made by."""
    found = hashlib.sha256()
    sources = (file for room in MADE_BY for file in (ROOT / room).rglob("*") if file.suffix != ".pyc")
    for file in sorted([*sources, *ROOT.glob("*.py"), CATALOGUE, ROOT / "requirements.txt"]):
        if file.is_file():
            found.update(f"{file.relative_to(ROOT)}\0".encode() + file.read_bytes())
    return found.hexdigest()[:16]
