"""/data: what was loaded, from which file, what was refused and why; what is late; what is not stated."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import dash

from components import address
from components.page.html import Html
from components.views import explained, view
from components.words import data as words
from errors import NotFoundError
from quality.data_view import data_view
from quality.deployment import current
from quality.page_context import page_context, tops

dash.register_page(
    __name__, path="/data", nav="Data", order=4, address=lambda service: address.data(service=service or "")
)


@explained
def layout(source: Any = None, service: Any = None, preview: Any = None, **_: Any) -> Html:
    here = current()
    asked = _source(source)
    is_preview = bool(asked) and address.one(preview, "preview") == "1"
    with here.session() as session:
        around = page_context(session, here, address.one(service, "service"))
        top = tops(here.catalogue, around.tree)
        candidates = [around.service] if around.service else top if len(top) == 1 else []
        found = data_view(session, here.catalogue, here.today, candidates, source=asked)
    recorded = {one.dimension for one in found.completeness}
    return view(
        "data/page.html",
        around=replace(around, service=around.service or found.service),
        module=__name__,
        data=found,
        catalogue=here.catalogue,
        source=asked,
        source_title=here.catalogue.sources[asked].title or asked if asked else "",
        shown_feeds=[feed for feed in found.feeds if asked in ("", feed.source)],
        has_previews=here.preview is not None,
        asked_preview=is_preview,
        next_load=here.preview(asked, here.today) if is_preview and here.preview else None,
        dimensions={code: one.title for code, one in here.catalogue.dimensions.items() if code in recorded},
    )


def _source(text: Any) -> str:
    asked = address.one(text, "source")
    if asked and asked not in current().catalogue.sources:
        raise NotFoundError(words.NO_SOURCE.format(code=asked))
    return asked
