"""One story from end to end, as its people do it: a signal on a ward, what they tried, what came of it, who
took it up, and the papers that tell it. On PostgreSQL, with two workers of gunicorn, by the pages' forms.

    python -m tests.story      prints each step as it is done; exits 1 where one does not hold

Every step is taken by the person whose role it is; where another tries first, they are refused. Time passes:
months are loaded by the command, and the server is started again on a later day.
"""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import lxml.html
import requests
from openpyxl import load_workbook
from pypdf import PdfReader
from sqlalchemy import Engine

from catalogue.people import Role
from data.database import snapshot, transaction
from quality.acts import ledger
from quality.acts.kinds import KINDS
from quality.people.accounts import add_account
from quality.people.person import Grant
from settings import ROOT
from tests.databases import on_postgresql
from tests.servers import postgres as servers
from tests.servers.programs import GUNICORN, free_port, running

PASSWORD = "correct horse battery"
PEOPLE = {
    "ailsa": [Grant(Role.TEAM_LEADER, "ward_4")],
    "shona": [Grant(Role.TEAM_LEADER, "ward_9"), Grant(Role.READER, "hospital")],
    "calum": [Grant(Role.MANAGER, "hospital")],
    "morven": [Grant(Role.QUALITY_LEAD, "hospital")],
    "iain": [Grant(Role.BOARD_MEMBER, "board")],
    "elspeth": [Grant(Role.ANALYST, "hospital")],
}
CATALOGUE = """
organisation: {name: NHS Northfield, levels: {board: 30, hospital: 5, ward: 1}}
sources:
  tree: {shape: services, file: services.csv, code: code, name: name, level: level, parent: parent}
  falls: {shape: tidy, file: falls.csv, period: {column: month}, service: ward}
indicators:
  falls:
    title: Falls with harm
    why_it_matters: A fall in hospital can end a life at home.
    numerator: Falls with harm
    denominator: Occupied bed days
    data: {source: falls, numerator: falls, denominator: bed_days}
    unit: per 1,000 bed days
    per: 1000
    chart: u
    improvement: decrease
    domain: safe
    owner: Nurse director
    authored_by: Elspeth Reid
    checked_by: Morven Grant
    review_by: 2099-01-01
"""
SERVICES = """code,name,level,parent
board,NHS Northfield,board,
hospital,General Hospital,hospital,board
ward_4,Ward 4,ward,hospital
ward_9,Ward 9,ward,hospital
"""
BED_DAYS = 800
CALM = [8, 10, 7, 9, 8, 11, 7, 9, 10, 8, 7, 10] * 2
BEFORE = {"ward_4": [*CALM, 24, 22], "ward_9": [*CALM, 9, 20]}
"""Falls by month from January 2024 on: to February 2026."""
SINCE = {"ward_4": [3, 2, 3, 2, 1, 3, 2, 2, 3], "ward_9": [9, 8, 10, 9, 7, 9, 11, 9, 24]}
"""From March to November 2026."""
SPRING, MAY, WINTER = "2026-03-09", "2026-05-04", "2026-12-14"
BEGUN = "2026-03-01"
PROPOSE = "/propose?kind={kind}&service={service}"
PROPOSAL = {
    "kind": "test_of_change", "step": "apply", "title": "Hourly visits at night",
    "aim": "Fewer falls with harm on Ward 4", "by_how_much": "from 10 to 5 per 1,000 bed days",
    "by_when": "2026-12-31", "measure": "falls", "lead": "Ailsa Munro", "sponsor": "Nurse director",
    "taking_part": "Carers of the ward", "priority": "programme", "lead_level": "silver", "research": "no",
}  # fmt: skip


class StoryError(AssertionError):
    """A step that did not go as told."""


