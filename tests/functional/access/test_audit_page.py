"""/audit: newest first, filtered, in pages, as a file; within where one may audit; reading it is audited."""

from __future__ import annotations

import csv
import io
import re
from datetime import datetime, timedelta

import pytest
from sqlalchemy import delete

from catalogue.people import Role
from components.words.access.audit import KINDS
from data.database import transaction
from data.models import Audit, Person, SignedIn
from quality.deployment import set_current
from quality.people.accounts import add_account
from quality.people.audit import Entry, Kind, read, write
from quality.people.person import Grant
from quality.people.sessions import utc_now
from server.sign_in.strangers import A_MINUTE, FROM_ONE, Strangers
from tests.signed_in import own_deployment, signed_in
from tests.views import view

AMU, INVERLARIG = "strathcorrie-amu", "inverlarig-outpatients"
AT_ONCE = 100


@pytest.fixture(scope="module")
def own(demo, tmp_path_factory):
    with own_deployment(demo, tmp_path_factory.mktemp("audit")) as made:
        yield made


@pytest.fixture(scope="module")
def made(own):
    from app import make_app

    return make_app(own, is_local=False).server


@pytest.fixture
def here(own, made):
    made.extensions["audit"].flush()
    with transaction(own.engine) as session:
        for table in (Audit, Person, SignedIn):
            session.execute(delete(table))
        for name, *places in (("anna", AMU), ("ivan", INVERLARIG), ("both", AMU, INVERLARIG), ("all", "")):
            add_account(session, name, name.title(), [Grant(Role.READER, place) for place in places])
    set_current(own)
    return own


@pytest.fixture
def entries(here):
    """Sign-ins of all of them, files of two services, a stranger, a role that was given."""
    day = datetime(2026, 11, 20, 9)
    people = ["local:anna", "local:ivan", "local:both", "local:all", "local:stranger"]
    found = [Entry(Kind.SIGNED_IN, one, "10.0.0.1", at=day) for one in people[:4]]
    found += [
        Entry(Kind.TRIED, people[4], "10.0.0.9", at=day),
        Entry(Kind.TOOK_FILE, "local:all", "", f"/board.csv?service={AMU}", day + timedelta(days=1), AMU),
        Entry(Kind.TOOK_FILE, "local:anna", "", "/there.csv", day + timedelta(days=2), INVERLARIG),
        Entry(Kind.GIVEN, "local:all", "", f"local:anna: reader ({AMU})", day + timedelta(days=3), AMU),
    ]
    with transaction(here.engine) as session:
        write(session, found)


def auditor(made, here, service=""):
    return signed_in(made, here, Grant(Role.AUDITOR, service), name="olga")


def rows(client, query="") -> list[dict[str, str]]:
    answer = client.get(f"/audit.csv?{query}")
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))


def told(client, query="") -> list[tuple[str, str]]:
    return [(row["What"], row["Person"]) for row in rows(client, query) if row["Person"] != "local:olga"]


@pytest.mark.usefixtures("entries")
def test_everywhere_one_reads_everything_the_newest_first(made, here):
    found = rows(auditor(made, here))
    assert [int(row["Number"]) for row in found] == sorted(
        (int(row["Number"]) for row in found), reverse=True
    )
    assert len([row for row in found if row["Person"] != "local:olga"]) == 8
    page = auditor(made, here).get("/audit").text
    assert page.index("Gave a role") < page.index("/there.csv") < page.index("local:stranger")


@pytest.mark.usefixtures("entries")
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("kind=took+a+file", ["local:anna", "local:all"]),
        ("person=local:ivan", ["local:ivan"]),
        ("person=Ivan", ["local:ivan"]),
        ("person=stranger", []),
        ("person=local:stranger", ["local:stranger"]),
        ("person=local:anna", ["local:all", "local:anna", "local:anna"]),
        ("since=2026-11-21&until=2026-11-21", ["local:all"]),
        ("until=2026-11-20&kind=signed+in", ["local:all", "local:both", "local:ivan", "local:anna"]),
        (f"service={INVERLARIG}", ["local:anna"]),
        ("service=strathcorrie", ["local:all", "local:all"]),
        ("person=%25", []),
    ],
)
def test_filters(made, here, query, expected):
    client = auditor(made, here)
    assert [person for _, person in told(client, query)] == expected
    assert client.get(f"/audit?{query}").status_code == 200


@pytest.mark.usefixtures("entries")
def test_of_a_part_one_reads_what_was_about_it_and_what_its_own_people_did(made, here):
    client = auditor(made, here, "strathcorrie")
    expected = [("Gave a role", "local:all"), ("Took a file", "local:all"), ("Signed in", "local:anna")]
    assert told(client) == expected
    page = client.get("/audit").text
    assert not [text for text in ("local:ivan", "local:both", "/there.csv", "stranger") if text in page]
    assert told(client, "person=ivan") == told(client, "kind=tried+to+sign+in") == []
    for query in (f"service={INVERLARIG}", "service=glenmore"):
        assert (
            client.get(f"/audit?{query}").status_code == client.get(f"/audit.csv?{query}").status_code == 403
        )


