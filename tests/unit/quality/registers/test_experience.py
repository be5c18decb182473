"""Words that are withheld until they are approved, and the sentences told of comments."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from catalogue.disclosure import Audience, Disclosure
from catalogue.models import Catalogue, Organisation
from catalogue.registers.declared import RecordKind
from catalogue.registers.shipped import shipped_kinds
from quality.acts.ledger import LoggedAct
from quality.disclosure.said import comments_counted
from quality.registers.experience import differences
from quality.registers.form import found_by
from quality.registers.read import Registers
from quality.registers.record import fold
from quality.registers.withheld import without_withheld
from quality.series.key import SeriesKey

KINDS = shipped_kinds()
CATALOGUE = Catalogue(organisation=Organisation(name="X"))


def act(number, kind, by="Shona", of=0, at=datetime(2026, 10, 10, 9), **said):
    content = {"said": said} | ({"of": of} if of else {})
    return LoggedAct(number, kind, at, by, "", SeriesKey("", "W"), content)


RECEIVED = act(1, "comment.receive", text="Mrs Laing waited", day="2026-10-09", channel="card")
APPROVED = act(2, "comment.approve", "Morven", 1, text="She waited", theme="waiting", shown_to="staff")


def test_what_was_received_is_nowhere_in_a_record_of_whoever_may_not_decide():
    record = fold(without_withheld([RECEIVED], CATALOGUE), KINDS)[1]
    assert (record.title, record.words.strip(), record.said["channel"]) == ("", "2026-10-09 card", "card")
    shown = fold(without_withheld([RECEIVED, APPROVED], CATALOGUE), KINDS)[1]
    assert shown.title == "She waited"
    assert "laing" not in repr(shown).casefold()
    whole = fold([RECEIVED, APPROVED], KINDS)[1]
    assert (whole.title, "laing" in whole.words) == ("She waited", True)


def test_where_everybody_reads_comments_are_neither_listed_nor_counted():
    public = CATALOGUE.model_copy(update={"disclosure": Disclosure(mode=Audience.PUBLIC)})
    assert without_withheld([RECEIVED, APPROVED], public) == []
    assert comments_counted(3, public.disclosure) is None
    assert comments_counted(3, CATALOGUE.disclosure) == 3


def test_an_answer_is_withheld_only_where_somebody_decides():
    kind = KINDS["comment"].model_dump(exclude_none=True)
    for step in kind["steps"].values():
        step["on_route"] = False
    with pytest.raises(ValueError, match="an answer is withheld, and no step on a route"):
        RecordKind.model_validate(kind)


def test_the_words_of_a_theme_suggest_it():
    theme = KINDS["comment"].steps["approve"].fields["theme"]
    assert found_by(theme, "They EXPLAINED nothing, and the letter was late.") == ["words", "waiting"]
    assert found_by(theme, "Xylophone") == []
    assert len(found_by(theme, "wait told kind food noise pain safe home park nurse")) == 3


def test_what_made_a_difference_is_a_share_of_each_month():
    acts = []
    closed = [((10, 5), "yes"), ((10, 9), "partly"), ((10, 12), "yes"), ((11, 9), "no")]
    for number, ((month, day), answer) in enumerate(closed, start=1):
        at = datetime(2026, month, day, 9)
        acts.append(act(number, "we_did.tell", at=datetime(2026, 10, 1), you_said="a", we_did="b"))
        acts.append(act(number + 10, "we_did.close", of=number, at=at, difference=answer, asked="staff"))
    found = Registers(fold(acts, KINDS))
    made = differences(found, {"W"}, "Made a difference")
    assert made is not None
    assert [(one.day, one.met, one.cases, one.collected_by) for one in made.rounds] == [
        (date(2026, 10, 12), 2, 3, "staff"),
        (date(2026, 11, 9), 0, 1, "staff"),
    ]
    assert not made.has_limits
    assert differences(found, {"elsewhere"}, "") is None
