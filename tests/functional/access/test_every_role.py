"""Every role on every page, file and address, inside and outside of where it holds. The addresses come from
what is registered, so that a new one cannot be left out."""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import urlencode

import dash
import pytest
from werkzeug.routing import Rule

from catalogue.people import Role
from quality.board.board import board
from quality.equity.build_view import equity_view
from quality.people.person import Grant, Person
from quality.people.roles import MAY, What
from quality.reference.ids import read_ids
from quality.registers.perform import ProposedStep, take
from server.page_cache import DOCUMENTS
from server.security import CALLBACKS
from server.sign_in.access import NOTHING, need_of_page, need_of_route
from tests.effort import is_thorough
from tests.packs.freezing import frozen_pack
from tests.signed_in import own_deployment, signed_in
from tests.unzipped import text_of
from tests.views import view

SCOPE = "strathcorrie"
IN, OUT = ("strathcorrie", "strathcorrie-outpatients"), ("inverlarig-outpatients", "braefoot", "glenmore")
MEASURES = ("falls_harm", "did_not_attend")
MEETING = {True: ("strathcorrie_quality", "2026-11-18"), False: ("board", "2026-09-24")}
"""A forum and its day, by whether it is of the scope."""
ALIKE = {frozenset(MAY[role]): role for role in Role}
"""One of the roles that may do the same, by what that is."""
QUERIES: tuple[dict[str, str], ...] = (
    {},
    {"part": "inside"},
    {"part": "change"},
    {"as_of": "20"},
    {"group": "deprivation:1"},
    {"tv": "1"},
    {"find": "ward"},
    {"source": "complaints", "preview": "1"},
)


PACKS: dict[str, int] = {}
"""Number of a frozen pack of each service."""
RECORDS: dict[str, int] = {}
"""Number of a record of a register of each service."""


def agreed(made, service: str) -> int:
    """Agree an action of a register."""
    said = {"text": "Look at the bays", "owner": "Matron", "due": "2026-12-01"}
    proposed = ProposedStep("action", "agree", service, said=said)
    with made.writing() as session:
        act = take(session, made.catalogue, proposed, by="A", role="", at=made.now, today=made.today)
    return act.id


@pytest.fixture(scope="module")
def here(demo, tmp_path_factory):
    with own_deployment(demo, tmp_path_factory.mktemp("roles")) as made:
        PACKS.update({service: frozen_pack(made, service) for service in (*IN, *OUT)})
        RECORDS.update({service: agreed(made, service) for service in (*IN, *OUT)})
        yield made


@pytest.fixture(scope="module")
def server(here):
    from app import make_app

    return make_app(here, is_local=False).server


@pytest.fixture(scope="module")
def clients(server, here):
    return {role: signed_in(server, here, Grant(role, SCOPE), name=role) for role in Role}


@pytest.fixture(scope="module")
def elsewhere(here):
    """Names and codes of the services outside of the scope. The top has the organisation's own name."""
    with here.session() as session:
        tree = read_ids(session).services
    inside = {one.code for one in tree.below(SCOPE)}
    return {text for one in tree.by_code.values() if one.code not in inside
            for text in (one.code, one.name)} - {here.catalogue.organisation.name}  # fmt: skip


def told(text, here) -> str:
    """What an answer says, without the names of sources: these are of the catalogue, not of a service."""
    for code in sorted(here.catalogue.sources, key=len, reverse=True):
        text = text.replace(code, "")
    return text


def files(server) -> list[Rule]:
    """Every route that is not Dash's own nor open, and not the one of the pages."""
    return [
        rule
        for rule in server.url_map.iter_rules()
        if "GET" in rule.methods
        and rule.rule not in DOCUMENTS
        and not rule.rule.startswith("/_")
        and need_of_route(server, rule.endpoint, rule.rule) not in (NOTHING, None)
    ]


def of_meeting(address: str, service: str) -> str:
    """Put a forum of the scope, or of the whole organisation, and its day into an address."""
    forum, day = MEETING[service in IN]
    for name, said in (("forum", forum), ("day", day), ("year", day[:4])):
        address = re.sub(rf"<(?:\w+:)?{name}>", said, address)
    return address


