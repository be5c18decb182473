"""Texts of the audit: who did what, and when."""

from __future__ import annotations

from components.words import say
from quality.people.audit import Kind
from quality.people.audit_view import AuditLine
from quality.reference.service_tree import ServiceTree

NAME = "Audit"
LEDE = "Who signed in, saw numbers about groups, took files, was refused, and who gave whom which role."
NOTE = "Newest first. Times are UTC. That you read this is audited too."
PART_NOTE = (
    "You see what was about the services where you may audit, and what those did who have roles in no others."
)
HEADS = ("When", "What", "Who", "About", "From")
FILE_HEADS = ("Number", "When (UTC)", "What", "Person", "Name", "About", "Service", "From")
CAPTION = "Entries of the audit"
LIST, KIND, PERSON, SINCE, UNTIL, SERVICE = "Entries", "What", "Who", "From day", "To day", "Service"
EVERY, EVERYWHERE, SHOW = "Everything", "All services", "Show"
NONE = "Nothing was audited yet."
NONE_MATCHES = "No entry matches. Take something out of the filter."
OLDER, NEWEST = "Older entries", "Newest entries"
NO_KIND = "There is no kind of entry {text!r}."
NO_DAY = "A day is written as 2026-11-29, not {text!r}."
NO_NUMBER = "An entry is named by its number, not {text!r}."

KINDS = {
    Kind.TRIED: "Tried to sign in",
    Kind.SIGNED_IN: "Signed in",
    Kind.SIGNED_OUT: "Signed out",
    Kind.ENDED: "Session ended by the directory",
    Kind.SAW_GROUPS: "Saw numbers about groups",
    Kind.TOOK_FILE: "Took a file",
    Kind.READ_AUDIT: "Read the audit",
    Kind.REFUSED: "Was refused",
    Kind.ADDED: "Added an account",
    Kind.GIVEN: "Gave a role",
    Kind.TAKEN: "Took a role away",
    Kind.LINK: "Made a link to set a password",
    Kind.PASSWORD: "Set a password",
    Kind.LEFT: "Let somebody leave",
    Kind.REMOVED: "Removed old records",
    Kind.RETURNED: "Let somebody come back",
    Kind.SUPPRESSED: "Entries not written: too many at once",
}


def kind(name: str) -> str:
    """Say a kind of entry, also one that this version does not know."""
    return next((word for known, word in KINDS.items() if known == name), name.capitalize())


def moment(one: AuditLine) -> str:
    return f"{say.short_day(one.at.date())}, {one.at:%H:%M:%S}"


def who(one: AuditLine) -> str:
    """Return the name of somebody; nothing where there is no more than their id."""
    return one.name or ("" if one.person_id else "Nobody who is known")


def service(one: AuditLine, tree: ServiceTree) -> str:
    found = tree.by_code.get(one.service)
    return found.name if found else one.service
