"""Words of people in messages: kept, in the lines they were written in, and nothing but words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.messages.letter import Letter
from components.messages.mail import mail
from components.messages.slack import blocks
from components.words.messages import LONGEST_NAME, LONGEST_TEXT, late, name, one_line, text


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Ward 4", "Ward 4"),
        ("  Ward \t 4\r\nBcc: x@y ", "Ward 4 Bcc: x@y"),
        ("a\u2028b\x85c\x00d", "a b cd"),
        ("safe\u202eexe\u2066.", "safeexe."),
        ("क\u094d\u200dष, می\u200cخواهم, 👩\u200d⚕️", "क\u094d\u200dष, می\u200cخواهم, 👩\u200d⚕️"),
    ],
)
def test_a_name_stands_in_one_line(written, shown):
    assert name(written) == shown


def test_lines_are_kept_and_empty_ones_are_not():
    assert text("First.\r\n\r\n \nSecond. \x07") == "First.\nSecond."


@given(st.text())
def test_nothing_anybody_writes_makes_a_second_header_or_a_line_outside_its_quote(written):
    subject, quoted = one_line(written), text(written)
    assert len(subject.splitlines()) <= 1
    assert len(name(written)) <= LONGEST_NAME
    assert len(quoted) <= LONGEST_TEXT
    letter = Letter(subject, "Lead.", (("", quoted),), (), ())
    made = mail(letter, number="1", sender="a@b.example", to="c@d.example", organisation=written, site="")
    whole = made.as_bytes()
    head, _, _ = whole.partition(b"\r\n\r\n")
    names = [line.partition(b":")[0] for line in head.split(b"\r\n") if not line.startswith((b" ", b"\t"))]
    known = {"Subject", "From", "To", "Message-ID", "Auto-Submitted", "X-Auto-Response-Suppress"}
    known |= {"Content-Type", "Content-Transfer-Encoding", "MIME-Version"}
    assert sorted(name.decode() for name in names) == sorted(known)
    lines = made.get_content().splitlines()
    assert lines[0] == "Lead."
    foot = lines.index("-- ")
    assert all(not line or line.startswith("> ") for line in lines[1:foot])
    assert not set("<>") & set(blocks(letter, "")["text"])


def test_late_feeds_are_named_as_far_as_there_is_room():
    assert late(["Payroll"]) == "1 late feed: Payroll."
    assert late([f"F{n}" for n in range(8)]) == "8 late feeds: F0; F1; F2; F3; F4; F5 and 2 more."
