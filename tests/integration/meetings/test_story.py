"""The story from a signal to its papers, as `python -m tests.story` tells it."""

from __future__ import annotations

import sys

import pytest

from tests import story
from tests.databases import on_postgresql


@pytest.mark.skipif(sys.platform == "win32", reason="gunicorn runs elsewhere")
def test_the_story_from_a_signal_to_its_papers_holds(postgres_server, tmp_path):
    with on_postgresql(postgres_server, empty=True) as engine:
        story.tell(engine, tmp_path)
