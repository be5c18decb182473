"""Simulated pages of equity charts: how often a group is flagged untruly, and how often truly worse ones are.

A case is a scenario of `manifest.json`. Ours must raise at most 1.5 times the reference's false flags a page
and find at most 0.05 fewer of the truly worse; so must the flags of a gap that changed.
"""

from __future__ import annotations

import csv
import gzip
import json
from pathlib import Path

import numpy as np

from quality.equity.not_stated import JUMP
from quality.equity.view import NotStated
from stats.equity.group_tests import group_signals
from stats.equity.standardise import indirect_ratio
from tests.conformance.equity_fields import Row

FALSE_FLAGS, POWER = 1.5, 0.05
ROUNDING = 0.05
"""Of a few pages: one flag on 25 pages is 0.04."""
KINDS = {"level": "recommended_level", "change": "recommended_change"}


def read_cases(folder: Path) -> list[Row]:
    path = folder / "manifest.json"
    if not path.exists():
        return []
    manifest = json.loads(path.read_text(encoding="utf-8"))
    least = manifest.get("method_parameters", {}).get("min_gap", 0.03)
    # The manifest names files from the folder above.
    return [
        {"id": s["name"], "minimum_gap": least, **s, "path": str(folder / Path(s["file"]).name)}
        for s in manifest["scenarios"]
    ]


def skips(case: Row) -> str:
    known = {"replicates", "standardised_ratio", "not_stated_share"}
    return "" if known & case.keys() else "a kind of scenario that is not known"


def answer(case: Row) -> Row:
    if "replicates" in case:
        return _pages_answer(case)
    return _case_mix(case) if "standardised_ratio" in case else _recording(case)


def mismatches(case: Row, got: Row) -> list[str]:
    if "not_stated_share" in case:
        share = got["not_stated_share"]
        wrong = {k: v for k, v in case["not_stated_share"].items() if abs(share[k] - v) > 1e-3}
        found = [f"{k}: expected {v} not stated, got {share[k]}" for k, v in wrong.items()]
        return found + ([] if got["warned"] else ["nobody is warned of how groups are recorded"])
    if "replicates" not in case:
        wanted = {name: case[name] for name in ("crude_rate", "expected", "standardised_ratio")}
        return [
            f"{name}: expected {values}, got {got[name]}"
            for name, values in wanted.items()
            if any(abs(got[name][group] - value) > 1e-5 * max(value, 1) for group, value in values.items())
        ] + [f"{group} differs after standardisation" for group in got["differ"]]
    found = []
    for kind, name in KINDS.items():
        reference, ours = _reference(case)[name], got[kind]
        most = FALSE_FLAGS * reference["false_alarms_per_40_charts"] + ROUNDING
        if ours["false_flags_a_page"] > most:
            found.append(f"{kind}: {ours['false_flags_a_page']:.2f} false flags a page, at most {most:.2f}")
        if "power" in reference and ours["power"] < reference["power"] - POWER:
            found.append(f"{kind}: power {ours['power']:.3f}, the reference's is {reference['power']:.3f}")
    return found


def remark(case: Row, got: Row) -> str:
    if "not_stated_share" in case:
        return f"warned: {', '.join(got['warned'])}"
    if "replicates" not in case:
        return "no group differs once ages are alike"
    parts = []
    for kind, name in KINDS.items():
        reference, ours = _reference(case)[name], got[kind]
        part = f"{kind}: {ours['false_flags_a_page']:.2f} false flags a page"
        part += f" (reference {reference['false_alarms_per_40_charts']:.2f})"
        if "power" in reference:
            part += f", power {ours['power']:.3f} ({reference['power']:.3f})"
        parts.append(part)
    return "; ".join(parts)


def _reference(case: Row) -> Row:
    return case.get("reference_results_on_this_file") or case["reference_results_200_replicates"]


