"""What signals led to, as it is read: the page, its filter and its file say the same."""

from __future__ import annotations

import csv
import io

import pytest

from tests.walks.somebody import Somebody

AMU = "strathcorrie-amu"
HERE = f"/signals/outcomes?service={AMU}"


def rows(client, query=""):
    text = client.get(f"/signals/outcomes.csv{query}").text.removeprefix("\ufeff")
    return list(csv.DictReader(io.StringIO(text)))


def counted(client, query=""):
    return {row["outcome"]: int(row["count"]) for row in rows(client, query) if row["grouped_by"] == "all"}


def test_closing_a_signal_is_counted_where_it_was(server):
    leader, visitor = Somebody(server, "team-leader"), Somebody(server).client
    everywhere_before = counted(visitor)
    before = counted(leader.client, f"?service={AMU}")
    form = leader.form("close", f"/signals?service={AMU}", indicator="patient_experience")
    leader.client.post(f"/huddle/{AMU}/acts", data=form | {"reason": "care", "text": "More staff"})
    after = counted(leader.client, f"?service={AMU}")
    assert after["care"] == before["care"] + 1
    assert sum(after.values()) == sum(before.values())
    assert "one was closed because something in care had changed" in leader.words(HERE)
    everywhere = counted(visitor)
    assert everywhere["care"] == everywhere_before["care"] + 1
    assert sum(everywhere.values()) > sum(after.values())


def test_parts_add_up_to_the_whole(server):
    client = Somebody(server).client
    found = rows(client)
    for part in ("measure", "rule"):
        for outcome, count in counted(client).items():
            assert count == sum(int(row["count"]) for row in found
                                if row["grouped_by"] == part and row["outcome"] == outcome)  # fmt: skip
    kinds = [counted(client, f"?kind={kind}") for kind in ("concern", "improvement", "change")]
    assert sum(sum(kind.values()) for kind in kinds) == sum(counted(client).values())


def test_a_share_is_given_from_ten_signals_on(server):
    for row in rows(Somebody(server).client):
        assert bool(row["per_100"]) is bool(row["low"]) is (int(row["signals"]) >= 10)


@pytest.mark.parametrize(
    "query", ["since=lost", "until=0001-01-01", "since=2026-11-20&until=2026-11-01", "kind=odd", "since=²"]
)
def test_a_choice_that_makes_no_sense_is_named(server, query):
    client = Somebody(server).client
    assert client.get(f"/signals/outcomes?{query}").status_code == 400
    assert client.get(f"/signals/outcomes.csv?{query}").status_code == 400


def test_a_span_without_signals_says_so(server):
    page = Somebody(server).words("/signals/outcomes?since=1999-01-01&until=1999-02-01")
    assert "No signal was raised here in these months." in page


def test_it_is_found_from_the_list(server):
    assert f'href="/signals/outcomes?service={AMU}"' in Somebody(server).read(f"/signals?service={AMU}")


@pytest.mark.parametrize("address", ["/signals/outcomes", "/signals/response-times"])
def test_everybody_can_read_it_at_any_width(visit, check_axe, is_wider, address):
    for width in (375, 1280):
        page = visit(address, width=width)
        for fold in page.locator("main summary").all():
            fold.click()
        assert not is_wider(page)
        check_axe(page)
