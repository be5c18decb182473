"""/packs: the frozen packs of a service; `?draft=1` is what would be frozen now.

`?document=annual_report&until=2026-03-31` is a document that is made from the record instead of the board's
pack; `about` names the record that it is about. What people do is sent to …/acts.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import dash
from flask import g, request

from components import address
from components.documents import picture
from components.documents.written import WRITING
from components.page.html import Html
from components.views import explained, refused, see_other, view
from components.words import packs as words
from components.words.acts.refusals import refusal
from errors import BrightspotError, DecisionError, ForbiddenError, NotFoundError
from quality.acts.kinds import KINDS, PACK_KINDS
from quality.deployment import Deployment, current
from quality.meetings.record import Name
from quality.packs.compose import compose
from quality.packs.documents import AskedDocument, compose_document
from quality.packs.freeze import Actor, DraftChangedError, freeze, retract, sign_off
from quality.packs.frozen import FREEZE, SIGN_OFF, find_pack, packs_of
from quality.packs.value import canonical, content_hash
from quality.page_context import page_context
from quality.people.person import may
from quality.people.roles import What
from quality.reference.ids import read_ids

DOCUMENT = ("document", "about", "until")
"""The names under which an address or a form says which document it means."""

dash.register_page(__name__, path="/packs", address=lambda code: address.packs(code or ""))


@explained
def layout(service: Any = None, draft: Any = None, meeting: Any = None, **query: Any) -> Html:
    here, asked = current(), address.one(meeting, "meeting")
    named = {name: address.one(query.get(name), name) for name in DOCUMENT}
    is_draft = address.one(draft, "draft") == "1" or bool(named["document"])
    with here.session() as session:
        around = page_context(session, here, address.one(service, "service"), or_top=True)
        assert around.service is not None
        code = around.service.code
        frozen = packs_of(session, here.catalogue, code)
        pack = None
        document = _document(named, code)
        if document is not None:
            pack = compose_document(session, here.catalogue, WRITING.document, document, here.today)
        elif is_draft:
            told = {"service": code, "today": here.today, "meeting": _meeting(asked)}
            pack = compose(session, here.catalogue, WRITING, **told)
    is_theirs = around.service.is_open(here.today) and may(g.person, What.GOVERN, code, around.tree)
    return view(
        "packs/draft.html" if pack else "packs/list.html",
        around=around,
        module=__name__,
        frozen=frozen,
        pack=pack,
        expected=content_hash(canonical(pack)) if pack else "",
        meeting=asked,
        named=named,
        known=here.catalogue.all_documents,
        documents={} if here.catalogue.disclosure.is_public else here.catalogue.all_documents,
        may_govern=is_theirs,
        csrf=g.viewer.csrf,
        picture=picture,
        crumbs=[(step.name, address.packs(step.code)) for step in around.tree.path(code)[:-1]],
    )


def act() -> Any:
    """Record what a form says, and lead on to the pack."""
    here, form = current(), request.form
    kind = form.get("kind", "")
    needed = What(KINDS[kind].may if kind in PACK_KINDS else KINDS[FREEZE].may)
    if not may(g.person, needed):
        raise ForbiddenError(words.NOT_YOURS)
    if kind not in PACK_KINDS:
        raise BrightspotError(words.NO_KIND)
    with here.session() as session:
        tree = read_ids(session).services
        number = address.number(form.get("of", ""))
        service = form.get("service", "").strip()
        code = tree[service].code if kind == FREEZE else find_pack(session, here.catalogue, number).service
        if not may(g.person, needed, code, tree):
            raise ForbiddenError(words.NOT_YOURS)
        actor = Actor(g.person.name, g.person.role_for(needed, code, tree), g.person.id)
    if kind in (FREEZE, SIGN_OFF) and form.get("confirmed") != "1":
        return refused(words.CONFIRM, 400)
    try:
        return see_other(address.pack(_done(here, kind, form, actor, code)))
    except DraftChangedError:
        return refused(words.DRAFT_CHANGED, 409)
    except DecisionError as error:
        return refused(refusal(error), 400, error.asks)


def _done(here: Deployment, kind: str, form: Mapping[str, str], actor: Actor, service: str) -> int:
    """Record what a form says; return the number of the pack."""
    when: dict[str, Any] = {"at": here.now, "today": here.today}
    with here.writing() as session:
        if kind == FREEZE:
            told = {
                "service": service,
                "expected": form.get("expected", ""),
                "since": _day(form.get("since")),
                "meeting": _meeting(form.get("for", "")),
                "document": _document({name: form.get(name, "") for name in DOCUMENT}, service),
            }
            return freeze(session, here.catalogue, WRITING, form, actor, **told, **when)
        if kind == SIGN_OFF:
            return sign_off(session, here.catalogue, form, actor, **when).number
        number = address.number(form.get("act", "")) or 0
        return retract(session, here.catalogue, form, actor, act=number, **when).number


def _document(named: Mapping[str, str], service: str) -> AskedDocument | None:
    """Read which document is asked for; None: the board's pack."""
    if not named["document"]:
        return None
    until, about = _day(named["until"]), named["about"]
    if named["until"] and until is None:
        raise BrightspotError(words.NO_UNTIL.format(asked=named["until"]))
    if about and not address.number(about):
        raise NotFoundError(words.NO_ABOUT.format(asked=about))
    return AskedDocument(named["document"], service, address.number(about) or 0, until)


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


def _meeting(text: str) -> Name | None:
    """Read the meeting that a pack is for: `board.2026-11-26`. Nothing: it is for none in particular."""
    code, _, day = text.rpartition(".")
    on = _day(day)
    if text and (not code or on is None):
        raise NotFoundError(words.NO_MEETING.format(asked=text))
    return (code, on) if on is not None else None


dash.get_app().server.add_url_rule("/packs/acts", "pack_act", act, methods=["POST"])
