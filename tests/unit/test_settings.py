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


HOOKS = '{"ward_4": "https://example.org/hook/hunter2"}'


def test_webhooks_are_named_addresses(monkeypatch):
    monkeypatch.setenv("BRIGHTSPOT_WEBHOOKS", HOOKS)
    settings = read_settings()
    assert settings.webhook_addresses == {"ward_4": "https://example.org/hook/hunter2"}
    assert "hunter2" not in repr(settings)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("hunter2", "expected names with addresses"),
        ('["https://example.org/hunter2"]', "expected names with addresses"),
        ('{"a": 3, "hunter2": "https://example.org"}', "expected names with addresses"),
        ('{"a": "http://example.org/hunter2"}', "has to begin with https://"),
        ('{"a": "http://127.0.0.1/hunter2"}', "has to begin with https://"),
        ('{"a": "file:///etc/hunter2"}', "has to begin with https://"),
        ('{"a": "https:///hunter2"}', "has to begin with https://"),
        ('{"a": "https://me:word@example.org/hunter2"}', "has to begin with https://"),
        ('{"a": "https://example.org/hunter2 x"}', "has to begin with https://"),
        ('{"a": "https://example.org/hunter2\\n"}', "has to begin with https://"),
    ],
)
def test_a_webhook_that_is_none_is_said_without_repeating_it(monkeypatch, text, said):
    monkeypatch.setenv("BRIGHTSPOT_WEBHOOKS", text)
    with pytest.raises(SettingsError, match=said) as error:
        read_settings()
    assert "hunter2" not in str(error.value)


@pytest.mark.parametrize("address", ["http://127.0.0.1.example.org/", "http://localhost@example.org/"])
def test_only_this_machine_is_posted_to_without_tls(monkeypatch, address):
    monkeypatch.setenv("BRIGHTSPOT_WEBHOOKS_ON_THIS_MACHINE", "true")
    monkeypatch.setenv("BRIGHTSPOT_WEBHOOKS", '{"a": "http://127.0.0.1:8401/x", "b": "http://localhost"}')
    assert len(read_settings().webhook_addresses) == 2
    monkeypatch.setenv("BRIGHTSPOT_WEBHOOKS", f'{{"a": "{address}"}}')
    with pytest.raises(SettingsError, match="https://"):
        read_settings()


@pytest.mark.parametrize("text", ["me", "a b@example.org", "a@example.org\nBcc: x@y", "<a@example.org>"])
def test_mail_comes_from_an_address(monkeypatch, text):
    monkeypatch.setenv("BRIGHTSPOT_MAIL_FROM", text)
    with pytest.raises(SettingsError, match="expected an address"):
        read_settings()


def test_a_mail_server_needs_an_address_to_send_from(monkeypatch):
    monkeypatch.setenv("BRIGHTSPOT_MAIL_HOST", "mail.example.org")
    with pytest.raises(SettingsError, match="BRIGHTSPOT_MAIL_FROM"):
        read_settings()