def addresses(server, service: str) -> list[tuple[str, What]]:
    """Every address that is about a service, in every way that may be asked for, and what it needs."""
    templates = [
        (page.get("path_template") or page["path"], need_of_page(page))
        for name, page in dash.page_registry.items()
        if not name.endswith("not_found_404")
    ]
    templates += [(rule.rule, need_of_route(server, rule.endpoint, rule.rule)) for rule in files(server)]
    found = []
    for template, need in templates:
        for code in MEASURES:
            path = re.sub(r"<(?:\w+:)?service>", service, re.sub(r"<(?:\w+:)?code>", code, template))
            numbers = PACKS if path.startswith("/packs") else RECORDS
            path = (
                path.replace("<number>", str(numbers[service]))
                .replace("<criterion>", "2.4")
                .replace("<report>", "people")
            )
            path = of_meeting(path, service)
            assert "<" not in path, f"say here what stands for {path}"
            for query in QUERIES:
                asked = query if "<service>" in template else {"service": service, **query}
                asked = asked | ({"within": service} if path == "/" else {})
                needs = What.GROUPS if "group" in query and path.startswith("/indicator") else need
                found.append((f"{path}?{urlencode(asked)}", needs))
    return list(dict.fromkeys(found))


def test_every_route_says_what_it_needs(server):
    silent = [
        r.rule for r in server.url_map.iter_rules() if need_of_route(server, r.endpoint, r.rule) is None
    ]
    assert silent == ["/static/<path:filename>"], "there is no such folder"


def test_a_route_that_says_nothing_is_refused(here):
    from app import make_app

    made = make_app(here, is_local=False).server
    made.url_map.add(Rule("/forgotten", endpoint="forgotten", methods=["GET"]))
    made.view_functions["forgotten"] = lambda: "everything"
    client = signed_in(made, here, Grant(Role.ADMIN), Grant(Role.QUALITY_LEAD), name="everything")
    assert client.get("/forgotten").status_code == 403


def test_nobody_gets_nothing(server, elsewhere):
    client = server.test_client()
    for address, _ in addresses(server, "strathcorrie"):
        answer = client.get(address)
        assert answer.status_code in (302, 401), address
        assert not any(text in text_of(answer) for text in elsewhere)
    assert view(client, "/board").status_code == 401
    assert client.post(CALLBACKS, json={}).status_code == 401


@pytest.mark.sampled
@pytest.mark.parametrize("role", Role)
def test_outside_of_where_a_role_holds_everything_is_refused(server, clients, elsewhere, role):
    if not is_thorough() and role not in ALIKE.values():
        return
    for service in OUT if is_thorough() else OUT[:1]:
        for address, _ in addresses(server, service):
            asked = clients[role].get(address)
            path, _, query = address.partition("?")
            shown = view(clients[role], path, f"?{query}")
            assert asked.status_code == 403, (address, asked.status_code)
            for answer in (asked, shown):
                others = elsewhere - {service} - ({"inverlarig", "braefoot"} if service in OUT else set())
                assert not [text for text in others if text in text_of(answer)], address


@pytest.mark.sampled
@pytest.mark.parametrize("role", Role)
def test_inside_a_role_gets_what_it_may_and_sees_no_other_service(server, here, clients, elsewhere, role):
    if not is_thorough() and role not in ALIKE.values():
        return
    for service in IN if is_thorough() else IN[1:]:
        for address, need in addresses(server, service):
            asked = clients[role].get(address)
            if need in MAY[role]:
                assert asked.status_code in (200, 404, 400), (address, asked.status_code)
            else:
                assert asked.status_code == 403, (address, asked.status_code)
            path, _, query = address.partition("?")
            for answer in (asked, view(clients[role], path, f"?{query}")):
                read = told(text_of(answer), here)
                assert not [text for text in elsewhere if text in read], address


