"""A frozen pack in a real database: it stays as it was, and what was revised since is told."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from components.documents.as_csv import csv_of
from components.documents.as_html import html_of
from components.documents.written import WRITING
from components.words import packs as words
from data.database import transaction
from data.models import Act
from errors import BrightspotError, DecisionError, ForbiddenError, NotFoundError
from quality.acts import ledger
from quality.as_of import deployment_as_of
from quality.deployment import Deployment
from quality.packs.compose import compose
from quality.packs.differences import differences
from quality.packs.freeze import Actor, DraftChangedError, freeze, retract, sign_off
from quality.packs.frozen import find_pack, packs_of
from quality.packs.value import canonical, content_hash
from quality.reference.scope import Scope
from quality.retention.purge import due_for_removal
from quality.series.key import SeriesKey
from quality.signals.refresh import bring_up_to_date
from settings import Settings
from tests.loading import CATALOGUE, TODAY, Folder
from tests.packs.freezing import SECRETARY, draft, frozen_pack, reopened

CHAIR = Actor("Ewan Gray", "board member", "ewan")
MONTHS = [f"{2025 + at // 12}-{at % 12 + 1:02d}-01" for at in range(20)]


def rows(*, first: int = 3) -> list[str]:
    return [f"{month},W1,{first if at == 0 else 3 + at % 4},500" for at, month in enumerate(MONTHS)]


@pytest.fixture
def ward(tmp_path, engine):
    made = Folder(tmp_path, engine)
    made.falls(*rows())
    return made


@pytest.fixture
def here(ward):
    settings = Settings(database="sqlite://", today=TODAY, _env_file=None)
    return Deployment(ward.engine, ward.catalogue, settings)


def signed(here, number, actor=CHAIR, **said):
    with here.writing() as session:
        typed = {"of": str(number), **said}
        return sign_off(session, here.catalogue, typed, actor, at=here.now, today=here.today)


def withdrawn(here, number, act, reason="A table was wrong", actor=CHAIR):
    with here.writing() as session:
        typed = {"of": str(number), "reason": reason}
        return retract(session, here.catalogue, typed, actor, at=here.now, today=here.today, act=act)


def test_the_same_numbers_stand_there_after_a_revision(here, ward):
    number = frozen_pack(here, "W1")
    before = reopened(here, number)
    html, table, content = html_of(before), csv_of(before), before.content
    ward.falls(*rows(first=9))
    after = reopened(here, number)
    assert (html_of(after), csv_of(after), after.content) == (html, table, content)
    changed = differences(after.pack, draft(here, "W1"))
    (one,) = changed.values
    assert (one.code, one.period, one.was[:2], one.now[:2]) == ("falls", "2025-01-01", (3, 500), (9, 500))
    assert one.was[2] == pytest.approx(6)
    assert one.now[2] == pytest.approx(18)
    assert changed.is_revised


def test_newer_numbers_are_no_revision(here, ward):
    number = frozen_pack(here, "W1")
    ward.falls(*rows(), "2026-09-01,W1,4,500", "2026-10-01,W1,4,500")
    changed = differences(reopened(here, number).pack, draft(here, "W1"))
    assert (changed.values, changed.newer, changed.is_revised) == ((), 2, False)


def test_a_new_definition_is_told(here, ward):
    number = frozen_pack(here, "W1")
    catalogue = ward.describe(CATALOGUE, ("unit: per 1,000 bed days", "unit: per 1,000 days"))
    ward.falls(*rows())
    changed = differences(reopened(here, number).pack, draft(replace(here, catalogue=catalogue), "W1"))
    assert {one.code for one in changed.definitions} == {"falls"}
    assert ("per 1,000 bed days", "per 1,000 days") in [(one.was, one.now) for one in changed.definitions]


def test_the_hash_is_of_what_the_act_holds(here):
    found = reopened(here, frozen_pack(here, "W1"))
    assert found.hash == content_hash(found.content) == content_hash(canonical(found.pack))
    said = json.loads(found.content)
    assert said["title"] == "Board, November 2026"
    assert [entry["code"] for entry in said["entries"]] == ["falls"]
    assert said["cut"]["load"] == 2


def test_a_changed_content_is_shown_to_nobody(here):
    number = frozen_pack(here, "W1")
    other = reopened(here, frozen_pack(here, "H1")).act.content["content"]
    with transaction(here.engine) as session:
        act = session.scalar(select(Act).where(Act.id == number))
        said = json.loads(act.content) | {"content": other}
        session.execute(update(Act).where(Act.id == number).values(content=json.dumps(said)))
    with pytest.raises(BrightspotError, match="is not what was frozen"):
        reopened(here, number).verify()
    with here.session() as session:
        assert number in ledger.verify(session)
    with pytest.raises(BrightspotError, match="is not what was frozen"):
        signed(here, number)


def test_what_changed_meanwhile_is_not_frozen(here, ward):
    expected = content_hash(canonical(draft(here, "W1")))
    ward.falls(*rows(first=9))
    told = {"service": "W1", "expected": expected, "since": None, "at": here.now, "today": here.today}
    with here.writing() as session, pytest.raises(DraftChangedError):
        freeze(session, here.catalogue, WRITING, {"title": "T", "reason": "R"}, SECRETARY, **told)
    with here.session() as session:
        assert packs_of(session, here.catalogue, "W1") == []


def test_a_button_that_is_pressed_twice_freezes_once(here):
    assert frozen_pack(here, "W1") == frozen_pack(here, "W1")
    assert frozen_pack(here, "W1", CHAIR) != frozen_pack(here, "W1")
    assert frozen_pack(here, "W1", title="Another") != frozen_pack(here, "W1")


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ({"title": " "}, "title"),
        ({"title": "x" * 121}, "title"),
        ({"reason": ""}, "reason"),
        ({"reason": "For 943 476 5919"}, "reason"),
    ],
)
def test_who_and_why_are_asked_for(here, said, wrong):
    with pytest.raises(DecisionError) as error:
        frozen_pack(here, "W1", **said)
    assert [problem.where for problem in error.value.problems] == [wrong]


def test_a_pack_is_a_draft_until_somebody_signs(here):
    number = frozen_pack(here, "W1")
    assert reopened(here, number).is_draft
    first = signed(here, number, text="Read in full")
    assert not first.is_draft
    assert [act.actor for act in first.signed] == ["Ewan Gray"]
    assert signed(here, number).signed == first.signed, "pressed twice"
    both = signed(here, number, SECRETARY)
    assert [act.actor for act in both.signed] == ["Ewan Gray", "Una Ross"]


def test_the_table_says_in_each_row_where_its_pack_stands(here):
    """Files are passed on alone: a draft, and one that was withdrawn, are marked in each."""

    def standing(found):
        assert html_of(found).count('class="watermark"') == bool(words.watermark(found))
        return {row["standing"] for row in csv.DictReader(io.StringIO(csv_of(found)))}, words.watermark(found)

    number = frozen_pack(here, "W1")
    assert standing(reopened(here, number)) == ({"Draft: not signed off"}, "Draft")
    assert standing(signed(here, number)) == ({"Signed off by Ewan Gray"}, "")
    gone, mark = standing(withdrawn(here, number, number))
    assert "Withdrawn by Ewan Gray" in gone.pop()
    assert mark == "Withdrawn"


def test_nobody_signs_twice(here):
    number = frozen_pack(here, "W1")
    signed(here, number)
    later = here.now + timedelta(hours=1)
    with here.writing() as session, pytest.raises(DecisionError, match="signed this pack off already"):
        sign_off(session, here.catalogue, {"of": str(number)}, CHAIR, at=later, today=here.today)


def test_a_sign_off_is_taken_back(here):
    number = frozen_pack(here, "W1")
    act = signed(here, number).signed[0].id
    found = withdrawn(here, number, act)
    assert found.is_draft
    assert found.signatures[0].retracted.content["reason"] == "A table was wrong"
    assert not signed(here, number).is_draft


def test_a_withdrawn_pack_still_opens_and_is_signed_no_more(here):
    number = frozen_pack(here, "W1")
    content = reopened(here, number).content
    found = withdrawn(here, number, number)
    assert found.retracted is not None
    assert found.content == content
    with pytest.raises(DecisionError, match="does not hold any more"):
        signed(here, number)
    with pytest.raises(DecisionError, match="withdrawn already"):
        withdrawn(here, number, number, actor=SECRETARY)


def test_only_what_belongs_to_a_pack_is_taken_back_with_it(here):
    number, other = frozen_pack(here, "W1"), frozen_pack(here, "H1")
    signature = signed(here, other).signed[0].id
    for act in (signature, other, 10_000):
        with pytest.raises(DecisionError, match="there is no such thing"):
            withdrawn(here, number, act)
    with pytest.raises(NotFoundError):
        signed(here, signature)


def test_a_pack_of_another_service_is_not_for_whoever_may_not_read_it(here):
    number = frozen_pack(here, "W1")
    part = replace(here, scope=Scope(frozenset({"H2"}), frozenset()))
    with part.session() as session, pytest.raises(ForbiddenError):
        find_pack(session, here.catalogue, number)
    with part.session() as session, pytest.raises(ForbiddenError):
        packs_of(session, here.catalogue, "W1")


def test_everybody_opens_no_pack_of_staff(here, ward):
    number = frozen_pack(here, "W1")
    public = ward.describe(f"disclosure: {{mode: public}}\n{CATALOGUE}")
    with here.session() as session:
        assert packs_of(session, public, "W1") == []
        with pytest.raises(NotFoundError, match="was frozen for staff"):
            find_pack(session, public, number)


def test_what_was_not_judged_by_the_rule_is_not_frozen_for_everybody(here, ward):
    public = replace(here, catalogue=ward.describe(f"disclosure: {{mode: public}}\n{CATALOGUE}"))
    with pytest.raises(BrightspotError, match="not judged by the rule of this site"):
        draft(public, "W1")


@pytest.fixture
def site(here, ward):
    """The same database where everybody reads, judged by the rule of that."""
    catalogue = ward.describe(f"disclosure: {{mode: public, round_to: 5}}\n{CATALOGUE}")
    ward.falls(*(f"{month},W1,{41 + at % 4},503" for at, month in enumerate(MONTHS)))
    with transaction(here.engine) as session:
        bring_up_to_date(session, catalogue)
    return replace(here, catalogue=catalogue)


def test_a_public_edition_holds_rounded_numbers_and_nothing_that_people_wrote(here, site):
    said = ("Why so many?", "2026-11-25")
    with here.writing() as session:
        key = SeriesKey("falls", "W1")
        ledger.append(session, "question", *said, key=key, by="A", role="board member", at=here.now)
    (before,) = draft(here, "W1").entries
    assert [one.text for one in before.questions] == ["Why so many?"]
    described = ("Mrs Bell fell again.", before.points.periods[-1])
    with here.writing() as session:
        ledger.append(session, "description", *described, key=key, by="A", role="lead", at=here.now)
    assert draft(here, "W1").entries[0].alt.startswith("Mrs Bell fell again. (A, ")
    found = reopened(site, frozen_pack(site, "W1"))
    assert (found.edition, found.pack.edition) == ("public", "public")
    points = found.pack.entries[0].points
    known = [one for one in (*points.numerator, *points.denominator) if one is not None]
    assert known
    assert all(one % 5 == 0 for one in known)
    assert "rounded to 5" in found.pack.rule
    text = html_of(found)
    assert "Why so many?" not in text
    assert "Mrs Bell" not in text
    assert found.pack.entries[0].alt == f"{before.title}. {found.pack.entries[0].sentence}"
    assert "503" not in text
    with site.session() as session:
        assert [one.number for one in packs_of(session, site.catalogue, "W1")] == [found.number]


def test_a_hidden_series_is_in_no_public_edition(site, ward):
    ward.falls(*rows())
    with transaction(site.engine) as session:
        bring_up_to_date(session, site.catalogue)
    entry = draft(site, "W1").entries[0] if draft(site, "W1").entries else None
    assert entry is None or entry.points is None


def test_a_pack_is_never_due_for_removal(here):
    number = frozen_pack(here, "W1")
    signed(here, number)
    with here.session() as session:
        assert due_for_removal(session, here.catalogue, date(2099, 1, 1)).acts == {}
        assert ledger.verify(session) == []


def test_the_list_of_packs_holds_no_content(here):
    number = frozen_pack(here, "W1")
    signed(here, number)
    with here.session() as session:
        head = packs_of(session, here.catalogue, "W1")[0]
    assert head.title == "Board, November 2026"
    assert not head.is_draft
    assert "content" not in head.act.content
    assert reopened(here, number).pack.title == head.title


def test_what_changed_since_a_moment_is_what_two_packs_tell(here, ward):
    """A pack composed as of an earlier load differs from now as the one frozen then does."""
    number = frozen_pack(here, "W1")
    load = str(reopened(here, number).pack.cut.load)
    ward.falls(*rows(first=9), "2026-09-01,W1,30,500")
    with deployment_as_of(here, load) as (session, there, _):
        was = compose(session, there.catalogue, WRITING, service="W1", today=here.today)
    now = draft(here, "W1")
    assert differences(was, now) == differences(reopened(here, number).pack, now)
    assert [one.code for one in differences(was, now).values] == ["falls"]
    assert differences(was, now).newer == 1
