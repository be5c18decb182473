"""What integration tests share: an empty database of each kind."""

from __future__ import annotations

import pytest

from tests.loading import engine, postgres_server, sqlite_engine

__all__ = ["engine", "postgres_server", "sqlite_engine"]

ABOUT_FILES = {
    "test_lateness",
    "test_load_notes",
    "test_load_periods",
    "test_load_records",
    "test_load_services_over_time",
    "test_load_several_files",
    "test_load_two_sources",
    "test_load_values",
    "test_records_again",
}
"""They ask what a cell, a heading or a row means: which database keeps it is asked with --all."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.stem in ABOUT_FILES and item.get_closest_marker("postgres"):
            item.add_marker(pytest.mark.slow)
