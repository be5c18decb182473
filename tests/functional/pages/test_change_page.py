"""Why did it change? One activation from the chart, the groups and the board, and no more for anybody than
they may see."""

from __future__ import annotations

import csv
import io
import re

import pytest
from playwright.sync_api import expect
from sqlalchemy import func, select

from catalogue.people import Role
from data.models import Load
from quality.people.audit import Kind
from quality.people.person import Grant
from tests.browsing import DESK, PHONE, arrived, fits, resize
from tests.functional.access.test_attack_access import audited
from tests.signed_in import own_deployment, signed_in
from tests.views import read, view

WHY = "Why did it change?"
HOSPITAL = "strathcorrie"
MEASURE = "/indicator/did_not_attend"
BY_GROUP = ("By deprivation", "By sex")


@pytest.mark.parametrize(
    ("address", "whose"),
    [
        (f"/indicator/news_on_time?service={HOSPITAL}", "By service in Strathcorrie"),
        ("/equity/did_not_attend?dimension=deprivation", "By deprivation"),
    ],
)
def test_it_unfolds_where_it_is_asked(visit, check_axe, address, whose):
    page = visit(address)
    page.locator("#change > summary").click()
    expect(page.locator("#change h2").first).to_contain_text(whose)
    expect(page.locator("#change .change__sentence").first).to_contain_text("in the year to September 2025")
    expect(page.locator("#change").get_by_role("columnheader", name="By its share").first).to_be_visible()
    for width in (PHONE, DESK):
        resize(page, width)
        fits(page)
        check_axe(page)


def test_a_board_member_comes_from_an_exception_to_the_ward(visit):
    page = visit(f"/board?service={HOSPITAL}")
    page.locator("#exception-news_on_time").get_by_role("link", name=WHY).click()
    arrived(page, re.compile("news_on_time.*part=change"))
    expect(page.locator(".change__sentence").first).to_contain_text(
        "1 of 9 services makes more than half of it: Acute Medical Unit"
    )
    page.get_by_role("region").get_by_role("link", name="Acute Medical Unit").click()
    arrived(page, re.compile(r"news_on_time\?service=strathcorrie-amu$"))


@pytest.mark.parametrize(
    "address", ["/indicator/falls_severe?service=strathcorrie", "/indicator/length_of_stay"]
)
def test_it_is_not_offered_where_nothing_can_be_split(visit, address):
    expect(visit(address).locator("#change")).to_have_count(0)


@pytest.fixture(scope="module")
def here(demo, tmp_path_factory):
    with own_deployment(demo, tmp_path_factory.mktemp("change")) as made:
        yield made


@pytest.fixture(scope="module")
def server(here):
    from app import make_app

    return make_app(here, is_local=False).server


@pytest.mark.parametrize(("role", "sees"), [(Role.MANAGER, True), (Role.TEAM_MEMBER, False)])
def test_groups_are_for_those_who_may_see_them_on_the_page_and_in_the_file(server, here, role, sees):
    client = signed_in(server, here, Grant(role, HOSPITAL), name=f"change-{role}")
    before = len(audited(server, here, Kind.SAW_GROUPS))
    page = read(view(client, MEASURE, f"?service={HOSPITAL}&part=change"))
    assert [text in page for text in BY_GROUP] == [sees, sees]
    assert "No clear change" in page or "percentage points" in page
    file = client.get(f"{MEASURE}/change.csv?service={HOSPITAL}").text.removeprefix("\ufeff")
    lead, _, *rows = csv.reader(io.StringIO(file))
    assert ("Deprivation" in {row[0] for row in rows}) == sees
    assert ("By deprivation" in lead[0]) == sees
    assert len(audited(server, here, Kind.SAW_GROUPS)) - before == sees
    for address in (f"{MEASURE}?service=inverlarig&part=change", f"{MEASURE}/change.csv?service=inverlarig"):
        assert client.get(address).status_code == 403
    one = client.get(f"{MEASURE}/change.csv?service={HOSPITAL}&group=sex:F")
    assert one.status_code == (404 if sees else 403)


def test_looking_back_the_parts_lead_to_how_they_were_then(server, here):
    client = signed_in(server, here, Grant(Role.MANAGER), name="change-back")
    with here.session() as session:
        last = session.scalar(select(func.max(Load.id)))
    then = read(view(client, MEASURE, f"?service={HOSPITAL}&part=change&as_of={last}"))
    assert "in the year to September 2026" in then
    assert f"service=strathcorrie-outpatients&as_of={last}" in then
    assert f"after load {last}" in then
    file = client.get(f"{MEASURE}/change.csv?service={HOSPITAL}&as_of={last}")
    assert f"after load {last}" in file.text.partition("\n")[0]
    assert f"as-of-{last}" in file.headers["Content-Disposition"]
