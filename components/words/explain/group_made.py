"""Explanations of the numbers of one group."""

from __future__ import annotations

from components.words import say
from components.words.equity import equity_numbers, representation
from components.words.explain.explanation import Kind, Worked, exact, per_so_many, quotient
from quality.equity.group_rows import PER_HEAD
from quality.equity.view import EquityView, GroupRow, Verdict
from quality.signals.measure_type import Kind as Measure
from quality.signals.measure_type import measure_type
from stats.equity.detectable import POWER
from stats.equity.group_tests import FALSE_DISCOVERY_RATE
from stats.intervals import EXACT_BELOW, normal_quantile

AS_PUBLISHED = "as published"
Z = f"z = {normal_quantile(0.95):.6f}"
WILSON = "(p + z²/2n ± z × √(p(1 − p)/n + z²/4n²)) ÷ (1 + z²/n), p = x ÷ n"
WILSON_SOURCE = "Wilson score interval (Wilson 1927; Newcombe 1998, Stat Med 17: 857)"
BYAR = "x(1 − 1/9x − z/3√x)³ to (x + 1)(1 − 1/9(x + 1) + z/3√(x + 1))³, each ÷ n"
BYAR_SOURCE = "Byar's limits (Breslow & Day 1987, Statistical Methods in Cancer Research II, p. 69)"
EXACT = "Half the χ² quantiles at 2.5% with 2x and at 97.5% with 2x + 2 degrees of freedom, each ÷ n"
EXACT_SOURCE = f"Exact Poisson limits, below {EXACT_BELOW} events (Garwood 1936; Breslow & Day 1987, p. 69)"


def _value(view: EquityView, row: GroupRow) -> Worked | None:
    if row.value is None or row.numerator is None:
        return None
    result = say.value_with_unit(row.value, view.indicator)
    if view.is_count:
        return Worked(f"{exact(row.numerator)}{per_so_many(view.indicator)}", result)
    return Worked(quotient(row.numerator, row.denominator or 0.0, view.indicator), result)


def _published(view: EquityView, row: GroupRow) -> Worked | None:
    if row.value is None or not view.indicator.is_published_value:
        return None
    return Worked(AS_PUBLISHED, say.value_with_unit(row.value, view.indicator))


def _wilson(view: EquityView, row: GroupRow) -> Worked | None:
    return _interval(view, row) if measure_type(view.indicator).kind is Measure.PROPORTION else None


def _byar(view: EquityView, row: GroupRow) -> Worked | None:
    return _interval(view, row) if _is_rate(view) and (row.numerator or 0) >= EXACT_BELOW else None


def _exact(view: EquityView, row: GroupRow) -> Worked | None:
    return _interval(view, row) if _is_rate(view) and (row.numerator or 0) < EXACT_BELOW else None


def _is_rate(view: EquityView) -> bool:
    return measure_type(view.indicator).kind is Measure.RATE


def _interval(view: EquityView, row: GroupRow) -> Worked | None:
    if row.lower is None or row.upper is None:
        return None
    put_in = f"x = {exact(row.numerator or 0.0)}, n = {exact(row.denominator or 0.0)}, {Z}"
    times = per_so_many(view.indicator)
    return Worked(
        f"{put_in}{f', all{times}' if times else ''}", equity_numbers.interval(row.lower, row.upper, view)
    )


def _likely(view: EquityView, row: GroupRow) -> Worked | None:
    told = equity_numbers.likely(row, view)
    if not told:
        return None
    others = sum(one.likely is not None for one in view.known) - 1
    put_in = f"x = {exact(row.numerator or 0.0)}, n = {exact(row.denominator or 0.0)}"
    put_in += f", and x and n of the {others} other groups that are shown"
    return Worked(put_in, told.removeprefix("likely "))


def _share(view: EquityView, row: GroupRow) -> Worked | None:
    if row.share is None:
        return None
    part, whole = (
        (row.numerator, view.total_numerator) if view.is_count else (row.denominator, view.total_denominator)
    )
    return Worked(f"{exact(part or 0.0)} ÷ {exact(whole or 0.0)} × 100", equity_numbers.percent(row.share))


def _population(view: EquityView, row: GroupRow) -> Worked | None:
    if row.population_share is None or row.residents is None:
        return None
    everybody = view.residents
    return Worked(
        f"{exact(row.residents)} ÷ {exact(everybody)} × 100", equity_numbers.percent(row.population_share)
    )


