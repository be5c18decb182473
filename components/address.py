"""Addresses of pages, names of files, and what may stand in them. Every link is made here, so that codes with
odd letters are quoted and a deep link always restores the exact view."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from unicodedata import category
from urllib.parse import parse_qsl, quote, urlencode

from components.words import page
from errors import BrightspotError

NO_TEXT = frozenset({"Cc", "Cs"})
"""Categories of what no code and no database holds: control characters, halves of characters."""
SPECIAL = frozenset('\\/:*?"<>|%,')
"""Characters that some system does not take in the name of a file, or that `file_name` itself writes."""


def home(*, within: str = "") -> str:
    return _with("/", within=within)


def huddle(service: str, *, tv: bool = False, past: int = 0, did: int = 0) -> str:
    """Return the address of a team's huddle: on the wall, of a closed one by its number, or after an act that
    may be undone."""
    # A last slash would be taken for the end of the address. `one` takes the blank away again.
    guarded = f"{service} " if service.endswith("/") else service
    return _with(
        f"/huddle/{quote(guarded, safe='')}", tv="1" if tv else "", past=str(past or ""), did=str(did or "")
    )


def indicator(
    code: str,
    service: str = "",
    group: str = "",
    look: str = "",
    as_of: str = "",
    *,
    file: str = "",
    part: str = "",
    dimension: str = "",
    made: str = "",
) -> str:
    """Return an indicator's address. `group` is a category as `dimension:code`; `look` another way than the
    one in force (`AlternativeView.code`); `as_of` the number of a load, or a day, to look back at; `file` the
    end of the address of a file (`.csv`, `/lasting.csv`); `part` what is read alone;
    `dimension` the one that stands first in it; `made` what is explained."""
    path = f"/indicator/{quote(code, safe='')}{file}"
    asked = {"look": look, "as_of": as_of, "part": part, "dimension": dimension, "made": made}
    return _with(path, service=service, group=group, **asked)


def new_limits(code: str, service: str, since: str) -> str:
    """Return the address of a chart where new limits are proposed from a day on."""
    return f"{_with(f'/indicator/{quote(code)}', service=service, since=since)}#decide"


def equity(
    code: str = "",
    dimension: str = "",
    service: str = "",
    group: str = "",
    *,
    file: str = "",
    part: str = "",
    made: str = "",
) -> str:
    """Return the address of what is compared. `part`: what is read alone; `made`: what is explained."""
    path = f"/equity/{quote(code, safe='')}{file}" if code else f"/equity{file}"
    return _with(path, dimension=dimension, service=service, group=group, part=part, made=made)


def funnel(code: str, dimension: str = "", service: str = "", group: str = "", *, file: str = "") -> str:
    """Return the address of one group in many services, or of its file (`.csv`)."""
    path = f"/funnel/{quote(code, safe='')}{file}"
    return _with(path, dimension=dimension, service=service, group=group)


def pareto(code: str, dimension: str = "", service: str = "", *, around: str = "", file: str = "") -> str:
    """Return the address of a measure's Pareto chart by group, or of its file (`.csv`, `.svg`, `.png`).
    `around`: the day that the time is cut at."""
    path = f"/pareto/{quote(code, safe='')}{file}"
    return _with(path, dimension=dimension, service=service, around=around)


def board(service: str = "", **filters: str) -> str:
    return _with("/board", service=service, **filters)


def board_by_service(service: str = "", **filters: str) -> str:
    """Return the address of every indicator at every service inside one."""
    return _with("/board/services", service=service, **filters)


def packs(service: str = "", **asked: str) -> str:
    """Return the address of the packs of a service; `draft`: with what would be frozen now."""
    return _with("/packs", service=service, **asked)


def board_changes(service: str = "", since: str = "") -> str:
    """Return the address of what changed on a board since a day, or a load by its number."""
    return _with("/board/changes", service=service, since=since)


def pack(number: int, *, file: str = "", other: int = 0) -> str:
    """Return the address of a frozen pack, of a file of it (`.html`), or of it beside another one."""
    return _with(f"/packs/{number}{file}", other=str(other or ""))


def meetings(service: str = "") -> str:
    return _with("/meetings", service=service)


def meeting(forum: str, day: date, *, file: str = "", place: str = "") -> str:
    """Return the address of a meeting, of its file (`.csv`, `.html`), or of a place on its page."""
    return f"/meetings/{quote(forum, safe='')}/{day.isoformat()}{file}{f'#{place}' if place else ''}"


def committee_year(forum: str, year: int, *, file: str = "") -> str:
    """Return the address of the yearly review of a forum, or of its file (`.csv`)."""
    return f"/meetings/{quote(forum, safe='')}/year/{year}{file}"


def register(code: str, service: str = "", *, file: str = "", **asked: str) -> str:
    """Return the address of a list of records: `improvement`, `experience`, `actions` …."""
    return _with(f"/{code}{file}", service=service, **asked)


def report(code: str, service: str = "", *, file: str = "", **asked: str) -> str:
    """Return the address of a report beside the planning register: `people`, `measures` …"""
    return _with(f"/registers/{quote(code, safe='')}{file}", service=service, **asked)


def record(number: int, *, file: str = "", place: str = "", version: int = 0) -> str:
    """Return the address of a record, of its file (`.csv`), of a place on its page, or of a diagram as an act
    drew it."""
    path = _with(f"/record/{number}{file}", version=str(version or ""))
    return f"{path}{f'#{place}' if place else ''}"


def diagram(number: int, file: str, version: int = 0) -> str:
    """Return the address of the file (`.svg`, `.png`, `.csv`) of a diagram, as an act drew it."""
    return _with(f"/record/{number}/diagram{file}", version=str(version or ""))


def project(number: int, month: str = "", *, file: str = "") -> str:
    """Return the address of a test of change on one page, or of its file (`.html`). month: `2026-04`."""
    return _with(f"/record/{number}/report{file}", month=month)


def learning(service: str = "") -> str:
    """Return the address of what others learnt about the measures of a service."""
    return _with("/learning", service=service)


def evidence(number: int, criterion: str, *, file: str = "") -> str:
    """Return the address of the evidence for a criterion of a gap analysis, or of its file (`.html`)."""
    return f"/evidence/{number}/{quote(criterion, safe='')}{file}"


def you_said(service: str) -> str:
    """Return the address of the page for everybody: what people said of a service, and what was done."""
    guarded = f"{service} " if service.endswith("/") else service
    return f"/you-said/{quote(guarded, safe='')}"


def propose(kind: str, service: str = "", *, of: int = 0, measure: str = "") -> str:
    """Return the address of the form that begins a record of a kind."""
    return _with("/propose", kind=kind, service=service, of=str(of or ""), measure=measure)


def signals(service: str = "", *, file: str = "", **filters: str) -> str:
    return _with(f"/signals{file}", service=service, **filters)


def outcomes(service: str = "", *, file: str = "", **asked: str) -> str:
    """Return the address of what signals led to, or of its file (`.csv`)."""
    return _with(f"/signals/outcomes{file}", service=service, **asked)


def response_times(service: str = "", *, file: str = "", tier: str = "") -> str:
    """Return the address of how long signals and escalations wait, or of its file (`.csv`)."""
    return _with(f"/signals/response-times{file}", service=service, tier=tier)


def people(*, person: str = "", **filters: str) -> str:
    return _with("/people", person=person, **filters)


def audit(*, file: str = "", **filters: str) -> str:
    return _with(f"/audit{file}", **filters)


def set_password(token: str) -> str:
    return _with("/sign-in/password", token=token)


KEPT = ("group", "dimension", "domain", "changed", "since", "kind", "state", "owner")
"""The parts of an address that hold for another service too."""


LISTS: dict[str, Callable[[str], str]] = {
    "/meetings/<": meetings,
    "/packs/<": packs,
    "/record/<": partial(register, "improvement"),
    "/evidence/<": partial(register, "assurance"),
}
"""The list where a page is about one thing: of another service, that thing is none."""


def elsewhere(page: str, asked: Mapping[str, object], service: str) -> str:
    """Return the address of the same page for another service: about the same measure, groups and filters.

    page: as it was registered, `/indicator/<code>`; one that is about no service leads to the huddle, and one
    about a single thing of one service, as a record or a pack, to the list that such things stand in.
    """
    if page == "/" or "<service>" in page:
        return huddle(service)
    for beginning, lists in LISTS.items():
        if page.startswith(beginning):
            return lists(service)
    path = page
    for name in ("code", "report"):
        if isinstance(value := asked.get(name), str):
            path = path.replace(f"<{name}>", quote(value, safe=""))
    kept = {name: text for name in KEPT if isinstance(text := asked.get(name), str)}
    return _with(path, service=service, **kept)


def sign_in(then: str = "") -> str:
    """Return the address to sign in at, and go on from to another address."""
    return _with("/sign-in", then=then if then != "/" else "")


def number(text: str) -> int | None:
    """Return the number of an act or load that a text gives; None where it gives none that could be."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def inside(then: str) -> str:
    """Return an address to go on at, if it is one of ours; else nothing. A browser takes \\ for /."""
    is_ours = then.startswith("/") and not then.startswith("//") and "\\" not in then and then.isprintable()
    return then if is_ours else ""


