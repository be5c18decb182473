"""Every kind of act counts for one aspect, so that the balance is the record and nothing beside it."""

from __future__ import annotations

from catalogue.registers.shipped import registers, shipped_standards
from quality.acts.kinds import KINDS, PURGE
from quality.registers.balance import ASPECTS, Aspect


def test_every_kind_of_act_has_an_aspect():
    assert {*ASPECTS} == {*KINDS} - {PURGE}
    assert {*ASPECTS.values()} == {*Aspect}
    assert ASPECTS["huddle"] is Aspect.CONTROL
    assert ASPECTS["cycle.study"] is Aspect.IMPROVEMENT
    assert all(Aspect(one.aspect) for one in registers().values())


def test_the_acts_that_a_shipped_standard_names_are_kinds_of_act():
    named = [kind for one in shipped_standards().values() for c in one.criteria.values() for kind in c.acts]
    assert named
    assert {*named} <= {*KINDS}
