"""The roles, and what each may do. Whatever is not named here is refused."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from catalogue.people import Role


class What(StrEnum):
    """Kinds of things that one may do or not."""

    READ = "read"
    """Pages and files about everyone."""
    GROUPS = "see groups"
    """Numbers about groups of people, as far as disclosure control shows them: equity, demographics."""
    ACT = "act"
    """Own, explain, escalate, plan actions, close a huddle."""
    REPLY = "reply"
    """Answer what was escalated or asked."""
    GOVERN = "govern"
    """Ask a team about its measures for a board, and record what the board decides."""
    DECIDE = "decide"
    """Approve limits, exclude points, set targets."""
    ASSESS = "assess"
    """Answer about the organisation what is shown only added up with the answers of others."""
    ADMIN = "admin"
    """Say who may do what."""
    AUDIT = "audit"
    """Read who signed in, saw groups, took files, was refused."""


_READS = frozenset({What.READ, What.GROUPS})
_ACTS = _READS | {What.ACT, What.REPLY, What.ASSESS}

MAY: Mapping[Role, frozenset[What]] = {
    Role.READER: _READS,
    Role.TEAM_MEMBER: frozenset({What.READ, What.ACT, What.REPLY, What.ASSESS}),
    Role.TEAM_LEADER: _ACTS,
    Role.CLINICIAN: _ACTS,
    Role.MANAGER: _ACTS,
    Role.BOARD_MEMBER: _READS | {What.REPLY, What.GOVERN, What.ASSESS},
    Role.QUALITY_LEAD: _ACTS | {What.DECIDE, What.GOVERN},
    Role.ANALYST: _READS | {What.DECIDE},
    Role.SERVICE_USER_REPRESENTATIVE: _READS | {What.ASSESS},
    Role.AUDITOR: _READS | {What.AUDIT},
    # Whoever gives roles can give themselves any; so this one alone sees no more than it has to.
    Role.ADMIN: frozenset({What.READ, What.ADMIN}),
}
