"""Templates escape whatever they are given, hold no words, and are the only place where markup is written."""

from __future__ import annotations

import ast
import re
from html.parser import HTMLParser
from types import SimpleNamespace

import pytest
from jinja2 import nodes

from components.templates import ENVIRONMENT, ROOT, fill, grouped, render

TEMPLATES = sorted(str(path.relative_to(ROOT)) for path in ROOT.rglob("*.html"))
PYTHON = [path for room in ("components", "pages", "server") for path in (ROOT.parent / room).rglob("*.py")]
HOSTILE = """</p><script>alert("x")</script>'"><img src=x onerror=alert(1)> &amp; {{ 7 * 7 }}"""
READ = {"alt", "title", "aria-label", "placeholder", "value"}
"""Attributes that people read."""
TAG = re.compile(r"</?(?:a|b|br|div|em|h[1-6]|i|img|li|ol|p|path|section|span|strong|svg|t[dhr]|ul)[ >/]")
NAMES = {"Brightspot", "CSV", "PNG", "SVG", "JSON"}


class Texts(HTMLParser):
    """The texts of a template that a reader would see, and their tags."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.feed(source)

    def handle_starttag(self, tag, attributes):
        self.texts += [value or "" for name, value in attributes if name in READ]

    def handle_data(self, data):
        self.texts.append(data)


def source(name: str) -> str:
    """The template without comments, expressions and statements."""
    return re.sub(r"\{#.*?#\}|\{\{.*?\}\}|\{%.*?%\}", "", (ROOT / name).read_text(), flags=re.S)


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_holds_no_words(name):
    words = [text for text in Texts(source(name)).texts if re.search(r"[A-Za-z]{2}", text)]
    assert [word.strip() for word in words if word.strip() not in NAMES] == []


def test_words_in_a_template_are_found():
    assert Texts('<p title="A word">More <b class="x">words</b></p>').texts == ["A word", "More ", "words"]


@pytest.mark.parametrize("name", TEMPLATES)
def test_nothing_is_said_to_be_safe(name):
    tree = ENVIRONMENT.parse((ROOT / name).read_text())
    assert ENVIRONMENT.get_template(name)
    assert not [found.name for found in tree.find_all(nodes.Filter) if found.name in ("safe", "forceescape")]
    assert not list(tree.find_all(nodes.ScopedEvalContextModifier)), "autoescape stays on"


WRITTEN = {
    "components/page/document.py",  # the document that Dash fills
    "components/views.py",  # the place of a component
    "server/titles.py",  # the heading of what was drawn
    "server/views.py",  # the page inside the document
    "components/words/figure_text.py",  # plotly.js knows <b> and <br>; all else is escaped there
}  # fmt: skip


def test_markup_is_written_in_templates_only():
    found = {path.relative_to(ROOT.parent).as_posix() for path in PYTHON if tags(ast.parse(path.read_text()))}
    assert found == WRITTEN


def tags(tree: ast.AST) -> list[str]:
    """Texts with a tag that are no docstring."""
    docs = [node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)]
    texts = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and node not in docs]
    return [text for text in texts if isinstance(text, str) and TAG.search(text)]


@pytest.mark.parametrize("part", ["page/mistake.html"])
def test_hostile_text_stays_text(part):
    drawn = str(render(part, around=None, module="", title=HOSTILE, text=HOSTILE))
    assert "<script" not in drawn
    assert "<img" not in drawn
    assert drawn.count("{{ 7 * 7 }}") == 2


def test_links_are_put_into_a_sentence_and_hostile_names_are_not():
    text = fill("See <all> of {name}: {link}", name=HOSTILE, link=fill("{x}", x="y"))
    assert text.startswith("See &lt;all&gt; of &lt;/p&gt;&lt;script")
    assert "<script" not in text
    assert text.endswith(": y")


def test_neighbours_are_grouped_in_their_order():
    items = [SimpleNamespace(kind=kind) for kind in "bba"]
    assert [(name, len(found)) for name, found in grouped(items, "kind")] == [("b", 2), ("a", 1)]
