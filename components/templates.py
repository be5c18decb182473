"""The one way from values to HTML: Jinja2 templates that stand beside the modules of their room.

A template escapes whatever is not `Markup`, and stops at a name it does not know. Its texts come from
`components.words` by name, so that a translation is another set of words and no other template.

    render("board/page.html", board=board, around=around)
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Iterator
from functools import lru_cache
from importlib import import_module
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from pkgutil import walk_packages
from types import SimpleNamespace
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2.ext import Extension
from markupsafe import Markup, escape

from components import address, theme
from components.charts import annotations, data_table, icons, marks, scene, sizes, svg_chart
from components.equity.scale import Scale
from components.indicator import surveillance_chart
from components.page.navigation import VERSION, chooser_groups, menu_entries, nav_entries

ROOT = Path(__file__).resolve().parent


class _Unindented(Extension):
    """Leaves out the spaces that show the nesting of a template: a fifth of a long page."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        return re.sub(r"\n\s+", "\n", source)


def fill(template: str, **parts: Any) -> Markup:
    """Put links, or whatever is drawn, into the places of a sentence."""
    return escape(template).format(**parts)


@lru_cache(maxsize=1024)
def once(macro: Callable[..., Markup], *values: Hashable) -> Markup:
    """Return what a macro makes of the values, kept for the next time: icons, and pictures of a status."""
    return macro(*values)


def grouped(items: Iterable[Any], attribute: str) -> Iterator[tuple[Any, list[Any]]]:
    """Group neighbours that share an attribute; Jinja2's own `groupby` would sort them."""
    for name, found in groupby(items, attrgetter(attribute)):
        yield name, list(found)


def _words() -> SimpleNamespace:
    """Return every module of texts by its own name, in whichever room of `words` it stands."""
    found = walk_packages([str(ROOT / "words")], "components.words.")
    return SimpleNamespace(
        **{one.name.rpartition(".")[2]: import_module(one.name) for one in found if not one.ispkg}
    )


def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(ROOT),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        extensions=[_Unindented, "jinja2.ext.do"],
    )
    words = _words()
    made.filters["grouped"] = grouped
    made.globals |= {
        "words": words,
        "say": words.say,
        "chart_sentence": words.chart_sentence,
        "address": address,
        "annotations": annotations,
        "css_class": theme.css_class,
        "tone": theme.tone,
        "data_table": data_table,
        "fill": fill,
        "once": once,
        "icons": icons,
        "marks": marks,
        "surveillance_chart": surveillance_chart,
        "scenes": scene,
        "sizes_chart": sizes,
        "svg_chart": svg_chart,
        "Scale": Scale,
        "nav_entries": nav_entries,
        "menu_entries": menu_entries,
        "chooser_groups": chooser_groups,
        "VERSION": VERSION,
        "viewer": None,  # nobody in particular, unless a view says who
    }
    return made


ENVIRONMENT = _environment()


def render(template: str, **values: Any) -> Markup:
    """Return what a template makes of the values."""
    return Markup(ENVIRONMENT.get_template(template).render(**values))


def part(template: str, macro: str) -> Callable[..., Markup]:
    """Return one part that pages are made of, by itself."""
    found: Callable[..., Markup] = getattr(ENVIRONMENT.get_template(template).module, macro)
    return found