@pytest.mark.parametrize(
    "address", ["/", "/board", "/indicator/falls_harm", "/equity/did_not_attend", "/data"]
)
def test_without_a_service_one_is_where_ones_role_holds(here, clients, elsewhere, address):
    answer = clients[Role.MANAGER].get(address)
    assert answer.status_code == 200
    assert "Strathcorrie General Hospital" in answer.text
    assert not [text for text in elsewhere if text in told(answer.text, here)]


def test_somebody_without_a_role_is_told_so(server, here):
    client = signed_in(server, here, name="new")
    for address, need in addresses(server, "strathcorrie"):
        if need is not None:
            assert client.get(address).status_code == 403
    assert "no role here yet" in client.get("/").text


def test_scopes_are_kept_apart_in_the_kept_pages(server, here):
    """The same address, for one after the other and back: each has their own answer."""
    everywhere = signed_in(server, here, Grant(Role.MANAGER), name="everywhere")
    ward = signed_in(server, here, Grant(Role.MANAGER, "strathcorrie-amu"), name="ward")
    for client, holds in ((everywhere, True), (ward, False), (everywhere, True), (ward, False)):
        assert ("Inverlarig Hospital" in client.get("/").text) is holds
        assert ("Inverlarig Hospital" in view(client, "/").text) is holds


def test_hidden_numbers_are_the_same_for_everybody(here):
    """What is hidden of a ward depends on its neighbours, whoever reads it, and whoever read before."""
    asked = {"dimension": "deprivation", "service": "strathcorrie-outpatients"}
    seen = []
    for grant in (Grant(Role.READER, "strathcorrie-outpatients"), Grant(Role.READER)):
        part = replace(here, scope=Person("a", "A", (grant,)).scope)
        with part.session() as session:
            seen.append(equity_view(session, here.catalogue, "did_not_attend", **asked).rows)
    assert seen[0] == seen[1]


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("service", [IN[1], OUT[0]])
def test_only_who_may_act_there_writes(server, here, clients, role, service):
    """With the token of a page of ours, and whatever else the form lacks."""
    csrf = re.search(r'name="csrf" value="(\w+)"', clients[role].get("/methods").text)[1]
    rules = [
        rule for rule in server.url_map.iter_rules() if "POST" in rule.methods and rule.rule != CALLBACKS
    ]
    asked = [rule for rule in rules if need_of_route(server, rule.endpoint, rule.rule) not in (NOTHING, None)]
    assert asked
    for rule in asked:
        address = re.sub("<(?:\\w+:)?service>", service, rule.rule)
        decides, governs = "<code>" in address, "<forum>" in address
        address = of_meeting(address, service)
        address = address.replace("<code>", MEASURES[1]) + (f"?service={service}" if decides else "")
        assert "<" not in address, f"say here what stands for {address}"
        needed = What.DECIDE if decides else What.GOVERN if governs else What.ACT
        may_act = service in IN and needed in MAY[role]
        if rule.rule.startswith("/packs"):  # its form says of which service
            may_act = What.GOVERN in MAY[role]
        if rule.rule.startswith("/record"):  # its form says about which record
            may_act = bool({What.ACT, What.GOVERN, What.ASSESS} & MAY[role])
        if need_of_route(server, rule.endpoint, rule.rule) is What.ADMIN:  # about people, not about a service
            may_act = What.ADMIN in MAY[role]
        status = clients[role].post(address, data={"csrf": csrf}).status_code
        assert status == 400 if may_act else status == 403, (address, status)
        assert clients[role].post(address).status_code == 400, "without the token"


@pytest.mark.parametrize("service", ["strathcorrie", "strathcorrie-amu"])
def test_a_board_says_the_same_whoever_reads_it(here, service):
    seen = []
    for grant in (Grant(Role.MANAGER, service), Grant(Role.MANAGER)):
        with replace(here, scope=Person("a", "A", (grant,)).scope).session() as session:
            found = board(session, here.catalogue, service=service, today=here.today)
            seen.append(
                ([(row.code, row.status, row.below) for row in found.rows], found.elsewhere, found.found)
            )
    assert seen[0] == seen[1]
