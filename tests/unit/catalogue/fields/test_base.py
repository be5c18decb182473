"""Copies of a part of the schema."""

from functools import cached_property

from catalogue.fields.base import Model


class Counted(Model):
    words: tuple[str, ...]

    @cached_property
    def many(self) -> int:
        return len(self.words)


def test_a_copy_with_changes_works_out_anew_what_the_old_one_had_kept():
    one = Counted(words=("a", "b"))
    assert one.many == 2
    assert one.model_copy(update={"words": ("a",)}).many == 1
    assert one.model_copy().many == one.many == 2
