"""/huddle/<service>: ten minutes standing, at half past eight. `?tv=1` for the screen on the wall.

What people do is sent to …/acts. `?past=3` is the record of the third closed huddle.
"""

from __future__ import annotations

from typing import Any

import dash
from flask import Response, g, jsonify, redirect, request

from components import address
from components.acts.team import team_of
from components.huddle import wall
from components.page.html import Html
from components.views import explained, last_visit, refused, view
from components.words.acts import huddle_acts as words
from components.words.acts import minutes
from components.words.acts.refusals import refusal
from errors import BrightspotError, DecisionError, ForbiddenError, NotFoundError, OvertakenError
from quality.acts.kinds import DONE_ON_PAGES, KINDS
from quality.as_of import catalogue_as_of
from quality.deployment import Deployment, current
from quality.huddle import Huddle, huddle
from quality.lifecycle.agenda import version_of
from quality.lifecycle.perform import ProposedAct, needs_expected, perform
from quality.page_context import PageContext, page_context
from quality.people.person import may
from quality.people.roles import What
from quality.reference.ids import read_ids
from quality.since_visit import news

dash.register_page(
    __name__,
    path_template="/huddle/<service>",
    order=1,
    nav="Huddle",
    address=lambda service: address.huddle(service) if service else None,
)


@explained
def layout(service: Any = None, tv: Any = None, past: Any = None, did: Any = None, **_query: Any) -> Html:
    here = current()
    with here.session() as session:
        around = page_context(session, here, address.one(service, "service"), or_top=True)
        found = huddle(session, here.catalogue, around.service.code, today=here.today)
        is_wall = address.one(tv, "tv") == "1"
        own = [around.service.code]
        seen = None if is_wall else news(session, here.catalogue, *last_visit(), own, today=here.today)
    crumbs = [(step.name, address.huddle(step.code)) for step in around.tree.path(found.service.code)[:-1]]
    if record := address.one(past, "past"):
        return _record(here, around, found, record, crumbs)
    return view(
        "huddle/wall.html" if is_wall else "huddle/page.html",
        around=around,
        module=__name__,
        found=found,
        news=seen,
        catalogue=here.catalogue,
        crumbs=crumbs,
        wall=wall,
        team=team_of(found.agenda, found.service, around.tree, did=address.one(did, "did")),
    )


def _record(
    here: Deployment, around: PageContext, found: Huddle, asked: str, crumbs: list[tuple[str, str]]
) -> Html:
    """Return the record of a closed huddle, as it was seen then."""
    record = next((one for one in found.agenda.huddles if str(one.number) == asked), None)
    if record is None:
        raise NotFoundError(words.NO_RECORD.format(number=asked))
    own = (found.service.name, address.huddle(found.service.code))
    with here.session() as session:
        then = catalogue_as_of(session, here.catalogue, record.act.at)
    return view(
        "huddle/record.html",
        around=around,
        module=__name__,
        huddle=record,
        catalogue=then,
        crumbs=[*crumbs, own],
    )


def act(service: str) -> Any:
    """Record what a form says, and lead back to the page. What stands in the way is said, with 409 where
    somebody else was faster."""
    here, form, service = current(), request.form, service.strip()
    kind, expected = form.get("kind", ""), form.get("expected", "")
    is_known = kind in DONE_ON_PAGES
    indicator = form.get("indicator", "")
    needed = What(KINDS[kind].may) if is_known else What.ACT
    with here.session() as session:
        tree = read_ids(session).services
        team = form.get("team", service)
        for code in (service, team):
            tree[code]  # NotFoundError, ForbiddenError
            if not may(g.person, needed, code, tree):
                raise ForbiddenError(words.SIGN_IN)
        sees_groups = may(g.person, What.GROUPS, team, tree)
    if not is_known:
        raise BrightspotError(words.NO_KIND)
    before = address.number(expected)
    if before is None and needs_expected(kind, indicator):
        return refused(words.OUT_OF_DATE, 400)
    proposed = ProposedAct(
        kind=kind,
        service=team,
        said=form,
        indicator=indicator,
        group=form.get("group", ""),
        expected=before,
        at=service,
        sees_groups=sees_groups,
    )
    who = {"by": g.person.name, "role": g.person.role_for(needed, team, tree), "person": g.person.id}
    try:
        with here.writing() as session:
            done = perform(session, here.catalogue, proposed, **who, at=here.now, today=here.today)
    except OvertakenError as error:
        return refused(minutes.overtaken(error.act, here.catalogue), 409)
    except DecisionError as error:
        return refused(refusal(error), 400, error.asks)
    then = address.inside(form.get("then", "")) or address.huddle(service)
    return redirect(address.after(then, done.id), 303)


def newest(service: str) -> Response:
    """Answer with the newest act of a team and the newest load: a page that is open looks here."""
    here = current()
    with here.session() as session:
        return jsonify(version_of(session, read_ids(session).services[service.strip()].code))


server = dash.get_app().server
server.add_url_rule("/huddle/<service>/acts", "huddle_act", act, methods=["POST"])
server.add_url_rule("/huddle/<service>/newest", "huddle_newest", newest)
