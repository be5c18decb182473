"""Response times as they are read: waiting is said, a filter holds for the file too, nobody is named."""

from __future__ import annotations

import csv
import io

from tests.walks.somebody import Somebody

HERE = "/signals/response-times"
AMU = "strathcorrie-amu"


def rows(client, query=""):
    text = client.get(f"{HERE}.csv{query}").text.removeprefix("\ufeff")
    return list(csv.DictReader(io.StringIO(text)))


def test_an_escalation_waits_and_is_answered(server):
    leader, manager = Somebody(server, "team-leader"), Somebody(server, "manager")
    before = leader.words(f"{HERE}?service={AMU}")
    assert "Nobody waits now." in before
    form = leader.form("escalate", f"/huddle/{AMU}") | {"text": "Two more at night?"}
    assert leader.client.post(f"/huddle/{AMU}/acts", data=form).status_code == 303
    page = manager.words(f"{HERE}?service={AMU}")
    assert "One still waits, since today." in page
    assert "1 of 1" in page
    for word in ("Ailsa Munro", "Rory Campbell"):
        assert word not in page
    month = [row for row in rows(manager.client) if row["measure"] == "Days from escalation to reply"][-1]
    assert (month["denominator"], month["complete"]) == ("2", "no")


def test_a_tier_is_chosen_and_a_wrong_one_is_named(server):
    client = Somebody(server).client
    everything, hospital = rows(client), rows(client, "?tier=hospital")
    assert {row["measure"] for row in hospital} <= {row["measure"] for row in everything}
    assert "Nothing was escalated since" in Somebody(server).words(f"{HERE}?tier=board")
    for address in (f"{HERE}?tier=nowhere", f"{HERE}.csv?tier=nowhere"):
        assert client.get(address).status_code == 400