def _stated(view: EquityView, row: GroupRow) -> str:
    """Write the group's part of all those counted whose group is known."""
    x, n = _known_in(view)
    part, whole = (row.numerator, x) if view.is_count else (row.denominator, n)
    return f"{exact(part or 0.0)} ÷ ({whole})"


def _known_in(view: EquityView, without: GroupRow | None = None) -> tuple[str, str]:
    """Write those whose group is known, or all but one group: the groups together; where one is hidden
    everyone, less those not stated where these are shown."""
    counts, sign = [], " + "
    rows = [row for row in view.known if row is not without]
    if view.hidden:
        counts, sign = [(view.total_numerator or 0.0, view.total_denominator or 0.0)], " − "
        rows = [row for row in view.rows if row is without or (row.is_unknown and not row.is_hidden)]
    counts += [(row.numerator or 0.0, row.denominator or 0.0) for row in rows]
    x, n = (sign.join(map(exact, side)) for side in zip(*counts, strict=True))
    return x, n


def _served(view: EquityView, row: GroupRow) -> Worked | None:
    if row.served is None:
        return None
    return Worked(f"{_stated(view, row)} × 100", representation.of_100(row.served[0]))


def _represented(view: EquityView, row: GroupRow) -> Worked | None:
    if row.representation is None or row.residents is None:
        return None
    put_in = f"({_stated(view, row)}) ÷ ({exact(row.residents)} ÷ {exact(view.residents)})"
    limits = representation.interval(row)
    return Worked(put_in, f"{representation.ratio(row)}{f' ({limits})' if limits else ''}")


def _per_head(_: EquityView, row: GroupRow) -> Worked | None:
    if row.per_head is None or row.residents is None:
        return None
    put_in = f"{exact(row.numerator or 0.0)} ÷ {exact(row.residents)} × {exact(PER_HEAD)}"
    return Worked(put_in, equity_numbers.per_head_words(row))


def rest_in(view: EquityView, row: GroupRow) -> tuple[str, str]:
    """Write who everybody else are; or the reference."""
    if view.reference:
        of = next(one for one in view.known if one.label == view.reference)
        return exact(of.numerator or 0.0), exact(of.denominator or 0.0)
    first, second = (f"({counts})" for counts in _known_in(view, without=row))
    return first, second


def _rest(view: EquityView, row: GroupRow) -> Worked | None:
    if row.rest is None or row.value is None or view.reference:
        return None
    x, n = rest_in(view, row)
    return Worked(f"{x} ÷ {n}{per_so_many(view.indicator)}", say.value_with_unit(row.rest, view.indicator))


def _reference(view: EquityView, row: GroupRow) -> Worked | None:
    if row.rest is None or row.value is None or not view.reference:
        return None
    x, n = rest_in(view, row)
    told = say.value_with_unit(row.rest, view.indicator)
    return Worked(f"{x} ÷ {n}{per_so_many(view.indicator)}", f"{told} ({view.reference})")


def _difference(view: EquityView, row: GroupRow) -> Worked | None:
    if row.rest is None or row.value is None:
        return None
    own = f"{exact(row.numerator or 0.0)} ÷ {exact(row.denominator or 0.0)}"
    x, n = rest_in(view, row)
    return Worked(
        f"({own} − {x} ÷ {n}){per_so_many(view.indicator)}",
        equity_numbers.short_amount(row.value - row.rest, view),
    )


def _verdict(view: EquityView, row: GroupRow) -> Worked | None:
    if row.rest is None or row.value is None or row.verdict is Verdict.NOT_COMPARED:
        return None
    tests = say.plural(view.tests, "comparison")
    return Worked(
        "All groups of this page, by period. The test looks at every period of all of them at once, so it is "
        "not written out. "
        f"{tests.capitalize()} of this service were made at once.",
        equity_numbers.verdict_words(row),
    )


def _detectable(view: EquityView, row: GroupRow) -> Worked | None:
    told = equity_numbers.detectable(row, view)
    if not told or row.spread is None:
        return None
    x, n = rest_in(view, row)
    z = normal_quantile(1 - FALSE_DISCOVERY_RATE / max(view.tests, 1))
    put_in = (
        f"n₁ = {exact(row.denominator or 0.0)}, n₂ = {n}, "
        f"p = ({exact(row.numerator or 0.0)} + {x}) ÷ ({exact(row.denominator or 0.0)} + {n}), "
        f"s = {exact(row.spread, 6)}, z = {z:.6f} "
        f"(chance {FALSE_DISCOVERY_RATE:.0%} ÷ {view.tests} comparisons)"
    )
    return Worked(put_in, told)