def test_auditing_a_part_is_not_reading_another(made, here):
    """Whoever reads everywhere and audits one hospital audits no more than that."""
    client = signed_in(made, here, Grant(Role.READER), Grant(Role.AUDITOR, "strathcorrie"), name="olga")
    assert client.get(f"/audit?service={AMU}").status_code == 200
    assert client.get(f"/audit?service={INVERLARIG}").status_code == 403


def test_pages_follow_each_other_without_gap_or_repeat(made, here):
    with transaction(here.engine) as session:
        write(session, [Entry(Kind.SIGNED_IN, f"local:n{number:03}", at=utc_now()) for number in range(250)])
    client, seen, query = auditor(made, here), [], "/audit?kind=signed+in"
    while query:
        page = client.get(query).text
        seen += re.findall(r'file-name">local:(n\d+)', page)
        older = re.search(r'href="([^"]*before=\d+[^"]*)"[^>]*>Older', page)
        query = older[1].replace("&amp;", "&") if older else ""
    assert seen == [f"n{number:03}" for number in reversed(range(250))]


def test_reading_it_is_audited_and_never_kept(made, here):
    client = auditor(made, here)
    for _ in range(2):
        client.get("/audit?kind=signed+in")
    assert "Signed in" in view(client, "/audit").text
    client.get("/audit.csv")
    made.extensions["audit"].flush()
    with here.session() as session:
        found = [(one.kind, one.about) for one in read(session)][::-1]
    assert found == [
        (Kind.READ_AUDIT, "/audit?kind=signed+in"),
        (Kind.READ_AUDIT, "/audit?kind=signed+in"),
        (Kind.READ_AUDIT, "/audit"),
        (Kind.TOOK_FILE, "/audit.csv"),
    ]
    assert "Took a file" in client.get("/audit").text


def test_the_service_of_an_address_is_audited(made, here):
    client = signed_in(made, here, Grant(Role.READER), name="rita")
    asked = {
        f"/equity/falls_harm?service={AMU}": AMU,
        f"/signals.csv?service={INVERLARIG}": INVERLARIG,
        "/equity/falls_harm": "",
    }
    for address in asked:
        client.get(address)
    signed_in(made, here, Grant(Role.READER, AMU), name="una").get(f"/huddle/{INVERLARIG}")
    made.extensions["audit"].flush()
    with here.session() as session:
        found = {row.about: row.service or "" for row in session.query(Audit)}
    assert found.items() >= {**asked, f"/huddle/{INVERLARIG}": INVERLARIG}.items()


@pytest.mark.parametrize(
    "query",
    [
        "kind=nonsense",
        "since=yesterday",
        "until=2026-13-01",
        "since=0001-01-01",
        "until=9999-12-31",
        "before=x",
        "before=-1",
        "person=a%00b",
        "service=%00",
        "kind=a&kind=b",
        "person=" + "x" * 300,
    ],
)
def test_what_makes_no_sense_is_said(made, here, query):
    client = auditor(made, here)
    assert client.get(f"/audit?{query}").status_code == 400
    assert client.get(f"/audit.csv?{query}").status_code == 400


def test_formulas_of_strangers_are_harmless_in_a_file(made, here):
    with transaction(here.engine) as session:
        write(session, [Entry(Kind.TRIED, "=cmd|calc", "10.0.0.9", at=utc_now())])
    assert [row["Person"] for row in rows(auditor(made, here), "kind=tried+to+sign+in")] == ["'=cmd|calc"]


@pytest.mark.parametrize("stranger", ["", "demo:visitor"])
def test_strangers_cannot_fill_the_audit(stranger):
    now = [0.0]
    strangers = Strangers(lambda: now[0])

    def send(count, place, person=stranger):
        entry = Entry(Kind.REFUSED, person, place)
        return sum(len(strangers.keep(entry)) for _ in range(count))

    assert send(FROM_ONE + 40, "10.0.0.1") == FROM_ONE
    assert sum(send(10, f"10.0.1.{number}") for number in range(100)) == A_MINUTE - FROM_ONE
    assert send(500, "10.0.0.1", "local:anna") == 500, "who is known is answerable for it"
    now[0] = 61.0
    first = strangers.keep(Entry(Kind.REFUSED, stranger, "10.0.0.1"))
    assert [one.kind for one in first] == [Kind.SUPPRESSED, Kind.REFUSED]
    assert first[0].about == f"{40 + 1000 - (A_MINUTE - FROM_ONE):,}"
    assert send(1, "10.0.0.1") == 1


def test_every_kind_of_entry_has_a_word():
    assert set(KINDS) == set(Kind)
