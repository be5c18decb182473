"""The worked examples in the docstrings of every statistic of groups."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import stats.equity

MODULES = [f"stats.equity.{found.name}" for found in pkgutil.iter_modules(stats.equity.__path__)]


@pytest.mark.parametrize("name", [*MODULES, "stats.intervals", "stats.multiplicity"])
def test_worked_examples(name):
    assert doctest.testmod(importlib.import_module(name)).failed == 0
