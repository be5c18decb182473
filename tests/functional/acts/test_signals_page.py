"""The list of open signals: what it shows to whom, how it is filtered, and acts done on it."""

from __future__ import annotations

import csv
import io

from quality.huddle import huddle
from quality.open_signals import open_signals
from quality.reference.ids import read_ids
from tests.walks.somebody import Somebody

AMU = "strathcorrie-amu"
HERE = f"/signals?service={AMU}"


def test_it_lists_what_each_huddle_shows(own_demo):
    with own_demo.session() as session:
        services = [*read_ids(session).services.by_code.values()]
        found = open_signals(session, own_demo.catalogue, services, own_demo.today)
        assert found.signals
        for service in services:
            one = huddle(session, own_demo.catalogue, service.code, today=own_demo.today)
            shown = [s for s in found.signals if s.service == service and s.card and s.state != "snoozed"]
            assert len(shown) == len(one.cards) + len(one.rest), service.code


def test_a_signal_is_owned_filtered_and_given_back_on_the_list(server):
    leader = Somebody(server, "team-leader")
    form = leader.form("own", HERE, indicator="patient_experience")
    answer = leader.client.post(f"/huddle/{AMU}/acts", data=form)
    after = answer.headers["Location"]
    assert after.startswith(HERE)
    assert "Recorded: Patient experience score: Ailsa Munro looks into it" in leader.words(after)
    assert "Owned by Ailsa Munro" in leader.words(f"{HERE}&state=owned&owner=Ailsa+Munro")
    assert "Patient experience score" not in leader.words(f"{HERE}&state=new")
    text = leader.client.get(f"/signals.csv?service={AMU}&state=owned").text.removeprefix("\ufeff")
    assert [row["owner"] for row in csv.DictReader(io.StringIO(text))] == ["Ailsa Munro"]
    leader.client.post(f"/huddle/{AMU}/acts", data=leader.form("undo", after))
    assert "Owned by Ailsa Munro, due 4 December 2026" not in leader.words(HERE)


def test_what_was_closed_is_not_listed(server):
    leader = Somebody(server, "team-leader")
    assert "Patient experience score" in leader.words(HERE).partition("measures checked")[2]
    form = leader.form("close", HERE, indicator="patient_experience") | {"reason": "chance", "text": "Few"}
    assert leader.client.post(f"/huddle/{AMU}/acts", data=form).status_code == 303
    assert "Patient experience score" not in leader.words(HERE).partition("measures checked")[2]


def test_what_waits_for_people_comes_first_and_is_done_there(server):
    leader = Somebody(server, "team-leader")
    form = leader.form("action_moved")
    for day in ("2026-12-01", "2026-12-02", "2026-12-03"):
        told = {**form, "due": day, "text": "The post is late"}
        moved = leader.client.post(f"/huddle/{AMU}/acts", data=told)
        form["expected"] = moved.headers["Location"].rpartition("did=")[2]
    page = leader.words(HERE).partition("measures checked")[2]
    assert page.index("Date moved three times") < page.index("Concern")
    assert "Check every mattress" in page
    done = leader.form("action_done", HERE)
    answer = leader.client.post(f"/huddle/{AMU}/acts", data=done)
    assert answer.headers["Location"].startswith(HERE)
    assert "Check every mattress" not in leader.words(f"{HERE}&kind=date")


def test_a_long_list_is_read_in_parts(server):
    visitor = Somebody(server)
    whole, part = visitor.words("/signals"), visitor.words("/signals?start=20")
    count = int(whole.partition(" open signals")[0].rpartition(" ")[2])
    assert f"21 to {count} shown" in part
    links = [
        visitor.client.get(where).text.count("/indicator/") for where in ("/signals", "/signals?start=20")
    ]
    assert 0 < links[1] < links[0]
    for odd in ("9" * 30, "-1", "²"):
        assert visitor.client.get(f"/signals?start={odd}").status_code == 200


def test_a_visitor_reads_without_forms_and_a_wrong_filter_is_named(server):
    visitor = Somebody(server)
    assert "data-act" not in visitor.read("/signals")
    assert visitor.client.get("/signals?state=lost").status_code == 400
