"""Everything that a deployment answers: each page, file and callback that is registered, in every way that
its module reads from an address. A new one is walked by itself; one that cannot be walked is named and fails.
"""

from __future__ import annotations

import ast
import inspect
import logging
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from random import Random
from urllib.parse import urlencode

import dash
import orjson
from flask import Flask
from flask.testing import FlaskClient

from components.words.equity.equity import PARTS as PARTS_OF_EQUITY
from components.words.indicator import PARTS as PARTS_OF_A_MEASURE
from components.words.planning.planning_reports import TABS as REPORTS
from quality.alternatives.suggest import CODES as LOOKS
from quality.deployment import Deployment
from server.page_cache import DOCUMENTS
from server.security import CALLBACKS
from server.sign_in.access import NOTHING, need_of_route
from tests.unzipped import text_of
from tests.walks.random_people import forms

ROUTER = ".._pages_content.children..._pages_store.data.."
OF_THE_BROWSER = {"_pages_dummy.children"}
"""Callbacks that the server does not answer."""
MADE = ("unknown", "gap", "trend", "slope", "chart", "chance")
"""Numbers that an equity page explains besides its groups."""
PAGE, FILE = "page", "file"


@dataclass(frozen=True, slots=True)
class Route:
    """A page or a file, and the names that its module reads from an address."""

    template: str
    kind: str
    names: frozenset[str]

    @property
    def variables(self) -> list[str]:
        return re.findall(r"<(?:\w+:)?(\w+)>", self.template)


def routes(server: Flask) -> list[Route]:
    """Return all that may be asked for, by what is registered."""
    found = [
        Route(str(page.get("path_template") or page["path"]), PAGE, names_read(page["layout"].__module__))
        for page in dash.page_registry.values()
    ]
    for rule in server.url_map.iter_rules():
        is_own = rule.rule in DOCUMENTS or rule.rule.startswith("/_")
        is_open = need_of_route(server, rule.endpoint, rule.rule) in (NOTHING, None)
        if "GET" in (rule.methods or ()) and not is_own and not is_open:
            module = server.view_functions[rule.endpoint].__module__
            found.append(Route(rule.rule, FILE, names_read(module)))
    return sorted(found, key=lambda route: (route.template, route.kind))


def callbacks(app: dash.Dash) -> set[str]:
    """Return the callbacks that a browser may ask for."""
    return {name for name in app.callback_map if name not in OF_THE_BROWSER}


