"""Decisions about a chart on its page: who may, what is wrong, who comes second, where it shows."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import parse_qsl, urlsplit

import pytest

from catalogue.people import Role
from quality.people.person import Grant
from tests.signed_in import own_deployment, signed_in

CHART = "/indicator/news_on_time?service=strathcorrie-amu"
DECIDE = "/indicator/news_on_time/decide?service=strathcorrie-amu"


@pytest.fixture
def here(demo, tmp_path):
    with own_deployment(demo, tmp_path) as here:
        yield here


@pytest.fixture
def server(here):
    from app import make_app

    return make_app(here).server


class Somebody:
    """A browser without scripts, with a role at a service."""

    def __init__(self, server, here, role: Role, service: str = "", name: str = "anna") -> None:
        self.client = signed_in(server, here, Grant(role, service), name=name)

    def read(self, address: str = CHART) -> str:
        return unescape(self.client.get(address).text)

    def field(self, name: str) -> str:
        found = re.search(rf'data-act>\s*<input type="hidden" name="csrf" value="(\w+)"><input type="hidden" '
                          rf'name="{name}" value="(\w*)"', self.read())  # fmt: skip
        assert found
        return found[2]

    @property
    def token(self) -> str:
        found = re.search(r'name="csrf" value="(\w+)"', self.read())
        assert found
        return found[1]

    def decide(self, address: str = DECIDE, **said: str):
        return self.client.post(address, data={"csrf": self.token, **said})


def test_a_decision_stands_beside_the_chart_and_is_taken_back_there(server, here):
    lead = Somebody(server, here, Role.QUALITY_LEAD)
    assert "Decide about this chart" in lead.read()
    answer = lead.decide(kind="exclusion", period="2026-08-01", text="A <storm> came", expected="0")
    assert answer.status_code == 303
    assert urlsplit(answer.location).path == "/indicator/news_on_time"
    page = lead.read()
    assert "Aug 2026 left out of limits and rules: A <storm> came (Anna" in page
    number = lead.field("expected")
    assert number != "0"
    gone = lead.decide(kind="withdrawal", act=number, text="The road was open")
    assert gone.status_code == 303
    assert "Withdrawn: Aug 2026 left out of limits and rules: A <storm> came (Anna" in lead.read(
        gone.location
    )
    assert "Withdrawn:" not in lead.read()
    assert "1 decision withdrawn" in lead.read()
    assert lead.decide(kind="withdrawal", act=number, text="again").status_code == 400


def test_a_decision_is_undone_for_ten_seconds_by_whoever_took_it(server, here):
    lead = Somebody(server, here, Role.QUALITY_LEAD)
    other = Somebody(server, here, Role.ANALYST, name="berta")
    done = lead.decide(kind="annotation", period="2026-08-01", text="By mistake", expected="0").location
    assert "Undone at once" not in other.read(done)
    assert "Undone at once" not in lead.read(CHART)
    page = lead.read(done)
    assert "Recorded: Aug 2026: By mistake (Anna" in page
    form = re.search(r"<form[^>]*act-form--undo.*?</form>", page, re.DOTALL)
    assert form
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form[0]))
    assert lead.client.post(DECIDE, data=fields).status_code == 303
    assert "1 decision withdrawn" in lead.read()
    assert "act-form--undo" not in lead.read(done)


def test_a_closed_signal_can_only_be_reopened_from_its_chart(server, here):
    leader = Somebody(server, here, Role.TEAM_LEADER)
    acts, about = "/huddle/strathcorrie-amu/acts", {"csrf": leader.token, "indicator": "news_on_time"}

    def kinds() -> set[str]:
        life = leader.read().partition('id="life"')[2].partition("</section>")[0]
        return set(re.findall(r'name="kind" value="(\w+)"', life))

    assert {"own", "snooze", "close"} <= kinds()
    snooze = {**about, "kind": "snooze", "until": "2026-12-01", "text": "why", "expected": "0"}
    asleep = leader.client.post(acts, data=snooze)
    assert "Snoozed until 1 December 2026, or until it gets worse." in leader.read()
    number = dict(parse_qsl(urlsplit(asleep.location).query))["did"]
    closed = {**about, "kind": "close", "reason": "chance", "text": "why", "expected": number}
    assert leader.client.post(acts, data=closed).status_code == 303
    assert kinds() == {"reopen", "narrative", "description"}


def test_new_limits_are_judged_at_once_on_every_page(server, here):
    lead = Somebody(server, here, Role.QUALITY_LEAD)
    before = lead.read("/board?service=strathcorrie-amu")
    lead.decide(kind="rephase", period="2026-03-01", text="New charts on every bed", expected="0")
    assert "Limits recalculated from Mar 2026" in lead.read()
    assert "limits used before Mar 2026" in lead.read()
    assert lead.read("/board?service=strathcorrie-amu") != before


def test_all_that_is_wrong_is_said_and_nothing_recorded(server, here):
    lead = Somebody(server, here, Role.QUALITY_LEAD)
    answer = lead.decide(kind="baseline", period="2026-08-02", text=" ")
    assert answer.status_code == 400
    assert "Reason: it is empty" in answer.text
    assert "Period: 2026-08-02 is not the first day of a month" in answer.text
    assert lead.decide(kind="seen", period="2026-08-01", text="x").status_code == 400
    assert lead.decide(kind="exclusion", period="x" * 5000, text="x").status_code == 400
    for odd in ("9" * 5000, "²", "-1", ""):
        assert lead.decide(kind="withdrawal", act=odd, text="x", expected=odd).status_code in (400, 409)
        assert lead.client.get(f"{CHART}&did={odd}").status_code in (200, 400)
    assert lead.field("expected") == "0"


def test_of_two_who_decide_the_second_is_told(server, here):
    first = Somebody(server, here, Role.QUALITY_LEAD)
    second = Somebody(server, here, Role.ANALYST, name="berta")
    said = {"kind": "rephase", "text": "why", "expected": "0"}
    assert first.decide(period="2026-03-01", **said).status_code == 303
    late = second.decide(period="2026-02-01", **said)
    assert late.status_code == 409
    assert "Anna was faster" in late.text
    assert "Limits recalculated from Mar 2026: why" in late.text
    assert "Limits recalculated from Feb" not in first.read()
    back = {"kind": "withdrawal", "act": first.field("expected"), "text": "why", "expected": "0"}
    assert second.decide(**back).status_code == 409
    assert "decision withdrawn" not in first.read()


@pytest.mark.parametrize(
    ("role", "service"),
    [(Role.TEAM_LEADER, ""), (Role.READER, ""), (Role.QUALITY_LEAD, "inverlarig"), (Role.AUDITOR, "")],
)
def test_nobody_else_decides(server, here, role, service):
    lead, other = (
        Somebody(server, here, Role.QUALITY_LEAD),
        Somebody(server, here, role, service, name="carl"),
    )
    number = lead.decide(kind="annotation", period="2026-08-01", text="x").status_code
    assert number == 303
    token = re.search(r'name="csrf" value="(\w+)"', other.read("/methods"))
    assert token
    assert "Decide about this chart" not in other.read()
    for said in (
        {"kind": "rephase", "period": "2026-06-01"},
        {"kind": "withdrawal", "act": lead.field("expected")},
    ):
        answer = other.client.post(DECIDE, data={"csrf": token[1], "text": "why", **said})
        assert answer.status_code == 403
    assert "recalculated from Jun 2026" not in lead.read()


def test_a_decision_of_another_service_is_not_withdrawn_through_ones_own(server, here):
    everywhere = Somebody(server, here, Role.QUALITY_LEAD)
    everywhere.decide(kind="annotation", period="2026-08-01", text="x")
    local = Somebody(server, here, Role.QUALITY_LEAD, "inverlarig", name="carl")
    token = re.search(r'name="csrf" value="(\w+)"', local.read("/methods"))
    assert token
    said = {"csrf": token[1], "kind": "withdrawal", "text": "mine", "act": everywhere.field("expected")}
    answer = local.client.post("/indicator/news_on_time/decide?service=inverlarig-ward-2", data=said)
    assert answer.status_code == 400
    assert "decision withdrawn" not in everywhere.read()


def test_an_act_from_the_chart_leads_back_to_it_and_nowhere_else(server, here):
    leader = Somebody(server, here, Role.TEAM_LEADER)
    said = {"csrf": leader.token, "kind": "explain", "indicator": "news_on_time", "text": "Two new nurses"}
    for number in ("", "²", "9" * 5000, "12"):  # without what they had before them nobody wins in silence
        answer = leader.client.post("/huddle/strathcorrie-amu/acts", data={**said, "expected": number})
        assert answer.status_code == 400, number
        assert "load it again" in answer.text.lower()
    answer = leader.client.post(
        "/huddle/strathcorrie-amu/acts", data={**said, "expected": "0", "then": CHART}
    )
    assert urlsplit(answer.location).path == "/indicator/news_on_time"
    assert "Known cause: Two new nurses" in leader.read(answer.location)
    for elsewhere in ("//evil.example/", "https://evil.example/", "/\\evil.example", "javascript:x"):
        said["expected"] = dict(parse_qsl(urlsplit(answer.location).query))["did"]
        answer = leader.client.post("/huddle/strathcorrie-amu/acts", data={**said, "then": elsewhere})
        assert answer.location.startswith("/huddle/strathcorrie-amu?")


def test_a_board_asks_is_answered_decides_and_the_signal_is_minuted(server, here):
    member = Somebody(server, here, Role.BOARD_MEMBER)
    leader = Somebody(server, here, Role.TEAM_LEADER, name="lena")
    acts, board = "/huddle/strathcorrie-amu/acts", "/board?service=strathcorrie-amu"

    def do(kind: str, who=member, **said: str):
        about = {} if "of" in said else {"indicator": "news_on_time"}
        return who.client.post(acts, data={"csrf": who.token, "kind": kind, "then": board, **about, **said})

    asked = do("question", text="Is <one> nurse enough?", reply_by="2026-12-04")
    assert urlsplit(asked.location).path == "/board"
    for address in (board, CHART, "/huddle/strathcorrie-amu"):
        assert "Is <one> nurse enough?" in member.read(address)
    number = dict(parse_qsl(urlsplit(asked.location).query))["did"]
    answer = {"of": number, "expected": number, "who": leader}
    assert do("reply", text="Yes, until May", **answer).status_code == 303
    assert do("reply", text="No", **answer).status_code == 409
    assert do("decision", text="A new ward", minute="1", who=leader).status_code == 403, "it is no board"
    assert do("close", reason="care", text="x", expected="0").status_code == 403, "a board is no ward"
    assert "Yes, until May" in member.read(board)
    assert "answer due" not in member.read("/huddle/strathcorrie-amu")
    assert do("decision", text="Two more timers", minute="26/114").status_code == 303
    assert "Decided: Two more timers (minute 26/114)" in member.read(CHART)
    told = do("narrative", leader, happened="Fewer on time", cause="", doing="x", due="2026-13-01", check="x")
    assert told.status_code == 400
    assert "Why: it is empty" in told.text
    assert "Due: it is no day" in told.text
    said = {"cause": "Unknown yet", "doing": "Timers", "due": "2026-12-24", "check": "The chart"}
    assert do("narrative", leader, happened="Fewer on time", **said).status_code == 303
    assert do("narrative", leader, happened="Fewer still", **said).status_code == 303
    page = member.read(board)
    assert "Fewer still" in page
    assert "1 earlier narrative" in page
    shown = re.search(r'name="shown" value="([-\d]+)"', leader.read(board))
    assert do("description", leader, text="It falls for months.", shown="soon").status_code == 400
    assert do("description", leader, text="It falls for months.", shown=shown[1]).status_code == 303
    for address in (board, CHART):
        assert 'aria-label="It falls for months. (' in member.read(address)


def test_a_question_waits_and_is_asked_of_a_measure_alone(server, here):
    member = Somebody(server, here, Role.BOARD_MEMBER)
    said = {"csrf": member.token, "kind": "question", "text": "Why?", "reply_by": "2026-12-04"}
    assert member.client.post("/huddle/strathcorrie-amu/acts", data=said).status_code == 400
    nothing = {**said, "indicator": "no_such_measure"}
    assert member.client.post("/huddle/strathcorrie-amu/acts", data=nothing).status_code == 400
    calm = {**said, "indicator": "falls_harm"}  # which shows no signal
    assert member.client.post("/huddle/strathcorrie-amu/acts", data=calm).status_code == 303
    assert "Why?" in member.read("/huddle/strathcorrie-amu")


def test_a_target_set_from_the_page_is_the_same_everywhere(server, here):
    lead = Somebody(server, here, Role.QUALITY_LEAD)
    done = lead.decide(kind="target", period="2026-01-01", value="60", text="Agreed <here>", expected="0")
    assert done.status_code == 303
    page = lead.read(done.location)
    assert "Recorded: Target 60.0% from Jan 2026: Agreed <here> (Anna" in page
    assert page.count("Target 60.0% from Jan 2026: Agreed <here> (Anna") >= 3, "chart and decisions in force"
    assert "target of at least 60.0%" in page
    for address in ("/board?service=strathcorrie-amu", "/huddle/strathcorrie-amu"):
        assert "60.0%" in lead.read(address), address
    rows = lead.read("/indicator/news_on_time.csv?service=strathcorrie-amu").splitlines()
    head = rows[1].split(",")
    targets = [row.split(",")[head.index("target")] for row in rows[2:]]
    assert set(targets) == {"95", "60"}
    assert targets[-1] == "60"
    other = lead.read("/indicator/news_on_time?service=inverlarig-ward-2")
    assert "60.0%" not in other
    undo = lead.decide(kind="withdrawal", act=lead.field("expected"), text="Not agreed").status_code
    assert undo == 303
    assert "target of at least 60.0%" not in lead.read()
    assert "Not agreed" in lead.read()


def test_a_plan_set_from_the_page_is_drawn_and_said(server, here):
    lead = Somebody(server, here, Role.QUALITY_LEAD)
    said = {"first_period": "2026-01-01", "start_value": "50%", "period": "2027-03-01", "value": "95"}
    assert lead.decide(kind="trajectory", text="In steps", **said).status_code == 303
    page = lead.read()
    assert "Plan from 50.0% in Jan 2026 to 95.0% in Mar 2027: In steps" in page
    assert "behind the plan of 78.9%" in page
    answer = lead.decide(kind="trajectory", text="x", **said | {"period": "2026-01-01"})
    assert answer.status_code == 400
    assert "First period: 2026-01-01 is outside the series" in answer.text


@pytest.mark.parametrize(
    ("value", "told"),
    [("", "it is empty"), ("often", "it is no number"), ("9,5", "it is no number"), ("101", "it cannot be"),
     ("-1", "it cannot be"), ("nan", "it is no number"), ("1e1", "is no number"), ("9" * 500, "no number")],
)  # fmt: skip
def test_a_target_that_cannot_be_is_refused_in_words(server, here, value, told):
    lead = Somebody(server, here, Role.QUALITY_LEAD)
    answer = lead.decide(kind="target", period="2026-01-01", value=value, text="x")
    assert answer.status_code == 400
    assert "Value: " in answer.text
    assert told in answer.text
    assert "a number from 0 to 100" in answer.text
    assert len(answer.text) < 400


def test_a_note_on_several_periods_is_a_band_in_words_too(server, here):
    lead = Somebody(server, here, Role.QUALITY_LEAD)
    said = {
        "kind": "annotation",
        "first_period": "2026-03-01",
        "period": "2026-05-01",
        "text": "Ward <closed>",
    }
    assert lead.decide(**said).status_code == 303
    page = lead.client.get(CHART).text
    assert "Mar 2026 to May 2026: Ward &lt;closed&gt; (Anna" in page
    assert 'aria-label="' in page
    label = page.partition('role="img" aria-label="')[2].partition('"')[0]
    assert "Noted from Mar 2026 to May 2026: Ward &lt;closed&gt;." in label
    assert "fill-opacity" in page
    assert page.count("noted: Ward &lt;closed&gt;") == 3, "in the table, at each of its periods"
    assert lead.decide(**said | {"first_period": "2026-06-01"}).status_code == 400


def unusual_since(file: str, first: str) -> tuple[str, str]:
    """How many points of a file are unusual from a month on, and how many were judged."""
    rows = [row for row in file.splitlines() if ",20" in row and row.split(",")[1] >= first]
    judged = [row for row in rows if "not complete" not in row and "no value" not in row]
    unusual = [row for row in judged if re.search("Improvement|Concern", row)]
    return str(len(unusual)) if unusual else "none", str(len(judged))


def test_what_earlier_limits_would_have_marked_is_said_and_shown(server, here):
    lead = Somebody(server, here, Role.QUALITY_LEAD)
    file = "/indicator/news_on_time.csv?service=strathcorrie-amu"
    before = unusual_since(lead.read(file), "2026-03-01")
    assert before[0] != "none"
    lead.decide(kind="rephase", period="2026-03-01", text="New charts on every bed", expected="0")
    told = re.search(r"Under the earlier limits, (\d+|none) of the (\d+) points since Mar 2026 "
                     r"would have been unusual( \([a-z ,]+\))?\.", lead.read())  # fmt: skip
    assert told
    assert (told[1], told[2]) == before
    assert "outside the limits" in told[3], "the fall alone would mark them under any limits"
    assert unusual_since(lead.read(f"{file}&look=earlier-limits"), "2026-03-01") == before


GROUP = "did_not_attend?service=strathcorrie-outpatients&group=deprivation:1"
GROUP_CHART = f"/indicator/{GROUP}"
GROUP_DECIDE = GROUP_CHART.replace("?", "/decide?")


def test_a_group_is_decided_about_behind_the_gate(server, here):
    lead = Somebody(server, here, Role.QUALITY_LEAD)
    page = lead.read(GROUP_CHART)
    assert "Decide about this chart" in page
    assert "Set a target" not in page, "that is for everyone"
    said = {"kind": "annotation", "period": "2026-06-01", "text": "A new clinic"}
    done = lead.decide(GROUP_DECIDE, **said, expected="0")
    assert done.status_code == 303, done.text
    assert "group=deprivation" in done.location
    page = lead.read(done.location)
    assert "Recorded: Jun 2026: A new clinic (Anna" in page
    assert "noted: A new clinic" in page
    assert "A new clinic" not in lead.read(GROUP_CHART.replace("&group=deprivation:1", ""))
    for kind in ("target", "trajectory"):
        aim = {"period": "2026-06-01", "first_period": "2026-05-01", "value": "9", "start_value": "8"}
        answer = lead.decide(GROUP_DECIDE, kind=kind, text="x", **aim)
        assert answer.status_code == 400
        assert "for everyone" in answer.text


def test_nothing_is_decided_about_a_point_of_a_group_that_is_hidden(server, here):
    lead = Somebody(server, here, Role.QUALITY_LEAD)
    hidden = GROUP_CHART.replace("deprivation:1", "deprivation:5")
    assert lead.client.get(hidden).status_code == 200
    assert "Decide about this chart" not in lead.read(hidden)
    to = GROUP_DECIDE.replace("deprivation:1", "deprivation:5")
    for kind in ("annotation", "rephase", "exclusion", "baseline"):
        answer = lead.decide(to, kind=kind, period="2026-06-01", text="x")
        assert answer.status_code == 400
        assert "no number of this group is shown for Jun 2026" in answer.text


def test_a_target_for_everyone_holds_for_the_groups_of_the_service(server, here):
    lead = Somebody(server, here, Role.QUALITY_LEAD)
    everyone = GROUP_DECIDE.replace("&group=deprivation:1", "")
    said = {"kind": "target", "period": "2026-01-01", "value": "3.3", "text": "Agreed"}
    assert lead.decide(everyone, **said).status_code == 303
    page = lead.read(GROUP_CHART)
    assert "Target 3.3% from Jan 2026: Agreed" in page
    assert "target of at most 3.3%" in page
    assert "Withdraw</summary>" not in page, "it is taken back where it was set"


def test_a_reader_without_groups_still_reads_after_a_decision_about_one(server, here):
    lead = Somebody(server, here, Role.QUALITY_LEAD)
    said = {"kind": "annotation", "period": "2026-06-01", "text": "x"}
    assert lead.decide(GROUP_DECIDE, **said).status_code == 303
    member = Somebody(server, here, Role.TEAM_MEMBER, name="carl")
    everyone = GROUP_CHART.replace("&group=deprivation:1", "")
    for address in (everyone, f"{everyone}&as_of=20", "/board?service=strathcorrie&as_of=20"):
        assert member.client.get(address).status_code == 200, address
    assert member.client.get(GROUP_CHART).status_code == 403
    token = re.search(r'name="csrf" value="(\w+)"', member.read("/methods"))
    assert token
    assert member.client.post(GROUP_DECIDE, data={"csrf": token[1], **said}).status_code == 403


def test_what_was_typed_comes_back_to_whoever_is_second(server, here):
    first = Somebody(server, here, Role.QUALITY_LEAD)
    second = Somebody(server, here, Role.ANALYST, name="berta")
    first.decide(kind="target", period="2026-01-01", value="80", text="Agreed", expected="0")
    late = second.decide(kind="exclusion", period="2026-08-01", text="The server was down", expected="0")
    assert late.status_code == 409
    assert "Anna was faster" in late.text
    assert "Target 80.0% from Jan 2026: Agreed." in late.text
    assert "You wrote: The server was down" in late.text
    number = second.field("expected")
    first.decide(kind="withdrawal", act=number, text="No", expected=number)
    late = second.decide(kind="exclusion", period="2026-08-01", text="Down", expected=number)
    assert "withdrawn: Target 80.0% from Jan 2026" in late.text
