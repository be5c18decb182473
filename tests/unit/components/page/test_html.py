"""One component holds a page: its digest tells whether the browser has it already."""

from __future__ import annotations

from dash import dcc
from flask import Flask

from components.page.html import Html
from components.views import view


def test_the_digest_tells_one_page_from_another():
    assert Html("<p>a</p>").digest == Html("<p>a</p>").digest != Html("<p>b</p>").digest


def test_what_is_operated_goes_into_slots_in_order(monkeypatch):
    first, second = dcc.Input(id="a"), dcc.Input(id="b")
    monkeypatch.setattr(
        "components.views.render", lambda template, *, slot, **values: f"{slot(first)}<p>{slot(second)}</p>"
    )
    with Flask(__name__).app_context():
        drawn = view("page/mistake.html", around=None)
    assert drawn.html == '<div data-slot="0"></div><p><div data-slot="1"></div></p>'
    assert drawn.children == [first, second]
