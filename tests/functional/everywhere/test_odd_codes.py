"""Services whose codes hold what means something in an address or in the name of a file: every link that a
page draws leads where it says, for the document, for Dash, and for files."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import unquote, urlsplit

import pytest

from components import address
from quality import deployment
from quality.deployment import Deployment
from settings import Settings
from tests import databases
from tests.loading import TODAY, Folder
from tests.views import read, view

CODES = (
    "W/2?x=1#y",
    "W%2F2?x=1#y",
    "Ŵ1 a&b+c",
    "1 a&b+c",
    "/W//3/",
    "50%, W:6|*",
    "W;5='\"<b>\\",
    "W\u200b7",
    "W1",
    "W1,sex=F",
)
MISSING = ("W", "W/2", "1 ab+c", "W2F2", "W/3")


@pytest.fixture(scope="module")
def client(demo, tmp_path_factory):
    """The codes as wards of one hospital, with both measures of the catalogue."""
    from app import make_app

    path = tmp_path_factory.mktemp("odd")
    quoted = ['"{}"'.format(code.replace('"', '""')) for code in CODES]
    services = "code,name,level,parent\nB,Board,board,\nH1,North,hospital,B\n"
    services += "".join(f"{code},Ward {n} of North,ward,H1\n" for n, code in enumerate(quoted))
    with databases.on_sqlite(path / "odd.db") as engine:
        folder = Folder(path, engine, services=services)
        months = [f"{year}-{month:02}-01" for year in (2024, 2025) for month in range(1, 13)]
        report = folder.falls(
            *(f"{month},{code},{3 + n % 4},540" for n, month in enumerate(months) for code in quoted)
        )
        assert not report.problems
        report = folder.by_sex(
            *(f"{month},{code},{sex},400,500" for month in months for code in quoted for sex in ("F", "M"))
        )
        assert not report.problems
        settings = Settings(database="sqlite://", today=TODAY, _env_file=None)
        yield make_app(Deployment(engine, folder.catalogue, settings)).server.test_client()
    deployment.set_current(demo)


def links(page: str) -> set[str]:
    """The addresses of ours in a page, as a browser reads them."""
    found = {unescape(href) for href in re.findall(r'href="([^"]*)"', page)}
    return {
        href.partition("#")[0] for href in found if href.startswith("/") and not href.startswith("/assets")
    }


def title(document: str) -> str:
    return unescape(re.search("<title>(.*?)</title>", document)[1])


def test_every_link_leads_somewhere(client):
    todo, seen = {"/"}, set()
    while todo - seen:
        href = (todo - seen).pop()
        seen.add(href)
        answer = client.get(href)
        assert answer.status_code == 200, href
        if answer.mimetype != "text/html":
            continue
        split = urlsplit(href)
        drawn = view(client, split.path, f"?{split.query}" if split.query else "")
        assert drawn.json["response"]["_pages_store"]["data"]["title"] == title(answer.text), href
        if split.path != "/audit":  # which grows with each look at it
            assert read(drawn) in unescape(answer.text), href
        todo |= links(read(drawn))
    for code in CODES:
        assert {address.huddle(code), address.board(code), address.indicator("falls", code)} <= seen
        assert address.indicator("falls", code, file=".csv") in seen
        assert address.equity("answered", "sex", code, file=".csv") in seen


@pytest.mark.parametrize("code", CODES)
def test_a_page_names_its_service_in_the_tab(client, code):
    name = f"Ward {CODES.index(code)} of North"
    for href, heading in ((address.huddle(code), name), (address.indicator("falls", code), "Falls")):
        assert heading in title(client.get(href).text)
        assert name in title(client.get(href).text)


@pytest.mark.parametrize("code", MISSING)
def test_a_code_that_is_not_there_is_a_404_and_says_so(client, code):
    for href in (address.huddle(code), address.indicator("falls", code), address.indicator("fall", "W1")):
        answer = client.get(href)
        assert answer.status_code == 404
        assert title(answer.text) == "There is nothing at this address · Brightspot"
        split = urlsplit(href)
        drawn = view(client, split.path, f"?{split.query}").json["response"]
        assert drawn["_pages_store"]["data"]["title"] == title(answer.text)


FILES = (
    lambda code: address.indicator("falls", code, file=".csv"),
    lambda code: address.indicator("answered", code, "sex:F", file=".csv"),
    lambda code: address.indicator("falls", code, file="/lasting.csv"),
    lambda code: address.indicator("falls", code, as_of="2", file=".csv"),
    lambda code: address.equity("answered", "sex", code, file=".csv"),
)


def test_no_two_files_have_one_name_and_none_has_a_folder(client):
    whole, plain = [], []
    for code in CODES:
        for file in FILES:
            answer = client.get(file(code))
            assert answer.status_code == 200, file(code)
            header = answer.headers["Content-Disposition"]
            plain.append(re.search('filename="([^"]*)"', header)[1])
            every_letter = re.search(r"filename\*=UTF-8''(\S+)", header)
            whole.append(unquote(every_letter[1]) if every_letter else plain[-1])
    for names in (whole, plain):
        assert len(set(names)) == len(CODES) * len(FILES)
        assert not any(letter in name for name in names for letter in '/\\:*?"<>|\u200b')
    assert "falls-Ŵ1 a&b+c.csv" in whole
    assert "falls-W%2F2%3Fx=1#y.csv" in whole
    assert all(name.isascii() for name in plain)


def test_a_picture_has_the_name_of_the_numbers(client):
    href = address.indicator("answered", "W/2?x=1#y", "sex:F")
    assert 'data-save-name="answered-W%2F2%3Fx=1#y,sex=F"' in client.get(href).text
