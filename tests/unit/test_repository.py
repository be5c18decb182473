"""The repository about itself: locks, versions and settings agree; no address of a registry stands in it."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from plotly.offline import get_plotlyjs_version

from components.page import navigation
from settings import Settings
from tools import lock

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())

# Written in pieces, so that this file does not find itself.
REGISTRIES = ("pypi" + ".org", "python" + "hosted", "npm" + "js", "deb." + "debian", "archive." + "ubuntu")
DELIVERERS = ("unp" + "kg.com", "jsdeli" + "vr", "fonts.goo" + "gle", "cdn" + ".")


def tracked() -> list[Path]:
    if not (ROOT / ".git").exists() or shutil.which("git") is None:
        pytest.skip("not a git checkout")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file()]


def texts() -> dict[str, str]:
    found = {}
    for path in tracked():
        try:
            found[str(path.relative_to(ROOT))] = path.read_text()
        except UnicodeDecodeError:
            continue  # a font or a picture
    return found


def test_no_tracked_file_names_a_registry():
    assert [name for name, text in texts().items() if any(host in text for host in REGISTRIES)] == []


def test_nothing_of_ours_is_fetched_from_a_delivery_network():
    ours = {n: t for n, t in texts().items() if n.endswith((".py", ".css", ".html")) and ".min." not in n}
    assert [name for name, text in ours.items() if any(host in text for host in DELIVERERS)] == []


def test_no_tracked_file_names_a_place_on_one_machine():
    machine = re.compile(r"(?<![\w.$}])/(?:wo" + r"rk|ro" + r"ot|ho" + r"me)/")
    assert [name for name, text in texts().items() if machine.search(text)] == []


def test_constraints_of_a_bare_uv_run_are_the_lock():
    pins = lock.pins((ROOT / "requirements-dev.txt").read_text())
    assert len(pins) > 50
    assert PROJECT["tool"]["uv"]["constraint-dependencies"] == pins


def test_running_and_testing_take_the_same_versions():
    versions = [
        dict(re.findall(r"^([\w.-]+)(?:\[[^\]]*\])?==(\S+)", (ROOT / name).read_text(), re.MULTILINE))
        for name in ("requirements.txt", "requirements-dev.txt")
    ]
    assert versions[0].items() <= versions[1].items()


@pytest.mark.parametrize("table", ["dependencies", "dev"])
def test_every_dependency_is_locked(table):
    project = PROJECT["project"]["dependencies"]
    wanted = project if table == "dependencies" else PROJECT["dependency-groups"]["dev"]
    name = "requirements.txt" if table == "dependencies" else "requirements-dev.txt"
    locked = {pin.partition("==")[0] for pin in lock.pins((ROOT / name).read_text())}
    assert {re.match(r"[\w.-]+", entry)[0].lower() for entry in wanted} <= locked


@pytest.mark.parametrize("name", lock.OUTPUTS)
def test_every_locked_version_has_a_hash(name):
    text = (ROOT / name).read_text()
    assert len(lock.pins(text)) == len(re.findall(r"(?<!:)==.* \\\n    --hash=sha256:", text))


def test_python_versions_agree():
    python = PROJECT["project"]["requires-python"].removeprefix(">=")
    assert python == lock.PYTHON == PROJECT["tool"]["mypy"]["python_version"]
    assert PROJECT["tool"]["ruff"]["target-version"] == "py" + python.replace(".", "")
    assert f"ARG PYTHON=python:{python}-slim" in (ROOT / "Dockerfile").read_text()
    assert f"({python.replace('.', ', ')})" in (ROOT / "tools" / "setup.sh").read_text()


def test_served_plotly_is_the_version_that_python_speaks_to():
    # Figures written for one major version of plotly.js may be drawn wrongly, silently, by another.
    head = (ROOT / "assets" / "plotly-basic.min.js").read_text()[:400]
    assert f"v{get_plotlyjs_version()}" in head


@pytest.mark.parametrize("page", [".env.example", "docs/how-to/settings.md"])
def test_every_setting_is_documented(page):
    text = (ROOT / page).read_text()
    assert [s for s in Settings.model_fields if f"BRIGHTSPOT_{s.upper()}" not in text] == []


def test_every_recipe_of_make_says_what_it_does():
    makefile = (ROOT / "Makefile").read_text()
    targets = re.findall(r"^([a-z]+):(.*)$", makefile, re.MULTILINE)
    assert len(targets) > 8
    assert [name for name, rest in targets if "##" not in rest] == []


def test_continuous_integration_runs_make_test_and_a_tenth_of_the_rest():
    commands = re.findall(r"^make (\S+)", (ROOT / ".ci" / "run").read_text(), re.MULTILINE)
    assert commands == ["test", "test-tenth"]


@pytest.mark.parametrize("broken", ["test", "test-tenth"])
def test_continuous_integration_fails_when_either_does(broken, tmp_path):
    (tmp_path / "make").write_text(f'#!/bin/sh\n[ "$1" != {broken} ]\n')
    (tmp_path / "make").chmod(0o755)
    path = f"{tmp_path}:{os.environ['PATH']}"
    done = subprocess.run(["sh", ROOT / ".ci" / "run"], env={"PATH": path}, check=False)
    assert done.returncode == 1


def test_changelog_knows_the_version():
    assert f"## {PROJECT['project']['version']}" in (ROOT / "CHANGELOG.md").read_text()


def test_pages_name_the_version():
    assert PROJECT["project"]["version"] == navigation.VERSION


def test_the_bill_of_materials_is_the_lock(tmp_path):
    done = subprocess.run([sys.executable, "tools/sbom.py", str(tmp_path)], cwd=ROOT, check=True)
    assert done.returncode == 0
    text = (tmp_path / "sbom.cdx.json").read_text()
    found = json.loads(text)
    assert (found["bomFormat"], found["specVersion"]) == ("CycloneDX", "1.6")
    locked = (ROOT / "requirements.txt").read_text()
    pins = [pin.partition(" ;")[0] for pin in lock.pins(locked)]
    refs = [component["bom-ref"] for component in found["components"]]
    assert refs[: len(pins)] == pins
    assert len(set(refs)) == len(refs) > len(pins), "and what browsers are served"
    hashes = [one["content"] for component in found["components"] for one in component["hashes"]]
    assert hashes[: locked.count("sha256:")] == re.findall(r"sha256:(\w+)", locked)
    assert not any(host in text for host in (*REGISTRIES, *DELIVERERS, "://"))
    table = (tmp_path / "licences.md").read_text()
    assert "| psycopg | " in table
    assert "not stated" not in table
