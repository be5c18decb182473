"""How much is kept of what was answered, and what is let go first."""

from __future__ import annotations

from flask import Response

from server.page_cache import BESIDE, Kept


def page(size):
    return Response(b"x" * size)


def test_answers_are_kept_by_their_version():
    kept = Kept(100_000)
    kept.put("a", 1, Response(b"first", headers={"X-Of": "its own"}))
    found = kept.get("a", 1)
    assert (found.data, found.headers["X-Of"]) == (b"first", "its own")
    assert kept.get("a", 2) is None
    assert kept.get("b", 1) is None


def test_the_answer_not_asked_for_the_longest_is_let_go_when_bytes_are_many():
    kept = Kept(3 * (1_000 + BESIDE + 10))
    for key in "abc":
        kept.put(key, 1, page(1_000))
    kept.get("a", 1)
    kept.put("d", 1, page(1_000))
    assert [key for key in "abcd" if kept.get(key, 1)] == ["a", "c", "d"]


def test_what_is_held_is_counted_by_its_bytes_and_not_by_its_number():
    kept = Kept(100_000)
    for number in range(1_000):
        kept.put(f"{number}" + "?" * number, number % 3, page(number * 7 % 5_000))
        kept.put("again", number, page(number))
        assert kept.bytes <= kept.bytes_at_most
    assert 10 < len(kept) < 100_000 / BESIDE
    while len(kept) > 1:
        kept.put("again", 0, page(kept.bytes_at_most - BESIDE - 1_000 - len("again")))
    assert kept.bytes == kept.bytes_at_most - 1_000


def test_an_answer_that_is_larger_than_everything_kept_is_not_kept():
    kept = Kept(10_000)
    kept.put("a", 1, page(20_000))
    assert (len(kept), kept.bytes) == (0, 0)
