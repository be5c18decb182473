"""/board/changes: what changed on a board since any day: verdicts, signals, definitions, targets, revisions.

`?since=2026-09-30` is the end of a day, `?since=12` what stood after a load; without it, the last meeting.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import dash

from components import address
from components.documents.written import WRITING
from components.page.html import Html
from components.views import explained, view
from components.words import say
from errors import NotFoundError
from quality.as_of import TO_COME, deployment_as_of
from quality.board.last_meeting import last_meeting
from quality.deployment import current
from quality.packs.compose import compose
from quality.packs.differences import differences
from quality.page_context import page_context

dash.register_page(__name__, path="/board/changes")


@explained
def layout(service: Any = None, since: Any = None, **_: Any) -> Html:
    here, asked = current(), address.one(since, "since")
    is_public = here.catalogue.disclosure.is_public
    with here.session() as session:
        around = page_context(session, here, address.one(service, "service"), or_top=True)
        assert around.service is not None
        code = around.service.code
        day = last_meeting(here.catalogue, around.tree, around.service, here.today).day
        now = compose(session, here.catalogue, WRITING, service=code, today=here.today, since=day)
    was = changed = None
    try:
        if (_day(asked) or here.today) > here.today:  # the demo stands still before the clock
            raise NotFoundError(TO_COME.format(day=say.day(_day(asked))))
        with deployment_as_of(here, asked or day.isoformat()) as (session, there, past):
            was, day = compose(session, there.catalogue, WRITING, service=code, today=there.today), past.on
        changed, why = differences(was, now), ""
    except NotFoundError as error:  # another day may be chosen
        if is_public:
            raise
        why = str(error)
        day = _day(asked) or day
    return view(
        "packs/since.html",
        around=around,
        module="pages.board",
        day=day,
        was=was,
        changed=changed,
        why=why,
        crumbs=[(step.name, address.board_changes(step.code, asked)) for step in around.tree.path(code)[:-1]],
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
