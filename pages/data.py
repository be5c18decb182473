"""/data: what was loaded, from which file, what was refused and why; what is late; what is not stated."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import dash
from dash import html

from components import address
from components.data import loads_table
from components.data import preview as preview_view
from components.indicator import publisher_notes
from components.page import notices, shell
from components.words import data as words
from errors import NotFoundError
from quality.data_view import data_view
from quality.deployment import current
from quality.page_context import check_address, page_context
from quality.provenance.loads import SHOWN_LOADS, LoadRecord


def _check(source: Any = None, service: Any = None, preview: Any = None, **_: Any) -> None:
    _source(source)
    address.one(preview, "preview")
    with current().session() as session:
        check_address(session, service=address.one(service, "service"))


dash.register_page(__name__, path="/data", nav="Data", order=4, check=_check)


@notices.explained
def layout(source: Any = None, service: Any = None, preview: Any = None, **_: Any) -> html.Div:
    here = current()
    asked = _source(source)
    with here.session() as session:
        around = page_context(session, here, address.one(service, "service"))
        candidates = [around.service] if around.service else around.tree.roots
        found = data_view(session, here.catalogue, here.today, candidates, source=asked)
    found_feeds, where = found.feeds, found.service
    head = shell.page_head("Data", lede=words.summary(found_feeds, here.today))
    parts = [html.P(words.silent(found.silent_since), className="note")] if found.silent_since else []
    if asked and address.one(preview, "preview") == "1":
        parts.append(_preview(asked))
    if asked:
        found_feeds = [feed for feed in found_feeds if feed.source == asked]
        title = here.catalogue.sources[asked].title or asked
        parts.append(
            html.P(shell.fill(words.ONLY, title=title, all=shell.link(words.ALL_LOADS, href=address.data())))
        )
    feeds = loads_table.feeds(found_feeds, previews=here.preview is not None)
    parts += [
        shell.section("Feeds", feeds, note=words.LATE) if found_feeds else None,
        shell.section("Loads", _loads(found.loads), note=_loads_note(found.loads)),
    ]
    if where:
        table = loads_table.completeness(found.completeness, here.catalogue)
        parts.append(
            shell.section(words.NOT_STATED, table, note=words.only_service(where.name), id="completeness")
        )
    if found.words:
        parts.append(shell.section(words.PUBLISHERS_WORDS, publisher_notes.words(found.words), id="words"))
    around = replace(around, service=around.service or where)
    return shell.view(head, *parts, around=around, module=__name__)


def _source(text: Any) -> str:
    asked = address.one(text, "source")
    if asked and asked not in current().catalogue.sources:
        raise NotFoundError(words.NO_SOURCE.format(code=asked))
    return asked


def _preview(source: str) -> html.Section:
    here = current()
    title = words.NEXT_LOAD.format(title=here.catalogue.sources[source].title or source)
    if here.preview is None:
        return shell.section(title, notices.notice(words.NO_FOLDER), id="preview")
    made = here.preview(source, here.today)
    return shell.section(title, *preview_view.view(made), note=preview_view.note(made), id="preview")


def _loads(found: list[LoadRecord]) -> html.Div:
    if found:
        return loads_table.loads(found)
    command = html.Code("python -m loaders run")
    return notices.notice(words.NOTHING_LOADED, html.P(shell.fill(words.HOW_TO_LOAD, command=command)))


def _loads_note(found: list[LoadRecord]) -> str:
    return words.LOADS if len(found) < SHOWN_LOADS else words.newest_loads(len(found))
