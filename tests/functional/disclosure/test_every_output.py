"""Two organisations that differ in hidden numbers alone get the same answer to everything: pages, files,
charts, callbacks, forms, messages, reports of loads and lines of logs. All that is registered is walked."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from urllib.parse import parse_qsl, urlsplit

import pytest

from app import make_app
from components.messages.letter import of_digest
from quality.deployment import Deployment, set_current
from quality.disclosure import protected_counts
from quality.messages.digest import digest
from tests.attacker import twins, walk
from tests.effort import is_thorough

SEEDS = (1, *(pytest.param(seed, marks=pytest.mark.slow) for seed in (2, 3, 4)))
"""Of 5 there is no twin that hides the same."""
BY_CLOCK = "/audit"
"""A list of what was asked for, in the order in which another thread wrote it down: it holds addresses."""
LOADS = (str(twins.BEFORE + 1), str(twins.BEFORE + 2))


USUAL, THOROUGH = 6, 24
"""One of so many addresses is asked for, others by another seed: with --all, of every service and measure."""


def walked(loaded: twins.Loaded, seed: int) -> dict[str, walk.Answer]:
    """All that is answered, by address."""
    app = make_app(loaded.here, is_local=True)
    client, values = app.server.test_client(), walk.values_of(loaded.here, tuple(twins.PARENTS), LOADS)
    pages = [
        f"/equity/{code}?dimension={dimension}&service={service}"
        for code in loaded.here.catalogue.indicators
        for dimension in twins.DIMENSIONS
        for service in twins.PARENTS
    ]
    assert walk.callbacks(app) == {walk.ROUTER}, (
        "a callback that nobody walks: ask it, too, in tests/attacker"
    )
    some = THOROUGH if is_thorough() else USUAL
    with walk.Lines() as log:
        found = walk.act(client, pages, 30 if is_thorough() else 8)
        for route in walk.routes(app.server):
            before = len(found)
            addresses = list(values.addresses(route, every=is_thorough()))
            for address in addresses[(seed - 1) % min(some, len(addresses)) :: some]:
                found[address] = walk.ask(client, address)
                if route.kind == walk.PAGE:
                    found[f"callback {address}"] = walk.ask_as_callback(client, address)
            assert len(found) > before, f"nobody asked for {route.template}"
        for service in twins.PARENTS:
            with loaded.here.session() as session:
                told = of_digest(digest(session, loaded.here.catalogue, service, loaded.here.today))
            found[f"digest of {service}"] = walk.Answer(200, "", repr(told))
    found["log"] = walk.Answer(200, "", "\n".join(log.lines))
    found["loads"] = walk.Answer(200, "", "\n".join(loaded.reports))
    return found


@pytest.fixture
def noon(monkeypatch, demo_if_any):
    monkeypatch.setattr(Deployment, "now", property(twins.noon))


@pytest.fixture
def demo_if_any():
    from quality import deployment

    before = deployment._current
    yield
    if before is not None:
        set_current(before)


@pytest.mark.parametrize("seed", SEEDS)
def test_no_answer_depends_on_a_hidden_number(seed, tmp_path, noon):
    one, other, differ = twins.twins(seed, tmp_path)
    assert differ > 20
    its, theirs = walked(one, seed), walked(other, seed)
    assert its.keys() == theirs.keys()
    compared = [address for address in its if BY_CLOCK not in address]
    assert [address for address in compared if its[address] != theirs[address]] == []
    assert {address for address in its if its[address].status >= 500} == set()
    assert not_released(one, its) == {}
    said = Counter(its[address].status for address in compared)
    assert said[200] > 0.6 * len(compared), "most of what is asked for is there"


def not_released(of: twins.Loaded, found: dict[str, walk.Answer]) -> dict[str, set[float]]:
    """By address, the counts in files of one group that the gate never gave of it there."""
    given: dict[tuple[str, ...], set[float]] = {}
    for one in of.shown:
        given.setdefault((one.indicator, f"{one.dimension}:{one.group}", one.service), set()).add(one.value)
    others, asked = {}, 0
    for address, answer in found.items():
        path, query = urlsplit(address).path, dict(parse_qsl(urlsplit(address).query))
        if re.fullmatch(r"/indicator/\w+\.csv", path) and "group" in query and answer.status == 200:
            key = path.split("/")[2].removesuffix(".csv"), query["group"], query["service"]
            asked += 1
            if left := set(counted(answer.text)) - given.get(key, set()):
                others[address] = left
    assert asked
    return others


def counted(text: str) -> list[float]:
    """The numerators and denominators of a file."""
    _, _, body = text.partition("\n")
    rows = [row for row in csv.reader(io.StringIO(body.removeprefix("\ufeff"))) if row]
    heads = [i for i, row in enumerate(rows) if {"numerator", "denominator"} <= set(row)]
    found = []
    for at in heads:
        columns = [i for i, name in enumerate(rows[at]) if name in ("numerator", "denominator")]
        found += [row[i] for row in rows[at + 1 :] for i in columns if len(row) > i]
    return [float(text) for text in found if re.fullmatch(r"[\d.]+", text)]


@pytest.mark.slow
def test_a_hidden_number_that_leaves_is_noticed(tmp_path, noon, monkeypatch):
    """The walk would see it, in each kind of output."""
    one, other, _ = twins.twins(1, tmp_path)
    shown = protected_counts.ProtectedCounts.released

    def leaking(counts, grain):
        honest = shown(counts, grain)
        nothing = {grain: hidden & False for grain, hidden in counts._hidden.items()}
        open_to_all = protected_counts.replace(counts, _hidden=nothing)
        return protected_counts.replace(shown(open_to_all, grain), is_hidden=honest.is_hidden)

    monkeypatch.setattr(protected_counts.ProtectedCounts, "released", leaking)
    its, theirs = walked(one, 1), walked(other, 1)
    told = {address for address in its if BY_CLOCK not in address and its[address] != theirs[address]}
    for kind in (
        r"^/equity/\w+\?",
        r"^/equity/\w+\.csv",
        r"^/indicator/\w+\?",
        r"^/indicator/\w+\.(csv|json)",
        "^callback",
    ):
        assert any(re.match(kind, address) for address in told), kind
