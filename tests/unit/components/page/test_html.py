"""Trees become text: escaped wherever text can stand, with slots for what is operated."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from dash import dcc, html

from components.page.html import to_html

HOSTILE = """</p><script>alert("x")</script>'"><img src=x onerror=alert(1)> &amp; {{ 7 * 7 }}"""


class Read(HTMLParser):
    """The elements of a text, as a browser would see them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text += data


@pytest.mark.parametrize(
    "name", ["title", "id", "className", "href", "aria-label", "data-x", "role", "htmlFor"]
)
def test_hostile_text_in_an_attribute_stays_one_attribute(name):
    read = Read(
        to_html(
            html.Label("Ward", **{name: HOSTILE}) if name == "htmlFor" else html.A("Ward", **{name: HOSTILE})
        ).html
    )
    assert len(read.tags) == 1
    assert list(read.tags[0][1].values()) == [HOSTILE]
    assert read.text == "Ward"


@pytest.mark.parametrize("wrap", [html.P, lambda t: html.P([t]), lambda t: html.P(html.B([[t]]))])
def test_hostile_text_inside_an_element_stays_text(wrap):
    read = Read(to_html(wrap(HOSTILE)).html)
    assert {tag for tag, _ in read.tags} <= {"p", "b"}
    assert read.text == HOSTILE


def test_a_hostile_style_stays_one_attribute():
    read = Read(to_html(html.P("x", style={"width": HOSTILE})).html)
    assert [tag for tag, _ in read.tags] == ["p"]


def test_attributes_are_written_as_html_names_them():
    drawn = to_html(
        html.Div(
            [
                html.Label("L", htmlFor="f", tabIndex="-1"),
                html.Td(1, colSpan=2),
                html.Details("d", open=True, hidden=False, key="k"),
                html.Br(),
                html.P(
                    None,
                    style={"--share": 0.5, "backgroundColor": "red"},
                    **{"aria-hidden": "true", "data-go": ""},
                ),
            ],
            className="a b",
        )
    )
    assert drawn.html == (
        '<div class="a b"><label for="f" tabindex="-1">L</label><td colspan="2">1</td>'
        "<details open>d</details><br>"
        '<p aria-hidden="true" data-go="" style="--share:0.5;background-color:red"></p></div>'
    )


def test_what_is_operated_goes_into_slots_in_order():
    first, second = dcc.Graph(id="a"), dcc.Input(id="b")
    drawn = to_html(html.Div([first, html.P(second)]))
    slots = [
        attributes["data-slot"] for tag, attributes in Read(drawn.html).tags if "data-slot" in attributes
    ]
    assert slots == ["0", "1"]
    assert drawn.children == [first, second]


def test_the_digest_tells_one_page_from_another():
    assert to_html(html.P("a")).digest == to_html(html.P("a")).digest != to_html(html.P("b")).digest
