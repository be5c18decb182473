"""The list of faults fits the product as it is; and each of them is found, in the whole run."""

from __future__ import annotations

import ast

import pytest

from settings import ROOT
from tests.faults import read_faults
from tests.faults.__main__ import copy_checkout, is_found

FAULTS = read_faults()


def test_there_are_forty_and_more():
    assert len(FAULTS) >= 40


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_it_can_be_made(fault):
    """Where the product has moved on, say the same mistake anew in faults.yaml."""
    broken = fault.broken()
    assert broken != (ROOT / fault.file).read_text(encoding="utf-8")
    compile(broken, fault.file, "exec")


@pytest.mark.parametrize("test", sorted({test for fault in FAULTS.values() for test in fault.found_by}))
def test_what_finds_it_is_there_and_runs_every_time(test):
    file, _, name = test.partition("::")
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    chosen = [functions[name]] if name else list(functions.values())
    marks = [ast.unparse(mark) for function in chosen for mark in function.decorator_list]
    assert not [mark for mark in marks if "mark.slow" in mark]


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    made = tmp_path_factory.mktemp("faults")
    copy_checkout(made)
    return made


@pytest.mark.slow
@pytest.mark.parametrize(("turn", "name"), list(enumerate(FAULTS, 1)), ids=FAULTS)
def test_it_is_found(copy, turn, name):
    assert is_found(copy, FAULTS[name], turn)
