"""The worked examples in the docstrings of every statistic of groups."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import stats.equity

MODULES = [found.name for found in pkgutil.walk_packages(stats.equity.__path__, "stats.equity.")]


@pytest.mark.parametrize("name", [*MODULES, "stats.intervals", "stats.multiplicity"])
def test_worked_examples(name):
    assert doctest.testmod(importlib.import_module(name)).failed == 0
