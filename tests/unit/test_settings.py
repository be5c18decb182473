"""Settings: every one that makes no sense is named at once, and no password is ever repeated."""

from __future__ import annotations

import pytest

from errors import SettingsError
from settings import read_settings


def test_every_wrong_setting_is_named_at_once(monkeypatch):
    monkeypatch.setenv("BRIGHTSPOT_PORT", "many")
    monkeypatch.setenv("BRIGHTSPOT_TODAY", "yesterday")
    with pytest.raises(SettingsError) as error:
        read_settings()
    assert "BRIGHTSPOT_PORT" in str(error.value)
    assert "'many'" in str(error.value)
    assert "BRIGHTSPOT_TODAY" in str(error.value)


@pytest.mark.parametrize("url", ["var/brightspot.db", "oracl://me:hunter2@host/name", "hunter2", ""])
def test_a_database_that_is_none_is_said_without_repeating_it(monkeypatch, url):
    monkeypatch.setenv("BRIGHTSPOT_DATABASE", url)
    with pytest.raises(SettingsError, match="expected a database URL") as error:
        read_settings()
    assert "hunter2" not in str(error.value)


@pytest.mark.parametrize("url", ["sqlite:///x.db", "postgresql+psycopg://me:word@host/name"])
def test_a_database_url_is_taken(monkeypatch, url):
    monkeypatch.setenv("BRIGHTSPOT_DATABASE", url)
    assert read_settings().database == url
