"""Addresses: odd codes are quoted, odd queries are explained."""

import pytest

from components import address
from errors import BrightspotError


def test_links_quote_their_codes():
    assert address.huddle("A/B c") == "/huddle/A%2FB%20c"
    assert address.indicator("falls", "W 1", "sex:f") == "/indicator/falls?service=W+1&group=sex%3Af"
    assert address.huddle("W01", tv=True) == "/huddle/W01?tv=1"


@pytest.mark.parametrize(
    ("page", "there"),
    [
        ("/record/<number>", "/improvement?service=W1"),
        ("/record/<number>/report", "/improvement?service=W1"),
        ("/evidence/<number>/<criterion>", "/assurance?service=W1"),
        ("/packs/<number>", "/packs?service=W1"),
        ("/meetings/<forum>/<day>", "/meetings?service=W1"),
    ],
)
def test_from_one_thing_of_a_service_another_service_leads_to_their_list(page, there):
    assert address.elsewhere(page, {"number": "214", "criterion": "2.4"}, "W1") == there


@pytest.mark.parametrize(("value", "text"), [(None, ""), ("W%2001", "W%2001"), (" W01 ", "W01")])
def test_one_reads_what_the_address_says_once(value, text):
    assert address.one(value, "service") == text


@pytest.mark.parametrize("value", [["a", "b"], "x" * 300, "a\x00b", "\ud800"])
def test_one_refuses_what_cannot_be_a_code(value):
    with pytest.raises(BrightspotError):
        address.one(value, "service")