@dataclass
class Person:
    """Somebody at a browser without scripts: their cookies, and the forms that their pages hold."""

    site: str
    name: str
    browser: requests.Session = field(default_factory=requests.Session)

    def sign_in(self) -> Person:
        self.sends("/sign-in", name=self.name, password=PASSWORD)
        return self

    def page(self, address: str) -> lxml.html.HtmlElement:
        answer = self.browser.get(self.site + address, timeout=60)
        _holds(answer.status_code == 200, f"{self.name} opens {address}: {answer.status_code}")
        return lxml.html.fromstring(answer.content)

    def reads(self, address: str, *words: str) -> str:
        """Open a page, and find words on it; return all of them."""
        text = " ".join(self.page(address).text_content().split())
        for one in words:
            _holds(one in text, f"{self.name} does not read {one!r} at {address}")
        return text

    def form(self, address: str, **said: str) -> lxml.html.FormElement:
        """Return the form of a page that asks all this: what it holds out of sight has to be so already."""
        for one in self.page(address).forms:
            hidden = {
                field.get("name"): field.get("value") for field in one.xpath(".//input[@type='hidden']")
            }
            told = {name: hidden[name] for name in said if name in hidden}
            if said.keys() <= {*one.fields} and all(said[name] == value for name, value in told.items()):
                return one
        raise StoryError(f"{self.name} finds no form at {address} for {said}")

    def sends(self, address: str, **said: str) -> str:
        """Fill in a form of a page and send it; return where it leads."""
        form = self.form(address, **said)
        answer = self.post(form.get("action") or address, {**dict(form.form_values()), **said})
        _holds(answer.status_code == 303, f"{self.name} sent {said}: {_told(answer)}")
        return str(answer.headers["Location"])

    def post(self, address: str, fields: Mapping[str, str]) -> requests.Response:
        return self.browser.post(self.site + address, data=fields, timeout=60, allow_redirects=False)

    def is_refused(self, address: str, *, seen: str = "/methods", **fields: str) -> None:
        """Send a form that their page does not offer: nothing may come of it."""
        csrf = re.search(r'name="csrf" value="(\w+)"', self.browser.get(self.site + seen, timeout=60).text)
        _holds(csrf is not None, f"{self.name} has no token at {seen}")
        assert csrf
        answer = self.post(address, {"csrf": csrf[1], **fields})
        _holds(answer.status_code in (400, 403), f"{self.name} was not refused: {answer.status_code}")

    def file(self, address: str) -> bytes:
        answer = self.browser.get(self.site + address, timeout=120)
        _holds(answer.status_code == 200, f"{self.name} opens {address}: {answer.status_code}")
        return answer.content


def _told(answer: requests.Response) -> str:
    words = " ".join(lxml.html.fromstring(answer.content or b"<p>").text_content().split())
    return f"{answer.status_code} {words[-300:]}"


def _holds(is_so: bool, what: str) -> None:
    if not is_so:
        raise StoryError(what)


class Story:
    """A database, its files, and the server of a day."""

    def __init__(self, engine: Engine, folder: Path) -> None:
        self.engine, self.folder = engine, folder
        self.began = time.monotonic()
        self.site = ""
        self.env = os.environ | {
            "BRIGHTSPOT_DATABASE": engine.url.render_as_string(hide_password=False),
            "BRIGHTSPOT_CATALOGUE": str(folder / "indicators.yaml"),
            "BRIGHTSPOT_DATA": str(folder),
            "WEB_CONCURRENCY": "2",
        }
        (folder / "indicators.yaml").write_text(CATALOGUE)
        (folder / "services.csv").write_text(SERVICES)

    def step(self, told: str) -> None:
        print(f"{time.monotonic() - self.began:5.1f} s  {told}", flush=True)

    def load(self, today: str, *parts: Mapping[str, list[int]]) -> None:
        """Write the numbers of all parts, the one after the other, and load them by the command."""
        rows = ["month,ward,falls,bed_days"]
        for ward in BEFORE:
            numbers = [number for part in parts for number in part[ward]]
            rows += [
                f"{2024 + at // 12}-{at % 12 + 1:02d}-01,{ward},{number},{BED_DAYS}"
                for at, number in enumerate(numbers)
            ]
        (self.folder / "falls.csv").write_text("\n".join(rows) + "\n")
        command, env = [sys.executable, "-m", "loaders", "run"], self.env | {"BRIGHTSPOT_TODAY": today}
        done = subprocess.run(command, cwd=ROOT, env=env, text=True, capture_output=True, check=False)
        _holds(done.returncode == 0, f"the load: {done.stdout[-500:]} {done.stderr[-500:]}")

    @contextmanager
    def day(self, today: str) -> Iterator[dict[str, Person]]:
        """Serve it on a day, with everybody signed in."""
        port = free_port()
        command = [*GUNICORN, "--bind", f"127.0.0.1:{port}", "app:server"]
        with running(command, port, "/healthz", **{**self.env, "BRIGHTSPOT_TODAY": today}):
            self.site = f"http://127.0.0.1:{port}"
            yield {name: Person(self.site, name).sign_in() for name in PEOPLE}


def number_of(address: str) -> str:
    """Return the number of the record that an answer leads to."""
    found = re.search(r"/(?:record|packs)/(\d+)", address)
    _holds(found is not None, f"{address} is no record")
    assert found
    return found[1]


