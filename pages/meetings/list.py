"""/meetings: the next meetings of a service and what is inside it, and those of the past."""

from __future__ import annotations

from typing import Any

import dash

from components import address
from components.page.html import Html
from components.views import explained, view
from components.words.meetings import meetings as words
from quality.deployment import current
from quality.meetings.record import read_records
from quality.meetings.sittings import forums_seen, listed
from quality.page_context import page_context

dash.register_page(__name__, path="/meetings")


@explained
def layout(service: Any = None, **_: Any) -> Html:
    here = current()
    with here.session() as session:
        around = page_context(session, here, address.one(service, "service"), or_top=True)
        assert around.service is not None
        records = read_records(session)
    forums = forums_seen(here.catalogue, around.tree, around.service.code)
    coming, past = listed(forums, around.tree, records, here.today)
    return view(
        "meetings/list.html",
        around=around,
        module="pages.board",
        coming=coming,
        past=past,
        forums=forums,
        crumbs=[(words.TO_BOARD.format(service=around.service.name), address.board(around.service.code))],
    )