def after(then: str, did: int) -> str:
    """Return an address of ours with the number of the act that may be undone there."""
    path, _, query = then.partition("#")[0].partition("?")
    kept = [(name, text) for name, text in parse_qsl(query) if name != "did"]
    return f"{path}?{urlencode([*kept, ('did', str(did))])}" if did else then


def data(source: str = "", service: str = "") -> str:
    """Return the address of what was loaded: of all sources, or of one."""
    return _with("/data", source=source, service=service)


def methods(service: str = "") -> str:
    return _with("/methods", service=service)


def data_preview(source: str) -> str:
    return _with("/data", source=source, preview="1")


def _with(path: str, **query: str) -> str:
    asked = {name: value for name, value in query.items() if value}
    return f"{path}?{urlencode(asked)}" if asked else path


def one(value: object, name: str) -> str:
    """Return the text of one query parameter or path part, or raise what is wrong with it."""
    if value is None:
        return ""
    if not isinstance(value, str):
        raise BrightspotError(page.GIVEN_TWICE.format(name=name))
    text = value.strip()
    if len(text) > 200 or any(category(letter) in NO_TEXT for letter in text):
        raise BrightspotError(page.NO_CODE.format(name=name, text=text[:40]))
    return text


def file_name(indicator: str, service: str, group: str = "", look: str = "", as_of: str = "") -> str:
    """Return the name of the file with what `indicator` would show, without its ending. Two services, or two
    ways to look at one, never share a name: what cannot stand in it is written as in an address."""
    how = [group.replace(":", "=", 1), look, as_of and f"as-of-{as_of}"]
    about = ",".join(_in_a_name(part) for part in (service, *how) if part)
    return f"{indicator}-{about}" if about else indicator


def _in_a_name(text: str) -> str:
    letters = (c if c.isprintable() and c not in SPECIAL else quote(c, safe="") for c in text)
    return "".join(letters)
