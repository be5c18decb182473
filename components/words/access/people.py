"""Texts of the page that says who may do what, and of links to set a password."""

from __future__ import annotations

from catalogue.people import Role
from components.words import say
from quality.people.manage import Known
from quality.people.person import Grant
from quality.reference.service_tree import ServiceTree

NAME = "People"
LEDE = "Who may sign in, and what they may do where. A role holds in a service and everything inside it."
LIST, PERSON_HEADS = "Everybody", ("Name", "Roles", "Signs in with", "Since", "Left")
CAPTION = "Everybody who may sign in or has, with their roles"
FIND, SHOW, ALL = "Name or sign-in name", "Show", "Everybody"
NOBODY = "Nobody is listed yet."
NONE_MATCHES = "Nobody has this in their name. Take letters away, or show everybody."
EARLIER, LATER = "Previous people", "Next people"
ADD, ADD_MORE = "Add an account", "They set their password with a link that works once, for 24 hours."
SIGN_IN_NAME, SHOWN, ROLE, SERVICE = "Sign-in name", "Name that others see", "Role", "Where it holds"
EVERYWHERE = "Everywhere"
ROLES, NO_ROLES = "Roles", "No role yet: they can sign in, and see nothing."
ELSEWHERE = "They also have roles in services where you may not say who may do what."
TAKE, GIVE, GIVE_TITLE = "Take away", "Give", "Give a role"
ACCESS = "Access"
LINK = "Make a link to set a password"
LINK_MORE = (
    "A new link ends earlier ones, and so does a role that reaches further. The password they have stays "
    "until they use the link."
)
LEAVE = "Let them leave"
LEAVE_MORE = "Whoever leaves is signed out at once, and what they did stays under their name."
RETURN, RETURN_MORE = "Let them come back", "They will have the roles that they had when they left."
NOT_ALL_YOURS = "Whoever may say who may do what everywhere can make a link for them, or let them leave."
BY_GROUP = "by a group of the directory, as the catalogue says"
BACK = "Back to this person"
BACK_TO_LIST = "Back to everybody"

SOURCES = {
    "local": "an account here",
    "directory": "the organisation's directory",
    "proxy": "the organisation's proxy",
}
NO_PASSWORD = "an account here, without a password yet"

LINK_TITLE = "A link to set a password"
LINK_ONCE = "Send this to {name}. It is shown once, works once, and ends in 24 hours."
LINK_LABEL = "Link"
NOT_DONE = "Not done"

SET_PASSWORD = "Set your password"
SET_MORE = "For the sign-in name {name}. After that you are signed in."
NEW_PASSWORD = "New password (at least 12 letters)"
LINK_IS_GONE = (
    "This link is worth nothing any more: it was used, is older than 24 hours, or a newer one was made. "
    "Ask for a new one."
)
NO_ROLE = "There is no role {text!r}. There are {roles}."
NO_PERSON = "There is nobody with the id {text!r}."
NO_ACT = "Nothing here is done by {text!r}."


def grant(one: Grant, tree: ServiceTree) -> str:
    """Say `Team leader, Acute Medical Unit`."""
    return f"{role(one.role)}, {where(one.service, tree)}"


def role(one: Role) -> str:
    return str(one).capitalize()


def where(service: str, tree: ServiceTree) -> str:
    if not service:
        return EVERYWHERE.lower()
    found = tree.by_code.get(service)
    return found.name if found else f"{service} (no such service)"


def source(one: Known) -> str:
    is_waiting = one.source == "local" and not one.has_password
    return NO_PASSWORD if is_waiting else SOURCES.get(one.source, one.source)


def left(one: Known) -> str:
    return say.short_day(one.left_at.date()) if one.left_at else ""


def counted(total: int, first: int, last: int) -> str:
    return (
        say.plural(total, "person", "people")
        if last - first + 1 == total
        else f"{first} to {last} of {total:,}"
    )


def told_grants(one: Known, tree: ServiceTree) -> list[str]:
    """Say every role that somebody has, and which of them a group gives."""
    given = [grant(one_grant, tree) for one_grant in one.given]
    groups = [f"{grant(one_grant, tree)} ({BY_GROUP})" for one_grant in one.by_groups]
    return given + groups
