"""Every sentence a reader sees stands in components/words, where a translation finds it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[4]
WORDS = ROOT / "components" / "words"
FILES = [path for room in ("components", "pages") for path in sorted((ROOT / room).rglob("*.py"))]

TWO_WORDS = re.compile(r"[A-Za-z’']{2,}[,;:.]? +[A-Za-z“(]")
NO_WORDS = {"className", "class_name", "css", "style", "key", "type"}
"""Properties that are read by browsers, not by people."""
ELSEWHERE = {
    "components/charts/icons.py": "kinds of paths",
    "components/charts/sizes.py": "kinds of paths",
    "components/charts/svg_chart.py": "kinds of paths",
    "components/views.py": "the place of a component",
    "components/page/document.py": "the HTML around every page; its texts are filled in from words.page",
    "components/page/html.py": "elements and attributes of HTML",
    "components/theme.py": "the names of fonts",
    "components/exports/response.py": "the head of an HTTP answer",
}
CLASSES = ("stack feeds", "number muted", "number share", "tiles tiles--{}{}")
CODE = ("python -m loaders run", "A page could not be drawn: %s", *CLASSES)
"""A command, a line of the log, and classes that are handed on."""


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_sentence_is_written_where_it_is_shown(path):
    if WORDS in path.parents or str(path.relative_to(ROOT)) in ELSEWHERE:
        return
    found = [text for text in sentences(ast.parse(path.read_text())) if text not in CODE]
    assert found == []


def test_words_are_looked_for_in_the_right_place():
    found = sentences(
        ast.parse('html.P(f"Data to {day}", className="a page")\nx = "one, two"\n"""A note."""')
    )
    assert list(found) == ["one, two", "Data to {}"]


def sentences(tree: ast.AST) -> Iterator[str]:
    """Two words or more, in a text that is neither a docstring nor the name of a class in CSS."""
    skipped = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            skipped.add(node.value)
        if isinstance(node, ast.keyword) and node.arg in NO_WORDS:
            skipped |= set(ast.walk(node.value))
        if isinstance(node, ast.JoinedStr):
            skipped |= {part for part in node.values if isinstance(part, ast.Constant)}
    for node in ast.walk(tree):
        text = "" if node in skipped else _text(node)
        if TWO_WORDS.search(text):
            yield text


def _text(node: ast.AST) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
    return ""
