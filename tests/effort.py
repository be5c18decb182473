"""Which tests run, and how often they repeat themselves.

    pytest              the usual run: all but the slow ones, few examples of each property
    pytest --all        everything, every property with all its examples
    pytest --tenth 3    one tenth of what --all has more than the usual run: ten days see all of it

A test is slow by `@pytest.mark.slow`. `@examples(150)` gives a property so many examples with --all, and a
fifth of them in the usual run. What repeats itself in another way is `@pytest.mark.sampled`, and asks
`is_thorough()`.
"""

from __future__ import annotations

from typing import Any
from zlib import crc32

import pytest
from hypothesis import HealthCheck, is_hypothesis_test, settings

FIFTH = 5
FEWEST = 5
"""Examples of a property in the usual run, whatever a fifth of all would be."""
ALL_EXAMPLES = 100

_thorough = False


def examples(count: int, **more: Any) -> settings:
    """Return hypothesis settings for so many examples with --all."""
    return settings(max_examples=count if _thorough else max(FEWEST, count // FIFTH), **more)


def is_thorough() -> bool:
    """Return whether this run repeats everything as often as can be asked for."""
    return _thorough


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("effort")
    group.addoption("--all", action="store_true", help="run everything, not only the usual tests")
    group.addoption("--tenth", type=int, choices=range(10), help="run a tenth of what the usual run leaves")


def pytest_configure(config: pytest.Config) -> None:
    global _thorough
    _thorough = config.option.all or config.option.tenth is not None
    # A machine that is busy with something else is no mistake of ours: no example has a time to keep.
    settings.register_profile(
        "brightspot",
        deadline=None,
        max_examples=ALL_EXAMPLES if _thorough else ALL_EXAMPLES // FIFTH,
        suppress_health_check=[HealthCheck.too_slow],
    )
    settings.load_profile("brightspot")


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name no test by bytes: packed files hold the second of their making, and workers agree on names."""
    return argname if isinstance(val, bytes) else None


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.option.all:
        return
    tenth = config.option.tenth
    runs = _is_usual if tenth is None else (lambda item: _is_left(item) and tenth_of(item) == tenth)
    chosen = [item for item in items if runs(item)]
    config.hook.pytest_deselected(items=[item for item in items if not runs(item)])
    items[:] = chosen


def tenth_of(item: pytest.Item) -> int:
    """Return the same number for a test on every machine and day, whatever other tests there are."""
    return crc32(item.nodeid.encode()) % 10


def _is_usual(item: pytest.Item) -> bool:
    return item.get_closest_marker("slow") is None


def _is_left(item: pytest.Item) -> bool:
    """Return whether the usual run leaves out this test, or some of its repetitions."""
    is_property = is_hypothesis_test(getattr(item, "obj", None))
    return is_property or not _is_usual(item) or item.get_closest_marker("sampled") is not None
