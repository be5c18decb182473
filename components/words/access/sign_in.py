"""Texts about who somebody is here, and what they may not do."""

from __future__ import annotations

from quality.people.person import Person
from quality.people.roles import What

NO_ROLE = (
    "You are signed in, but have no role here yet. Ask whoever looks after Brightspot in your organisation "
    "to give you one."
)
NO_ROLE_YET = "No role yet"
NOBODY_MAY = "Nobody said who may use this address, so nobody may."
SIGN_IN_FIRST = "Sign in first."
ENDED = "You were signed out meanwhile"
ENDED_MORE = "So this was not recorded. Sign in, and you come back to the page."
WRITTEN = "You wrote this. Copy it before you go on."
SIGN_IN, FIRST = "Sign in", "Make the first account"
FIRST_MORE = "It may do everything, until you give others their part. This works once."
NAME, SHOWN, PASSWORD = "Sign-in name", "Name that others see", "Password (at least 12 letters)"
WITH_DIRECTORY = "Sign in with your organisation"
OR_LOCAL = "Or with an account of Brightspot's own:"
WRONG = "Name and password do not belong together."
TOO_OFTEN = "This was tried too often. Wait a quarter of an hour, then try again."
LINK_IS_GONE = "This link is worth nothing any more. Start the server again: it prints a new one if need be."
_NEEDED = {
    What.READ: "to read pages",
    What.GROUPS: "to see numbers about groups of people",
    What.ACT: "to act on a signal",
    What.DECIDE: "to decide about limits and targets",
    What.ASSESS: "to answer about the organisation",
    What.ADMIN: "to say who may do what",
    What.AUDIT: "to read who did what",
}
DEMO_AS = "This is the demo. Look at it as"
SIGN_OUT = "Sign out"
WITHOUT_SESSION = {
    "machine": "Nobody has an account yet, and only this machine can reach this address: whoever sits at it "
    "may do everything.",
    "proxy": "You are signed in by your organisation.",
}


def may_not(what: What, role: str) -> str:
    return f"This needs a role that allows you {_NEEDED[what]}. You are here as: {role}."


def no_directory(why: str) -> str:
    return f"Your organisation's directory did not let you in ({why}). Try again, or tell who looks after it."


def role(person: Person) -> str:
    return person.role.capitalize() or NO_ROLE_YET
