"""Explanations of what is not known: people whose group is not stated or who are in none, and what they could
make of the gap."""

from __future__ import annotations

from components.words import say
from components.words.equity import equity_numbers, equity_unknown
from components.words.explain.explanation import Kind, Worked, exact, per_so_many
from quality.equity.view import EquityView


def _everyone(view: EquityView) -> Worked | None:
    if view.everyone is None or view.total_numerator is None or view.total_denominator is None:
        return None
    x, n = exact(view.total_numerator), exact(view.total_denominator)
    return Worked(
        f"{x} ÷ {n}{per_so_many(view.indicator)}", say.value_with_unit(view.everyone, view.indicator)
    )


def _not_stated(view: EquityView) -> Worked | None:
    stated = view.not_stated
    if stated is None or stated.is_hidden or stated.share is None:
        return None
    rows = [row for row in view.rows if row.is_unknown]
    part = [exact((row.numerator if view.is_count else row.denominator) or 0.0) for row in rows]
    whole = exact((view.total_numerator if view.is_count else view.total_denominator) or 0.0)
    top = part[0] if len(part) == 1 else f"({' + '.join(part)})"
    return Worked(f"{top} ÷ {whole} × 100", f"{100 * stated.share:.1f}%")


def _in_no_group(view: EquityView) -> Worked | None:
    if not equity_unknown.in_no_group(view) or view.in_no_group is None:
        return None
    parts = filter(None, (row.numerator if view.is_count else row.denominator for row in view.rows))
    whole = (view.total_numerator if view.is_count else view.total_denominator) or 0.0
    return Worked(f"{exact(whole)} − ({' + '.join(map(exact, parts))})", exact(view.in_no_group))


def _bounds(view: EquityView) -> Worked | None:
    gap = view.gap
    if gap is None or gap.unknown is None or (bounds := gap.if_unknown) is None:
        return None
    if bounds.low is None or bounds.high is None:
        return None
    x1, n1, x2, n2 = map(exact, gap.counts)
    u, without = exact(gap.unknown[0]), exact(gap.unknown[1] - gap.unknown[0])
    times = per_so_many(view.indicator)
    low = f"({x1} ÷ ({n1} + {without}) − ({x2} + {u}) ÷ ({n2} + {u})){times}"
    high = f"(({x1} + {u}) ÷ ({n1} + {u}) − {x2} ÷ ({n2} + {without})){times}"
    return Worked(f"{low} to {high}", equity_numbers.low_to_high(bounds.low, bounds.high, view))


def _all_on_one_side(view: EquityView) -> Worked | None:
    gap = view.gap
    if gap is None or gap.unknown is None or (bounds := gap.if_unknown) is None:
        return None
    x1, n1, x2, n2 = map(exact, gap.counts)
    u, v = map(exact, gap.unknown)
    times = per_so_many(view.indicator)
    first = f"(({x1} + {u}) ÷ ({n1} + {v}) − {x2} ÷ {n2}){times}"
    second = f"({x1} ÷ {n1} − ({x2} + {u}) ÷ ({n2} + {v})){times}"
    ends = (equity_numbers.short_amount(one, view) for one in (bounds.all_first, bounds.all_second))
    return Worked(f"{first}; {second}", "; ".join(ends))


UNKNOWN_KINDS = (
    Kind(
        "Everyone",
        "All people together, with those whose group is not known.",
        "X ÷ N{per}",
        "",
        _everyone,
    ),
    Kind(
        "Not stated",
        "How many of everyone have a group that is not known.",
        "not known ÷ everyone × 100",
        "",
        _not_stated,
    ),
    Kind(
        "In no group",
        "Everyone, without all groups and without those not stated; below zero, the groups hold more.",
        "everyone − (all groups)",
        "",
        _in_no_group,
    ),
    Kind(
        "If all of them belonged to one side",
        "Everybody with an unknown group is counted with the first group; then with the second.",
        "(x₁ + u)/(n₁ + v) − x₂/n₂; x₁/n₁ − (x₂ + u)/(n₂ + v); u of v: not known",
        "Manski 1990, American Economic Review 80: 319",
        _all_on_one_side,
    ),
    Kind(
        "If every group were known",
        "Everybody with an unknown group is put on one side, then on the other: those with the event with "
        "the second group and those without with the first, and the other way round. No interval, but the "
        "ends of what could be.",
        "x₁/(n₁ + v − u) − (x₂ + u)/(n₂ + u) to (x₁ + u)/(n₁ + u) − x₂/(n₂ + v − u); u of v: not known",
        "Manski 1990, American Economic Review 80: 319",
        _bounds,
    ),
)
