"""Random acts of random people at random services, by the forms of the pages: after each, all pages agree."""

from __future__ import annotations

from random import Random

import pytest

from quality.acts import ledger
from quality.reference.ids import read_ids
from tests.effort import is_thorough
from tests.walks.agreeing import disagreements, not_open_alike
from tests.walks.random_people import Walker

PEOPLE = ("team-leader", "clinician", "manager", "quality-lead", "quality-lead", "board-member", "analyst")


@pytest.mark.parametrize("seed", [1, 2])
def test_whatever_people_do_all_pages_agree(own_demo, server, seed):
    catalogue, today, random = own_demo.catalogue, own_demo.today, Random(seed)
    with own_demo.session() as session:
        services = [*read_ids(session).services.by_code]
    walker = Walker(server, PEOPLE, random)
    done, wanted = 0, 120 if is_thorough() else 12
    while done < wanted:
        code = random.choice(["strathcorrie-amu", "strathcorrie-amu", *services])
        measure = random.choice([*catalogue.indicators])
        pages = [f"/huddle/{code}", f"/signals?service={code}", f"/board?service={code}"]
        pages += [f"/{page}/{measure}?service={code}" for page in ("indicator", "equity")]
        for who, form, status, _ in walker.step(pages):
            if status != 303:
                continue
            done += 1
            with own_demo.session() as session:
                found = [*disagreements(session, catalogue, today, {code, random.choice(services)})]
            assert not found, (who, form.kind, form.action, found)
    with own_demo.session() as session:
        assert ledger.verify(session) == []
        assert [*disagreements(session, catalogue, today)] == []
        assert not_open_alike(session, catalogue, own_demo.now.date()) == {}
