"""People of the demo: who opens it reads everything, and becomes one of these with one activation."""

from __future__ import annotations

from catalogue.people import Role
from quality.people.person import Grant, Person


def _persona(code: str, name: str, *grants: Grant) -> Person:
    return Person(f"demo:{code}", name, grants, "demo")


VISITOR = _persona("visitor", "Visitor", Grant(Role.READER))
_AMU = "strathcorrie-amu"

PERSONAS = {
    person.id: person
    for person in (
        VISITOR,
        _persona("team-leader", "Ailsa Munro", Grant(Role.TEAM_LEADER, _AMU)),
        _persona("team-member", "Callum Reid", Grant(Role.TEAM_MEMBER, _AMU)),
        _persona("clinician", "Dr Iona Fraser", Grant(Role.CLINICIAN, "strathcorrie")),
        _persona("manager", "Rory Campbell", Grant(Role.MANAGER, "strathcorrie")),
        _persona("quality-lead", "Morven Grant", Grant(Role.QUALITY_LEAD)),
        _persona("board-member", "Fergus Lindsay", Grant(Role.BOARD_MEMBER)),
        _persona("analyst", "Skye Robertson", Grant(Role.ANALYST)),
        _persona("representative", "Jean Paterson", Grant(Role.SERVICE_USER_REPRESENTATIVE)),
        _persona("auditor", "Euan Black", Grant(Role.AUDITOR)),
        _persona("admin", "Isla Sinclair", Grant(Role.ADMIN)),
    )
}