def names_read(module: str) -> frozenset[str]:
    """Return the names that a module of pages, and those of pages that it draws by, read from a query."""
    tree = ast.parse(inspect.getsource(sys.modules[module]))
    told = {
        target.id: node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("pages."):
            found |= names_read(str(node.module))
        elif isinstance(node, ast.FunctionDef):
            if node.name in ("layout", "_part") or (node.name == "_asked" and node.args.kwarg):
                found |= {one.arg for one in node.args.args}
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "get":
            of = node.func.value
            is_query = isinstance(of, ast.Name) and of.id == "query"
            is_query |= isinstance(of, ast.Attribute) and of.attr == "args"
            if is_query and isinstance(node.args[0], ast.Constant):
                found.add(node.args[0].value)
        elif isinstance(node, ast.DictComp | ast.GeneratorExp | ast.ListComp) and re.search(
            r"(args|query)\.get\(", ast.unparse(node)
        ):
            of = node.generators[0].iter
            of = told.get(of.id, of) if isinstance(of, ast.Name) else of
            found |= {one.value for one in getattr(of, "elts", ()) if isinstance(one, ast.Constant)}
    return frozenset(found)


@dataclass(frozen=True, slots=True)
class Values:
    """Values that may stand for each name in an address."""

    of: Mapping[str, Sequence[str]]
    dimensions: Mapping[str, Sequence[str]]

    def addresses(self, route: Route, *, every: bool) -> Iterator[str]:
        """Yield the addresses of a route: every value of a name with what is always told, one name at a time,
        and groups, their dimensions and earlier loads together."""
        lacking = (set(route.variables) | route.names) - self.of.keys()
        assert not lacking, f"say in tests/attacker what may stand for {sorted(lacking)} in {route.template}"
        always = [*route.variables, *(["service"] if "service" in route.names - set(route.variables) else [])]
        for values in product(*(self._of(name, every) for name in always)):
            given = dict(zip(always, values, strict=True))
            path = re.sub(r"<(?:\w+:)?(\w+)>", lambda found, given=given: given[found[1]], route.template)
            query = {name: value for name, value in given.items() if name not in route.variables}
            for more in self._more(route.names - set(always), path):
                asked = urlencode({name: value for name, value in {**query, **more}.items() if value})
                yield f"{path}?{asked}" if asked else path

    def _of(self, name: str, every: bool) -> Sequence[str]:
        return self.of[name] if every else self.of[name][:2]

    def _more(self, names: frozenset[str], path: str) -> Iterator[dict[str, str]]:
        yield {}
        alone = names - {"group", "dimension"} - ({"part", "made"} if "dimension" in names else set())
        for name in sorted(alone):
            yield from ({name: value} for value in self.of[name])
        if "group" in names or "dimension" in names:
            whole = path.startswith("/indicator")  # names a group with its dimension
            for dimension, groups in self.dimensions.items():
                yield {"dimension": dimension}
                for name in ("part", "made") if "dimension" in names else ():
                    yield from ({"dimension": dimension, name: one} for one in self.of[name] if name in names)
                for group in groups if "group" in names else ():
                    asked = {"group": f"{dimension}:{group}"} if whole else {}
                    yield asked or {"dimension": dimension, "group": group}
                    if asked and "made" in names:
                        yield {**asked, "made": "chart"}
                    for load in self.of["as_of"] if "as_of" in names else ():
                        yield {**asked, "as_of": load}


def values_of(here: Deployment, services: Sequence[str], loads: Sequence[str]) -> Values:
    """Return what may stand for each name: of pages of this deployment."""
    catalogue = here.catalogue
    day = here.today.isoformat()
    return Values(
        {
            "service": services,
            "within": services,
            "code": list(catalogue.indicators),
            "forum": tuple(catalogue.forums),
            "day": (day,),
            "year": (day[:4],),
            "report": (*REPORTS,),
            "as_of": loads,
            "look": LOOKS,
            "part": (*PARTS_OF_A_MEASURE, *PARTS_OF_EQUITY),
            "made": tuple(
                f"group:{one.code}" for of in catalogue.dimensions.values() for one in of.categories
            )
            + MADE,
            "source": list(catalogue.sources),
            "preview": ("1",),
            "find": ("ward", "1", "fifth"),
            "state": ("new", "open", "owned"),
            "owner": ("nobody",),
            "kind": ("concern", "group", "acknowledge"),
            "start": ("25",),
            "tier": ("ward", "hospital"),
            "since": (day, "2024-01-01"),
            "until": (day,),
            "changed": ("1",),
            "domain": ("safe",),
            "tv": ("1",),
            "past": ("1", "2"),
            "did": ("1", "2"),
            "person": ("1", "visitor"),
            "before": ("3",),
            "number": ("3", "400"),
            "criterion": ("2.4",),
            "measure": tuple(catalogue.indicators)[:2],
            "agreed": ("huddle",),
            "late": ("1",),
            "words": ("ward",),
            "meeting": (f"{next(iter(catalogue.forums), '')}:{day}",),
            "draft": ("1",),
            "document": tuple(catalogue.all_documents)[:2],
            "about": ("3",),
            "other": ("3",),
            "around": ("2026-01-01",),
            "version": ("3",),
            "month": ("2026-10",),
            "group": ("",),
            "dimension": tuple(catalogue.dimensions),
        },
        {code: [one.code for one in of.categories] for code, of in catalogue.dimensions.items()},
    )


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one request, without what no two answers share."""

    status: int
    kind: str
    text: str


_PASSING = (
    (re.compile(r'name="csrf" value="\w+"'), 'name="csrf"'),
    (re.compile(r"\b\d\d:\d\d(:\d\d(\.\d+)?)?\b"), "(time)"),
    (re.compile(r"\b[0-9a-f]{32,64}\b"), "(digest)"),
    (re.compile(r"\b(\d+):[0-9a-f]{16}\b"), r"\1:(seal)"),  # of an act, with salt
    (re.compile(r'(digest"?[=:]"|"(end|start)_id":")[\w~-]+'), r"\1"),
)


def plain(text: str) -> str:
    """Return a text without tokens, times of day, seals and digests of what is compared itself."""
    for pattern, instead in _PASSING:
        text = pattern.sub(instead, text)
    return text


def ask(client: FlaskClient, address: str) -> Answer:
    return _answer(client.get(address))


def ask_as_callback(client: FlaskClient, address: str) -> Answer:
    """Return what Dash's question for the view of an address gets."""
    path, _, query = address.partition("?")
    ids = ("_pages_content", "children"), ("_pages_store", "data")
    asked = (("pathname", path), ("search", f"?{query}" if query else ""))
    body = {
        "output": ROUTER,
        "outputs": [{"id": name, "property": part} for name, part in ids],
        "inputs": [{"id": "_pages_location", "property": part, "value": value} for part, value in asked],
        "changedPropIds": ["_pages_location.pathname"],
    }
    return _answer(client.post(CALLBACKS, json=body))


def _answer(answer: object) -> Answer:
    headers = {k: v for k, v in answer.headers.items() if k not in ("Set-Cookie", "Date", "Content-Length")}
    told = orjson.dumps(headers, option=orjson.OPT_SORT_KEYS).decode()
    return Answer(answer.status_code, answer.mimetype, plain(f"{told}\n{text_of(answer)}"))


def act(client: FlaskClient, addresses: Sequence[str], times: int) -> dict[str, Answer]:
    """Send forms of pages, filled alike wherever they are alike; return what was answered."""
    random, found = Random(1), {}
    for time in range(times):
        page = random.choice(list(addresses))
        may = forms(client.get(page).text)
        if may:
            kind = random.choice(sorted({one.kind for one in may}))
            form = random.choice([one for one in may if one.kind == kind])
            answer = client.post(form.action, data=form.filled(random))
            found[f"form {time}: {kind} at {page}"] = _answer(answer)
    return found


class Lines(logging.Handler):
    """All that is written to logs meanwhile."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(plain(f"{record.name}: {record.getMessage()}"))

    def __enter__(self) -> Lines:
        self.level_before = logging.root.level
        logging.root.addHandler(self)
        logging.root.setLevel(logging.DEBUG)
        return self

    def __exit__(self, *_: object) -> None:
        logging.root.removeHandler(self)
        logging.root.setLevel(self.level_before)