def _pages_answer(case: Row) -> Row:
    events, people, is_worse = pages(case)
    end = events.shape[-1]
    latest, before = slice(max(end - 12, 0), end), slice(max(end - 24, 0), max(end - 12, 0))
    signals = [
        group_signals(x, n, latest=latest, before=before, minimum_gap=case["minimum_gap"])
        for x, n in zip(events, people, strict=True)
    ]
    flags = {
        "level": np.stack([s.is_found[..., :-1] for s in signals]),
        "change": np.stack([s.change_found[..., :-1] for s in signals]),
    }
    return {kind: _counted(flagged, is_worse) for kind, flagged in flags.items()}


def _counted(flagged: np.ndarray, is_worse: np.ndarray) -> Row:
    counted: Row = {"false_flags_a_page": float((flagged & ~is_worse).sum() / len(flagged))}
    if is_worse.any():
        counted["power"] = float(flagged[is_worse].mean())
    return counted


def pages(case: Row) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(rep, chart, group, month) events and people; (rep, chart, group) which groups are truly worse."""
    with gzip.open(case["path"], "rt", newline="") as file:
        rows = list(csv.DictReader(file))
    keys = [[int(r["rep"]) for r in rows], [int(r["chart"]) for r in rows], [r["group"] for r in rows]]
    places = [np.unique(key, return_inverse=True) for key in (*keys, [int(r["month"]) for r in rows])]
    shape, cells = tuple(len(names) for names, _ in places), tuple(at for _, at in places)
    n, x, truth = np.full(shape, np.nan), np.full(shape, np.nan), np.zeros(shape)
    for array, name in ((n, "n"), (x, "x"), (truth, "truth")):
        array[cells] = [float(r[name]) for r in rows]
    return x, n, truth[..., -1] > 0


def _recording(case: Row) -> Row:
    """The share of people without a group, and warnings of it: its size, a step between quarters."""
    with Path(case["path"]).open(newline="") as file:
        rows = [(int(r["month"]), r["group"] == "not stated", float(r["n"])) for r in csv.DictReader(file)]
    months = max(month for month, _, _ in rows)
    people = np.zeros((2, months))
    for month, is_unknown, n in rows:
        people[:, month - 1] += [n * is_unknown, n]
    quarters = people.reshape(2, months // 3, 3).sum(axis=-1)
    spans = {name: slice(*_months(name)) for name in case["not_stated_share"]}
    latest = people[0, -12:].sum() / people[1, -12:].sum()
    notice = NotStated(label="not stated", is_hidden=False, share=float(latest), jump=None)
    steps = np.abs(np.diff(quarters[0] / quarters[1])) >= JUMP
    warned = ["many are not stated"] * notice.is_incomplete + ["their share stepped"] * bool(steps.any())
    share = {name: float(people[0, span].sum() / people[1, span].sum()) for name, span in spans.items()}
    return {"not_stated_share": share, "warned": warned}


def _months(name: str) -> tuple[int, int]:
    first, last = name.removeprefix("months ").split("-")
    return int(first) - 1, int(last)


def _case_mix(case: Row) -> Row:
    """Groups against the ages of all: crude rates differ, standardised ratios do not."""
    with Path(case["path"]).open(newline="") as file:
        rows = list(csv.DictReader(file))
    groups, bands = sorted({r["group"] for r in rows}), sorted({r["age_band"] for r in rows})
    cells = {(r["group"], r["age_band"]): (float(r["x"]), float(r["n"])) for r in rows}
    table = np.array([[cells[group, band] for band in bands] for group in groups])
    x, n = table[..., 0], table[..., 1]
    found = indirect_ratio(x, n, x.sum(axis=0), n.sum(axis=0), level=0.998)
    apart = (found.lower > 1) | (found.upper < 1)
    return {
        "crude_rate": dict(zip(groups, (x.sum(axis=1) / n.sum(axis=1)).tolist(), strict=True)),
        "expected": dict(zip(groups, found.expected.tolist(), strict=True)),
        "standardised_ratio": dict(zip(groups, found.value.tolist(), strict=True)),
        "differ": [group for group, is_apart in zip(groups, apart, strict=True) if is_apart],
    }
