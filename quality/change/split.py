"""Split a change by parts that are counted already: pure numbers in, one value out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from quality.change.view import Amount, Kind, Part, Split, Year
from quality.signals.measure_type import Kind as MeasureKind
from quality.signals.measure_type import MeasureType
from stats.arrays import Bools, Floats
from stats.equity.decomposition import Change, decompose_change, parts_of_half
from stats.intervals import normal_quantile

NAMED = 12
"""Parts that are listed by themselves; the others are one line."""
FEW = 1 / 3
"""Of all parts: as many are called few when they make half of a change."""
AGAINST = 1 / 2
"""Of a clear change: as much has to go against it for the parts to have moved apart."""
SLIGHT = 1 / 10
"""Of the largest effect: less is not named, however certain thousands of people make it."""
LEVEL = 0.95
_DUST = 1e-6
"""Of a whole: what adding up fractions of bed days leaves behind."""
_OWN_LINE = (Kind.NOT_STATED, Kind.NOT_SHOWN, Kind.REST)


@dataclass(frozen=True, slots=True, eq=False)
class Counts:
    """Numerators and denominators before and after, of parts (4, G) or of the whole (4,)."""

    of: Floats

    @property
    def numerators(self) -> Floats:
        return self.of[:2]

    @property
    def denominators(self) -> Floats:
        return self.of[2:]


@dataclass(frozen=True, slots=True)
class Name:
    kind: Kind
    label: str
    code: str = ""


def add_rest(
    names: Sequence[Name], parts: Counts, whole: Counts, rest: Name, measure: MeasureType
) -> tuple[list[Name], Counts] | None:
    """Return the parts with what the whole holds beyond them as one part more, if there is anything. None:
    there is no such part, because the parts hold more than the whole."""
    left = whole.of - parts.of.sum(axis=1)
    left = np.where(np.abs(left) <= _DUST * np.maximum(whole.of, 1.0), 0.0, left)
    if not left.any():
        return [*names], parts
    (x, n) = left[:2], left[2:]
    is_count = measure.kind is MeasureKind.COUNT
    fits = (left >= 0).all() and (is_count or not (x > 0)[n == 0].any())
    if measure.kind is MeasureKind.PROPORTION:
        fits = fits and bool((x <= n).all())
    if not fits:
        return None
    return [*names, rest], Counts(np.concatenate([parts.of, left[:, np.newaxis]], axis=1))


def split_change(empty: Split, names: Sequence[Name], parts: Counts, measure: MeasureType) -> Split | None:
    """Return the change of the sum of the parts, part by part. `empty` says what it is the split of. None:
    there is nothing to change from, or to."""
    is_count = measure.kind is MeasureKind.COUNT
    if not is_count:
        # A numerator out of nobody is no value, and is in no sum.
        n = np.nan_to_num(parts.denominators)
        parts = Counts(np.concatenate([np.where(n > 0, np.nan_to_num(parts.numerators), 0.0), n]))
    size = np.abs(parts.numerators if is_count else parts.denominators)
    is_there: Bools = size.sum(axis=0) > 0
    if not is_there.any() or not (is_count or (size.sum(axis=1) > 0).all()):
        return None
    names = [name for name, there in zip(names, is_there, strict=True) if there]
    parts = Counts(parts.of[:, is_there])
    return _count(empty, names, parts, measure) if is_count else _share(empty, names, parts, measure)


def _count(empty: Split, names: Sequence[Name], parts: Counts, measure: MeasureType) -> Split:
    before, after = parts.numerators
    effect = measure.per * (after - before)
    rows = [
        Part(name.kind, name.label, name.code, _number(b, measure), _number(a, measure), e)
        for name, b, a, e in zip(names, before.tolist(), after.tolist(), effect.tolist(), strict=True)
    ]
    listed, others = _listed(rows)
    if others.any():
        sums = [float(counts[others].sum()) for counts in (before, after, effect)]
        number = (_number(sums[0], measure), _number(sums[1], measure))
        listed = _with_others(listed, Part(Kind.OTHERS, "", "", *number, sums[2], count=int(others.sum())))
    return replace(
        empty,
        before=_number(float(before.sum()), measure),
        after=_number(float(after.sum()), measure),
        total=Amount(float(effect.sum())),
        parts=tuple(listed),
        count=_known(rows),
        is_count=True,
    )


def _share(empty: Split, names: Sequence[Name], parts: Counts, measure: MeasureType) -> Split:
    (x0, x1), (n0, n1) = parts.numerators, parts.denominators
    found = decompose_change(x0, n0, x1, n1, LEVEL, is_rate=measure.kind is MeasureKind.RATE)
    per, size = measure.per, parts.denominators.sum(axis=1).tolist()

    def part(name: Name, of: Floats, rate: Amount, mix: Amount, count: int = 1) -> Part:
        before, after = (_year(of[i], of[2 + i], size[i], per) for i in (0, 1))
        total = rate.value + mix.value
        return Part(name.kind, name.label, name.code, before, after, total, rate, mix, count)

    rates = _amounts(per * found.rate_effect, per * found.rate_limits[0], per * found.rate_limits[1])
    mixes = _amounts(per * found.mix_effect, per * found.mix_limits[0], per * found.mix_limits[1])
    rows = [part(*one) for one in zip(names, parts.of.T, rates, mixes, strict=True)]
    listed, others = _listed(rows)
    if others.any():
        rate, mix = (_amount(one, per) for one in found.together(others))
        together = part(Name(Kind.OTHERS, ""), parts.of[:, others].sum(axis=1), rate, mix, int(others.sum()))
        listed = _with_others(listed, together)
    total, whole = _amount((found.total, found.total_limits), per), parts.of.sum(axis=1)
    risen, fallen = _moved_apart(rows, total)
    return replace(
        empty,
        before=_year(whole[0], whole[2], size[0], per),
        after=_year(whole[1], whole[3], size[1], per),
        total=total,
        rate=_amount((found.rate, found.rate_sum_limits), per),
        mix=_amount((found.mix, found.mix_sum_limits), per),
        parts=tuple(listed),
        count=_known(rows),
        half=_half(rows, found) if total.is_clear else (),
        risen=risen,
        fallen=fallen,
        is_reversed=total.is_clear and _is_reversed(rows, total.value),
    )


def _year(numerator: float, denominator: float, size: float, per: float) -> Year:
    value = per * float(numerator / denominator) if denominator else None
    return Year(float(numerator), float(denominator), value, float(denominator) / size)


def _half(rows: Sequence[Part], found: Change) -> tuple[Part, ...]:
    """Return the few that make half of the change; none unless each is named, and is more than chance."""
    half = [rows[i] for i in parts_of_half(found.effect)]
    is_few = len(half) <= FEW * _known(rows)
    is_said = is_few and len(half) <= NAMED and all(_is_named(one) for one in half)
    are_clear = all(_stands_out(one.rate, len(rows)) or _stands_out(one.mix, len(rows)) for one in half)
    return tuple(half) if is_said and are_clear else ()


def _moved_apart(rows: Sequence[Part], total: Amount) -> tuple[tuple[Part, ...], tuple[Part, ...]]:
    """Return the parts whose values rose and those whose values fell, each by more than chance: what the
    change of the whole does not show. Nothing where all of them went its way, or nearly."""
    clear = sorted(
        (one for one in rows if _is_named(one) and _stands_out(one.rate, len(rows))),
        key=lambda one: (-abs(one.rate.value), one.label),
    )
    clear = [one for one in clear if abs(one.rate.value) > SLIGHT * abs(clear[0].rate.value)]
    risen = tuple(one for one in clear if one.rate.value > 0)
    fallen = tuple(one for one in clear if one.rate.value < 0)
    up, down = (abs(sum(one.rate.value for one in parts)) for parts in (risen, fallen))
    is_apart = min(up, down) > AGAINST * (abs(total.value) if total.is_clear else 0.0)
    return (risen, fallen) if is_apart else ((), ())


def _stands_out(amount: Amount, among: int) -> bool:
    """Tell if an amount is more than chance among as many: one in twenty would be by itself."""
    if amount.lower is None or amount.upper is None:
        return False
    return abs(amount.value) > _wider(among) * (amount.upper - amount.lower) / 2


@cache
def _wider(among: int) -> float:
    return normal_quantile(1 - (1 - LEVEL) / among) / normal_quantile(LEVEL)


def _is_reversed(rows: Sequence[Part], total: float) -> bool:
    """Tell if every part changed the other way: not where one has no second value, or is several together."""
    if len(rows) < 2 or any(one.kind in (Kind.NOT_SHOWN, Kind.REST) for one in rows):
        return False
    values = [(one.before.value, one.after.value) for one in rows]
    return all(a is not None and b is not None and (a - b) * total < 0 for b, a in values)


def _listed(rows: Sequence[Part]) -> tuple[list[Part], Bools]:
    """Return the parts that are listed by themselves, and which are not (G,)."""
    own = [one for one in rows if not _is_named(one)]
    named = sorted((one for one in rows if _is_named(one)), key=lambda one: (-abs(one.effect), one.label))
    room = NAMED - len(own)
    # One line for one part alone would say less than its name.
    shown = named if len(named) <= room + 1 else named[:room]
    own.sort(key=lambda one: _OWN_LINE.index(one.kind))
    listed = {id(one) for one in (*shown, *own)}
    return [*shown, *own], np.array([id(one) not in listed for one in rows])


def _with_others(listed: Sequence[Part], others: Part) -> list[Part]:
    return [
        *(one for one in listed if _is_named(one)),
        others,
        *(one for one in listed if not _is_named(one)),
    ]


def _is_named(one: Part) -> bool:
    return one.kind not in _OWN_LINE


def _known(rows: Sequence[Part]) -> int:
    return sum(_is_named(one) for one in rows)


def _number(count: float, measure: MeasureType) -> Year:
    return Year(count, None, measure.per * count)


def _amounts(value: Floats, lower: Floats, upper: Floats) -> list[Amount]:
    return [Amount(*limits) for limits in zip(value.tolist(), lower.tolist(), upper.tolist(), strict=True)]


def _amount(found: tuple[float, tuple[float, float]], per: float) -> Amount:
    value, (lower, upper) = found
    return Amount(per * value, per * lower, per * upper)
