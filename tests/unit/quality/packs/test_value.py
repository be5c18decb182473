"""The bytes that stand for a pack: always the same, and read again as what they were."""

from __future__ import annotations

import orjson
import pytest

from quality.packs.value import canonical, content_hash, packed, read, unpacked
from tests.packs.small import a_pack, an_entry


def test_the_same_pack_gives_the_same_bytes():
    assert canonical(a_pack()) == canonical(a_pack())
    assert content_hash(canonical(a_pack())) != content_hash(canonical(a_pack(title="Another")))


def test_bytes_are_read_back():
    content = canonical(a_pack())
    assert unpacked(packed(content)) == content
    assert read(content) == a_pack()
    assert canonical(read(content)) == content


def test_keys_are_in_order():
    content = canonical(a_pack())
    assert content == orjson.dumps(orjson.loads(content), option=orjson.OPT_SORT_KEYS)


def test_what_a_later_program_adds_is_passed_over():
    told = orjson.loads(canonical(a_pack())) | {"weather": "fine"}
    told["entries"][0]["mood"] = 3
    assert read(orjson.dumps(told)) == a_pack()


@pytest.mark.parametrize("lacking", ["title", "cut", "entries"])
def test_a_content_without_a_part_is_no_pack(lacking):
    told = orjson.loads(canonical(a_pack()))
    del told[lacking]
    with pytest.raises(ValueError, match=lacking):
        read(orjson.dumps(told))


def test_a_call_names_its_indicators_in_the_order_of_the_pack():
    pack = a_pack(
        entries=(an_entry("falls"), an_entry("ulcers")), calls=(("alert", "Rule", ("ulcers", "falls")),)
    )
    assert [entry.code for entry in pack.called("alert")] == ["falls", "ulcers"]
    assert pack.called("applaud") == []
    assert pack.entry("nothing") is None
