"""Texts in an archive come back to the last letter, and no letter of one ends its cell or line."""

from __future__ import annotations

import pytest

from data.backup.rows import NOTHING, _escape, _plain


@pytest.mark.parametrize("text", ["a\tb", "a\nb", "a\rb", "a\\b", "\\t", "\\N", "", "ü ☂", "a\\\tb"])
def test_a_text_comes_back(text):
    written = _escape(text)
    assert _plain(written) == text
    assert written != NOTHING
    assert not set(written) & {"\t", "\n", "\r"}
