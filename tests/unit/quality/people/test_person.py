"""What each role may do, where a role holds, and that whatever is not named is refused."""

from __future__ import annotations

import pytest

from catalogue.people import Role
from quality.people.person import NOBODY, Grant, Person, may
from quality.people.roles import MAY, What
from quality.reference.ids import Ids
from quality.reference.scope import Scope
from quality.reference.service_tree import Service, ServiceTree

PARENTS = {"board": None, "east": "board", "ward-1": "east", "ward-2": "east", "west": "board"}


@pytest.fixture
def tree():
    services = {
        code: Service(
            id=number,
            code=code,
            name=code.title(),
            level="ward",
            parent=parent,
            children=tuple(child for child, above in PARENTS.items() if above == code),
            opened=None,
            closed=None,
            successor=None,
        )
        for number, (code, parent) in enumerate(PARENTS.items())
    }
    return ServiceTree(services, {one.id: one for one in services.values()})


def test_every_role_says_what_it_may_and_may_read():
    assert set(MAY) == set(Role)
    assert all(What.READ in allowed for allowed in MAY.values())


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("what", What)
def test_a_role_holds_in_its_service_and_inside_it_and_nowhere_else(tree, role, what):
    person = Person("a", "A", (Grant(role, "east"),))
    held = {code for code in PARENTS if may(person, what, code, tree)}
    assert held == ({"east", "ward-1", "ward-2"} if what in MAY[role] else set())
    assert may(person, what) == (what in MAY[role])
    assert not may(person, what, "nowhere", tree)


@pytest.mark.parametrize("what", What)
def test_nobody_may_nothing(tree, what):
    assert not may(NOBODY, what)
    assert not any(may(NOBODY, what, code, tree) for code in PARENTS)
    assert NOBODY.scope == Scope(frozenset(), frozenset(), frozenset())


def test_each_role_of_a_person_holds_where_it_was_given(tree):
    person = Person("a", "A", (Grant(Role.TEAM_MEMBER), Grant(Role.TEAM_LEADER, "ward-1")))
    assert person.scope == Scope(None, frozenset({"ward-1"}), frozenset())
    assert may(person, What.ACT, "west", tree)
    assert may(person, What.GROUPS, "ward-1", tree)
    assert not may(person, What.GROUPS, "ward-2", tree)
    assert not may(person, What.GROUPS, "east", tree)


def test_a_part_of_the_tree_is_a_tree_that_knows_no_other_service(tree):
    part = tree.part({"east", "ward-1", "gone"})
    assert set(part.by_code) == {"east", "ward-1", "ward-2"}
    assert [one.code for one in part.roots] == ["east"]
    assert [one.code for one in part.path("ward-1")] == ["east", "ward-1"]
    assert {one.code for one in part.by_id.values()} == set(part.by_code)
    assert part.elsewhere == {"board", "west"}
    assert tree.part(()).by_code == {}


def test_ids_are_of_the_scope(tree):
    known = Ids(
        (0, 0, ""), {}, tree.part({"east"}), {}, {}, {}, frozenset(), Scope(None, frozenset({"ward-1"}))
    )
    assert [code for code in known.services.by_code if known.may_see_groups(code)] == ["ward-1"]
