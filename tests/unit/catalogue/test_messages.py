"""Where messages go, as a catalogue says it."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from catalogue.messages import Channel
from catalogue.reading.read import read_catalogue


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ({}, "messages go nowhere"),
        ({"email": "not an address"}, "pattern"),
        ({"email": "a@b\nBcc: x@y"}, "pattern"),
        ({"email": ["a@b", "c@d,e@f"]}, "pattern"),
        ({"email": "a@" + "b" * 64}, "pattern"),
        ({"slack": "https://hooks.example.org/secret"}, "BRIGHTSPOT_WEBHOOKS"),
        ({"slack": "ward 4"}, "pattern"),
        ({"teams": "w", "digest": "7:30"}, "pattern"),
        ({"teams": "w", "digest": "24:00"}, "pattern"),
        ({"teams": "w", "url": "x"}, "Extra inputs"),
    ],
)
def test_what_cannot_be_meant_is_refused(said, problem):
    with pytest.raises(ValidationError, match=problem):
        Channel.model_validate({"service": "ward-4"} | said)


def test_one_entry_needs_no_list(tmp_path):
    file = tmp_path / "c.yaml"
    entry = "{service: ward-4, email: o'hara@example.org, digest: 17:30}"
    file.write_text(f"organisation: {{name: X, messages: {entry}}}\n", encoding="utf-8")
    catalogue = read_catalogue(file).catalogue
    (channel,) = catalogue.organisation.messages
    assert (channel.email, channel.digest) == (("o'hara@example.org",), "17:30")
    file.write_text("organisation: {name: X}\n", encoding="utf-8")
    assert read_catalogue(file).catalogue.fingerprint == catalogue.fingerprint