def interval_method(view: EquityView, row: GroupRow) -> str:
    """Name the method of a group's interval, for a file; nothing where it has none."""
    named = ((_wilson, WILSON_SOURCE), (_byar, BYAR_SOURCE), (_exact, EXACT_SOURCE))
    return next((source for made, source in named if made(view, row)), "")


GROUP_KINDS = (
    Kind("Value", "What was counted, divided by out of how many.", "x ÷ n{per}", "", _value),
    Kind(
        "Value",
        "As its source gives it. The people that it is of are not known here.",
        AS_PUBLISHED,
        "",
        _published,
    ),
    Kind(
        "95% interval",
        "Where the true share may lie, allowing for chance: wider, the fewer people there are.",
        WILSON,
        WILSON_SOURCE,
        _wilson,
    ),
    Kind("95% interval", "Where the true rate may lie, allowing for chance.", BYAR, BYAR_SOURCE, _byar),
    Kind(
        "95% interval",
        "Where the true rate may lie, allowing for chance: exact, as there are few events.",
        EXACT,
        EXACT_SOURCE,
        _exact,
    ),
    Kind(
        "Likely",
        "The value drawn towards that of all groups, the more so the smaller the group. It is averaged over "
        "all a and b that the groups' numbers allow, so it is no single division.",
        "(a + x) ÷ (a + b + n); of rates (a + x) ÷ (b + n)",
        "Empirical Bayes (Efron & Morris 1975; Morris 1983; Clayton & Kaldor 1987)",
        _likely,
    ),
    Kind("Share", "How much of everyone's number is this group's.", "group ÷ everyone × 100", "", _share),
    Kind(
        "Share of the population",
        "The tick: how many of the people who live there, and whose group is known, are in it.",
        "residents of the group ÷ all residents × 100",
        "",
        _population,
    ),
    Kind(
        "Of 100 counted",
        "How many of those counted, and whose group is known, are in this group.",
        "group ÷ (all groups that are known) × 100; where one is hidden: everyone − not known",
        "",
        _served,
    ),
    Kind(
        "Counted against residents",
        "The share of those counted, divided by the share of the population.",
        f"share ÷ share; limits: {WILSON}, each ÷ the share of the population, which is taken as certain",
        WILSON_SOURCE,
        _represented,
    ),
    Kind(
        "Per head",
        "Events for each 100,000 people of this group who live there.",
        f"x ÷ residents × 100,000; limits: {BYAR}",
        BYAR_SOURCE,
        _per_head,
    ),
    Kind(
        "Everybody else",
        "All other groups, without people whose group is not known. Where one is hidden: everyone without "
        "this group and those not known; who are too few to be shown stay in, as they would be told else.",
        "Σx ÷ Σn{per} of the others; where one is hidden (X − x − u) ÷ (N − n − v){per}, X of N: everyone, "
        "u of v: not known",
        "",
        _rest,
    ),
    Kind(
        "Reference",
        "The group that the definition of the groups declares: all others are compared with it.",
        "x ÷ n{per}, both of the reference",
        "",
        _reference,
    ),
    Kind(
        "Difference",
        "The group less everybody else, or less the reference.",
        "value − that it is compared with",
        "",
        _difference,
    ),
    Kind(
        "Verdict",
        "Higher or lower is said where the group is large enough, chance would rarely make the difference "
        "among all comparisons made at once, and it is large enough to matter.",
        "z = difference ÷ (its standard error × how much more periods vary than chance)",
        "Laney 2002 for how much periods vary; Benjamini & Hochberg 1995 for many comparisons",
        _verdict,
    ),
    Kind(
        "Would most likely show",
        f"The smallest difference d that would be found in {POWER:.0%} of years, if it were there; never "
        "less than what is called large enough to matter. V is p(1 − p), of rates p; p₁ and p₂ lie d apart.",
        "d = s × (z × √(V(1/n₁ + 1/n₂)) + 0.84 × √(V₁/n₁ + V₂/n₂))",
        "Fleiss 1981, Statistical Methods for Rates and Proportions, chapter 3",
        _detectable,
    ),
)
