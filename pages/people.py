"""/people: who may sign in, and what they may do where. `?person=` is one of them, with the forms for it."""

from __future__ import annotations

from typing import Any

import dash
from flask import Response, g, request

from catalogue.people import Role
from components import address
from components.page.html import Html
from components.views import alone, explained, see_other, view
from components.words.access import people as words
from errors import BrightspotError, ForbiddenError, NotFoundError
from quality.deployment import current
from quality.page_context import page_context
from quality.people import manage
from quality.people.manage import Manager
from quality.people.person import Grant
from quality.people.roles import What
from quality.reference.service_tree import Service, ServiceTree

AT_ONCE = 100
"""People of one view."""

dash.register_page(
    __name__,
    path="/people",
    menu=words.NAME,
    order=8,
    needs=What.ADMIN,
    kept=False,
    address=lambda _: "/people",
)


@explained
def layout(person: Any = None, service: Any = None, find: Any = None, start: Any = None, **_: Any) -> Html:
    here = current()
    wanted, letters = address.one(person, "person"), address.one(find, "find").casefold()
    with here.session() as session:
        around = page_context(session, here, address.one(service, "service"))
        by = manage.manager(session, g.person, here.catalogue.people)
        found = manage.everybody_for(session, by)
    shared = {"around": around, "module": __name__, "tree": by.tree}
    choices = {"services": _services(by), "is_everywhere": by.is_everywhere, "roles": list(Role)}
    if wanted:
        one = next((known for known in found if known.id == wanted), None)
        if one is None:
            raise NotFoundError(words.NO_PERSON.format(text=wanted))
        return view("people/person.html", **shared, **choices, one=one)
    matching = [
        known for known in found if letters in known.name.casefold() or letters in known.id.casefold()
    ]
    first = min(address.number(address.one(start, "start")) or 0, len(matching))
    return view(
        "people/page.html",
        **shared,
        **choices,
        shown=matching[first : first + AT_ONCE],
        total=len(matching),
        first=first + 1,
        find=address.one(find, "find"),
        before=address.people(find=letters, start=str(max(first - AT_ONCE, 0) or "")) if first else "",
        after=address.people(find=letters, start=str(first + AT_ONCE))
        if first + AT_ONCE < len(matching)
        else "",
    )


def _services(by: Manager) -> list[tuple[int, Service]]:
    """Return the services where roles may be given, each with how deep inside the others it is."""
    tops = by.person.where(What.ADMIN)
    roots = by.tree.roots if tops is None else [by.tree[code] for code in tops if code in by.tree]
    found = {one.code: one for root in roots for one in by.tree.below(root.code)}
    return [(_depth(one, found, by.tree), one) for one in found.values()]


def _depth(one: Service, shown: dict[str, Service], tree: ServiceTree) -> int:
    return sum(step.code in shown for step in tree.path(one.code)) - 1


def act() -> Response:
    """Do what a form says, and lead back to the person. A link is shown in the answer itself, once."""
    here, form = current(), request.form
    person, token = form.get("person", ""), ""
    try:
        with here.writing() as session:
            by = manage.manager(session, g.person, here.catalogue.people, g.sent_from)
            if form.get("act") == "add":
                given = (form.get("name", ""), form.get("shown", ""), _grant(form))
                person, token = manage.add(session, by, *given)
            elif form.get("act") == "link":
                token = manage.give_link(session, by, person)
            else:
                _change(session, by, person, form)
    except BrightspotError as error:
        status = {ForbiddenError: 403, NotFoundError: 404}.get(type(error), 400)
        back = address.people(person=person if status != 404 else "")
        return alone("people/not_done.html", status=status, why=str(error), back=back)
    # Other servers look again by themselves, in a few seconds.
    dash.get_app().server.extensions["finder"].remembered.forget_all()
    if token:
        return _shown_once(person, form.get("shown") or form.get("name") or person, token)
    return see_other(address.people(person=person))


def _change(session: Any, by: Manager, person: str, form: Any) -> None:
    """Give or take a role, or let somebody leave or come back."""
    match form.get("act", ""):
        case "give":
            manage.give(session, by, person, _grant(form))
        case "take":
            manage.take(session, by, person, _grant(form))
        case "leave":
            manage.let_leave(session, by, person)
        case "return":
            manage.bring_back(session, by, person)
        case other:
            raise BrightspotError(words.NO_ACT.format(text=other[:40]))


def _shown_once(person: str, name: str, token: str) -> Response:
    here = current()
    site = (here.settings.address or request.host_url).rstrip("/")
    link = f"{site}{address.set_password(token)}"
    return alone("people/link.html", link=link, name=name, back=address.people(person=person))


def _grant(form: Any) -> Grant:
    role = form.get("role", "")
    if role not in set(Role):
        raise BrightspotError(words.NO_ROLE.format(text=role[:40], roles=", ".join(Role)))
    return Grant(Role(role), address.one(form.get("service", ""), "service"))


dash.get_app().server.add_url_rule("/people/acts", "people_act", act, methods=["POST"])
