"""The walks of people through their work stay within their budgets."""

from __future__ import annotations

import pytest

from quality.deployment import set_current
from tests.walks.workflows import walk_all


@pytest.mark.browser
def test_every_walk_is_within_its_budget(browser, demo):
    try:
        walks = walk_all(browser, demo)
    finally:
        set_current(demo)
    assert [str(walk) for walk in walks if not walk.is_within] == []