def spring(story: Story) -> str:
    """From the signal to the first cycle; return the number of the test of change."""
    huddle, test = "/huddle/ward_4", {"kind": "test_of_change"}
    with story.day(SPRING) as who:
        ailsa, calum, morven = who["ailsa"], who["calum"], who["morven"]
        ailsa.reads(huddle, "Falls with harm", "unusual")
        story.step("Ward 4 sees a signal at its huddle: falls with harm rose")
        signal = {"indicator": "falls", "owner": "Ailsa Munro", "due": "2026-03-20"}
        who["shona"].is_refused(f"{huddle}/acts", kind="own", expected="0", **signal)
        ailsa.sends(huddle, kind="own", **signal)
        story.step("Its leader owns it; the leader of another ward was refused")
        asked = {"tier": "General Hospital", "text": "We cannot staff visits at night alone"}
        ailsa.sends(huddle, kind="escalate", indicator="falls", reply_by="2026-03-13", **asked)
        calum.sends("/huddle/hospital", kind="reply", text="Two assistants for the nights from Monday")
        ailsa.sends(huddle, kind="huddle", attendance="7", decisions="Hourly visits, as a test of change")
        story.step("She escalates it, the hospital's manager answers, and the huddle is closed")
        number = number_of(ailsa.sends(PROPOSE.format(kind="test_of_change", service="ward_4"), **PROPOSAL))
        page = f"/record/{number}"
        screen = test | {"step": "screen", "research": "no", "text": "Improvement of our own service"}
        for one in (ailsa, calum):
            one.is_refused("/record/acts", of=number, **screen)
        morven.sends(page, **screen)
        morven.sends(page, **test, step="approve", text="A good plan")
        story.step("She proposes a test of change; a quality lead screens and approves it, nobody else may")
        ailsa.sends(page, **test, step="start", begun=BEGUN)
        plan_cycle(ailsa, page, "One bay, one night?", BEGUN)
        ailsa.reads(page, "No evidence of improvement yet")
        story.step("The ward begins, and plans its first PDSA cycle; the chart says: no evidence yet")
    return number


def plan_cycle(ailsa: Person, page: str, question: str, first: str) -> None:
    ailsa.sends(page, kind="cycle", step="plan", question=question, prediction="Fewer falls", first_day=first)


def study_cycle(ailsa: Person, page: str, last: str, then: str) -> None:
    told = {"happened": "Most visits were made", "learnt": "Pairs work best", "next": then}
    ailsa.sends(page, kind="cycle", step="study", last_day=last, **told)


def cycles(story: Story, number: str) -> None:
    """Study two cycles, and plan a second and a third."""
    page = f"/record/{number}"
    with story.day(MAY) as who:
        for day, question in ((10, "The whole ward at night?"), (20, "Day and night?")):
            study_cycle(who["ailsa"], page, f"2026-04-{day}", "adapt")
            plan_cycle(who["ailsa"], page, question, f"2026-04-{day + 1}")
        story.step("Two months later two cycles are studied, and a third is planned")


def winter(story: Story, number: str) -> None:
    """From the improvement to the papers."""
    page, chart = f"/record/{number}", "/indicator/falls?service=ward_4"
    with story.day(WINTER) as who:
        ailsa, shona, morven, elspeth = (who[name] for name in ("ailsa", "shona", "morven", "elspeth"))
        study_cycle(ailsa, page, "2026-06-30", "adopt")
        ailsa.reads(chart, *(f"PDSA {n} of “Hourly visits at night”" for n in (1, 2, 3)))
        ailsa.reads(page, "Improvement")
        story.step("Nine months were loaded: three cycles stand on the chart, and it finds the improvement")
        rephase = {"kind": "rephase", "period": BEGUN, "text": "Hourly visits are how we work now"}
        ailsa.is_refused("/indicator/falls/decide?service=ward_4", expected="0", **rephase)
        elspeth.sends(chart, **rephase)
        ailsa.reads(chart, rephase["text"])
        story.step("An analyst approves new limits from March on; the ward itself may not")
        ailsa.sends(page, kind="test_of_change", step="close", outcome="adopt", worked="Visits in pairs",
                    not_worked="Posters", watcher="Ailsa Munro", watch_until="2027-06-30")  # fmt: skip
        take_up = {"kind": "uptake", "step": "take_up", "of": number, "service": "ward_9", "begun": WINTER}
        ailsa.is_refused("/record/acts", text="Visits in pairs from tonight", **take_up)
        shona.sends(page, text="Visits in pairs from tonight", **take_up)
        morven.reads(page, "Visits in pairs from tonight")
        story.step("The test is closed with what was learnt, and Ward 9, where falls rose, takes it up")
        board_pack(who["iain"], shona)
        story.step("The board's pack is frozen and signed off by a member; a ward may not")
        annual_report(morven, shona)
        story.step("The hospital's annual report is frozen, and tells the test with what was learnt")
        evidence(morven, number)
        story.step("The evidence for criterion 2.4 shows the signal, who saw it and what was done")


def freeze(actor: Person, other: Person, draft: str, **said: str) -> str:
    """Freeze a draft by the form of its page, after somebody without the role was refused."""
    fields = {"kind": "freeze", "confirmed": "1", **said}
    other.is_refused("/packs/acts", **fields)
    return number_of(actor.sends(draft, **fields))


def board_pack(iain: Person, shona: Person) -> None:
    told = {"title": "Board, December 2026", "reason": "For the meeting"}
    pack = freeze(iain, shona, "/packs?service=board&draft=1", service="board", **told)
    iain.sends(f"/packs/{pack}", kind="sign_off", text="Read", confirmed="1")
    iain.reads(f"/packs/{pack}", "Signed off")
    _holds(iain.file(f"/packs/{pack}.pdf").startswith(b"%PDF"), "the pack is no PDF")


def annual_report(morven: Person, shona: Person) -> None:
    """Freeze the report, and find in each of its forms what the ward did, and what came of it."""
    draft = "/packs?service=hospital&document=annual_report"
    asked = {"service": "hospital", "document": "annual_report"}
    report = freeze(morven, shona, draft, **asked, title="Annual report 2026", reason="For the board")
    told = (PROPOSAL["title"], "Visits in pairs", "Posters", "Visits in pairs from tonight")
    morven.reads(f"/packs/{report}", *told)
    pdf = PdfReader(io.BytesIO(morven.file(f"/packs/{report}.pdf")))
    book = load_workbook(io.BytesIO(morven.file(f"/packs/{report}.xlsx")), read_only=True)
    forms = {
        "PDF": " ".join(" ".join(page.extract_text() for page in pdf.pages).split()),
        "XLSX": " ".join(str(cell) for sheet in book for row in sheet.values for cell in row),
    }
    for form, text in forms.items():
        missing = [words for words in told if words not in text]
        _holds(not missing, f"the {form} of the annual report lacks {missing}")


def evidence(morven: Person, number: str) -> None:
    gap = number_of(morven.sends(
        PROPOSE.format(kind="gap_analysis", service="hospital"), kind="gap_analysis", step="begin",
        title="Standards of 2026", standard="his_quality", owner="Nurse director", due="2026-12-31",
    ))  # fmt: skip
    morven.sends(f"/record/{gap}", kind="assessment", step="assess", criterion="2.4", verdict="met",
                 text="The falls of Ward 4", owner="Nurse director", link=f"/record/{number}")  # fmt: skip
    seen = ("Ailsa", "We cannot staff visits at night alone", "Two assistants for the nights")
    morven.reads(f"/evidence/{gap}/2.4", *seen)


def tell(engine: Engine, folder: Path) -> None:
    """Tell the whole story on an empty database. StoryError: a step does not hold."""
    story = Story(engine, folder)
    story.load(SPRING, BEFORE)
    with transaction(engine) as session:
        for name, grants in PEOPLE.items():
            add_account(session, name, name.title(), grants, PASSWORD)
    story.step("The numbers to February 2026 are loaded, and six people have their roles")
    number = spring(story)
    cycles(story, number)
    story.load(WINTER, BEFORE, SINCE)
    winter(story, number)
    with snapshot(engine) as session:
        acts = ledger.acts(session, *KINDS)
        problems = ledger.verify(session)
    _holds(problems == [], f"the record does not verify: {problems}")
    kinds = {act.kind for act in acts}
    missing = EXPECTED - kinds
    _holds(not missing, f"the record lacks {missing}")
    _holds(all(act.by for act in acts), "an act has no author")
    people = len({act.by for act in acts})
    story.step(f"All is in the record: {len(acts)} acts by {people} people, and the chain verifies")


EXPECTED = {
    "own", "escalate", "reply", "huddle", "test_of_change.apply", "test_of_change.screen",
    "test_of_change.approve", "test_of_change.start", "cycle.plan", "cycle.study", "rephase",
    "test_of_change.close", "uptake.take_up", "freeze", "sign_off", "gap_analysis.begin", "assessment.assess",
}  # fmt: skip


def main() -> int:
    with (
        tempfile.TemporaryDirectory() as name,
        servers.postgres(servers.FAST) as (_, server),
        on_postgresql(server, empty=True) as engine,
    ):
        try:
            tell(engine, Path(name))
        except StoryError as error:
            print(f"It does not hold: {error}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
