"""Check where numbers come from, and what may be made of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from catalogue.expressions import ExpressionError, parse_sum
from catalogue.findings import Finding, Place, finding, unknown, warning
from catalogue.formula import Formula, Improvement
from catalogue.models import Catalogue, Indicator
from catalogue.sources import EventsSource, MeasurementSource, PopulationSource, RecordsSource
from catalogue.two_sources import RatioPart, owner_of, place_of, ratio_part

PEOPLE = "people"
"""A denominator out of a population is called so, whatever its file calls it."""


def _reads(catalogue: Catalogue) -> Iterator[tuple[str, Place, Formula]]:
    """Yield every formula that is asked of one source, and its place; of halves, each by itself."""
    for code, indicator in catalogue.measured.items():
        for number, formula in enumerate(indicator.data):
            yield code, place_of(code, catalogue.indicators, number), formula


def formula_source_measures(catalogue: Catalogue) -> Iterator[Finding]:
    for loaded, place, formula in _reads(catalogue):
        code, path = owner_of(loaded), (*place, "source")
        indicator = catalogue.indicators[code]
        source = catalogue.sources.get(formula.source)
        kind, shape = _source_kind(indicator, ratio_part(loaded))
        measuring = [n for n, s in catalogue.sources.items() if isinstance(s, kind)]
        if source is None:
            yield unknown(path, f"{code} takes its numbers from an unknown source", measuring, formula.source)
        elif isinstance(source, EventsSource) and not indicator.is_rare_event:
            what = f"{code} takes its numbers from a list of rare events"
            yield finding(path, what, "chart: t (time between) or g (cases between)", indicator.chart)
        elif not isinstance(source, kind):
            what = f"{code} takes its numbers from a source of another kind"
            yield finding(path, what, shape, f"{formula.source}, shape {source.shape}")


def _source_kind(indicator: Indicator, part: RatioPart | None) -> tuple[tuple[type, ...], str]:
    if indicator.is_rare_event:
        return (EventsSource,), f"shape events, for chart: {indicator.chart}"
    if part is RatioPart.DENOMINATOR:
        return (MeasurementSource, RecordsSource, PopulationSource), "shape tidy, wide, records or population"
    return (MeasurementSource, RecordsSource), "shape tidy, wide or records"


def denominators_stand_elsewhere(catalogue: Catalogue) -> Iterator[Finding]:
    asked = ((c, i, number, f) for c, i in catalogue.indicators.items() for number, f in enumerate(i.data))
    for code, indicator, number, formula in asked:
        if formula.denominator_from is None:
            continue
        path = ("indicators", code, "data", number, "denominator_from")
        if formula.denominator is None:
            what = f"{code}: `denominator_from` names a source and no columns of it"
            yield finding(path, what, "`denominator` beside it: columns of that source")
        if indicator.is_rare_event:
            what = f"{code}: cases between events are counted in the list itself"
            yield finding(path, what, "no `denominator_from` on a chart of rare events")
        read = catalogue.sources.get(formula.denominator_from.source)
        if isinstance(read, PopulationSource):
            yield from _people_are_whole(code, path, formula)
        if formula.denominator_from.source == formula.source:
            what = f"{code}: numerator and denominator stand in the same source"
            yield warning(path, what, "no `denominator_from`, unless other rows are meant")


def _people_are_whole(code: str, path: Place, formula: Formula) -> Iterator[Finding]:
    if formula.denominator not in {None, PEOPLE}:
        what = f"{code}: the denominator out of a population is its number of people"
        yield finding((*path[:-1], "denominator"), what, f"denominator: {PEOPLE}", formula.denominator or "")
    if formula.denominator_from and formula.denominator_from.only:
        what = f"{code}: a population counts everybody of a service and group"
        yield finding((*path, "only"), what, "none here: `only` and `drop` of the source choose its rows")


def expressions_parse(catalogue: Catalogue) -> Iterator[Finding]:
    for code, place, formula in _reads(catalogue):
        if isinstance(catalogue.sources.get(formula.source), RecordsSource):
            continue  # asked of each row, in more words: see records_make_sense
        for part, path, text in _texts(code, place, formula):
            yield from _parses(path, f"{part} of {owner_of(code)}", text)
    for name, source in catalogue.sources.items():
        if isinstance(source, PopulationSource):
            yield from _parses(("sources", name, "count"), f"count of {name}", source.count)


def _texts(code: str, place: Place, formula: Formula) -> Iterator[tuple[str, Place, str]]:
    """Yield the expressions of a formula: its name, its place, and itself."""
    part, of_formula = ratio_part(code), place[:4]
    first = part or RatioPart.NUMERATOR
    yield first, (*of_formula, first), formula.numerator
    if formula.denominator is not None:
        yield "denominator", (*of_formula, "denominator"), formula.denominator


def _parses(path: Place, subject: str, text: str) -> Iterator[Finding]:
    try:
        parse_sum(text)
    except ExpressionError as error:
        yield finding(path, f"{subject} cannot be read: {error}")


def repeated_columns_stand_alone(catalogue: Catalogue) -> Iterator[Finding]:
    """Refuse both in one expression: a total that repeats is taken once, details are added up."""
    for code, place, formula in _reads(catalogue):
        source = catalogue.sources.get(formula.source)
        if not isinstance(source, MeasurementSource) or source.combining == "same":
            continue
        for part, path, text in _texts(code, place, formula):
            if len({source.is_repeated(column) for column in _columns_of(text)}) == 2:
                what = f"the {part} of {owner_of(code)} mixes repeated columns with others"
                yield finding(path, what, f"only repeated columns of {formula.source}, or none of them")


def _columns_of(text: str) -> tuple[str, ...]:
    try:
        return parse_sum(text).columns
    except ExpressionError:  # told by `expressions_parse`
        return ()


def denominators_agree(catalogue: Catalogue) -> Iterator[Finding]:
    for code, indicator in catalogue.indicators.items():
        has = {formula.denominator is not None for formula in indicator.data}
        path = ("indicators", code, "data")
        if len(has) == 2:
            yield finding(path, f"{code}: a denominator in some formulas only", "all of them, or none")
            continue
        has_denominator = has.pop()
        if indicator.is_proportion and not has_denominator:
            yield finding(path, f"{code} is a proportion without a denominator", "`denominator` in data")
        yield from _chart_fits(code, indicator, has_denominator)
        if has_denominator and not indicator.denominator:
            what = f"{code} has a denominator but no words for it"
            yield warning(("indicators", code), what, "`denominator`: out of what, in words")


def expected_events_are_counted(catalogue: Catalogue) -> Iterator[Finding]:
    """Check that observed ÷ expected is a rate of harm, of everyone: so CUSUM, u chart and equity assume."""
    for code, indicator in catalogue.indicators.items():
        if not indicator.has_expected:
            continue
        path = ("indicators", code)
        if any(formula.denominator is None for formula in indicator.data):
            what = f"{code} counts against expected events and has none"
            yield finding((*path, "data"), what, "`denominator` in data: the column of expected events")
        if indicator.is_proportion:
            what = f"{code}: observed events are no part of the expected ones"
            yield finding((*path, "is_proportion"), what, "is_proportion: false, or no `expected`")
        if indicator.chart in {"p", "pp"}:
            what = f"{code}: a {indicator.chart} chart is for proportions"
            yield finding((*path, "chart"), what, "chart: u, xmr or auto")
        if indicator.improvement is not Improvement.DECREASE:
            what = f"{code}: more events than expected must be worse"
            yield finding((*path, "improvement"), what, "decrease; count the harm", indicator.improvement)
        if indicator.dimensions:
            what = f"{code}: groups cannot be compared by expected events"
            yield finding((*path, "dimensions"), what, "none, or no `expected`")


def rare_events_are_plain(catalogue: Catalogue) -> Iterator[Finding]:
    """Refuse what has no meaning, or no safe one yet, where each point is one event."""
    for code, i in catalogue.indicators.items():
        if not i.is_rare_event:
            continue
        offences = (
            ("dimensions", bool(i.dimensions), "nothing: a single event of a group cannot be hidden", ""),
            ("targets", bool(i.targets), "nothing: how long it stays quiet is no aim that can be met", ""),
            ("trajectory", bool(i.trajectory), "nothing: how long it stays quiet cannot be planned", ""),
            ("maturity", i.maturity > 0, "nothing: `complete_to` of the source says how far it is known", ""),
            ("per", i.per != 1, "nothing: it is a number of days or cases", f"{i.per:g}"),
            ("is_proportion", i.is_proportion, "nothing: it is a number of days or cases", "true"),
        )
        for key, is_there, expected, found in offences:
            if is_there:
                what = f"{code}: `{key}` has no place on a {i.chart} chart"
                yield finding(("indicators", code, key), what, expected, found)
        if i.chart == "t" and any(formula.denominator for formula in i.data):
            what = f"{code}: a t chart is of time, its data counts cases between events"
            yield finding(("indicators", code, "chart"), what, "chart: g, or no `denominator` in data")
        if i.improvement is Improvement.DECREASE:
            what = f"{code}: more time or cases between events would be worse"
            yield warning(("indicators", code, "improvement"), what, "increase, for events nobody wants")
        if not i.counts_cases and not i.unit.startswith("day"):
            what = f"{code} counts days, its unit says something else"
            yield finding(("indicators", code, "unit"), what, "days", i.unit)


def _chart_fits(code: str, indicator: Indicator, has_denominator: bool) -> Iterator[Finding]:
    chart, path = indicator.chart, ("indicators", code, "chart")
    if chart in {"p", "pp", "u", "up", "ip"} and not has_denominator:
        article = "an" if chart in {"up", "ip"} else "a"
        what = f"{code}: {article} {chart} chart needs a denominator"
        yield finding(path, what, "`denominator` in data, or another chart")
    if chart == "c" and has_denominator:
        what = f"{code}: a c chart is for counts over equal opportunities"
        yield finding(path, what, "no denominator, or chart: u")
    if chart in {"p", "pp"} and not indicator.is_proportion:
        what = f"{code}: a {chart} chart is for proportions"
        yield finding(path, what, f"is_proportion: true, or chart: {'u' if chart == 'p' else 'up'}")


_NO_SUM = {
    "unit": re.compile(
        r"%|\b(per|rate|ratio|score|index|mean|median|average|percent\w*|share)\b", re.IGNORECASE
    ),
    "numerator": re.compile(r"%|^(mean|median|average|percent\w*|share|ratio)\b", re.IGNORECASE),
}


def what_is_added_up_is_counted(catalogue: Catalogue) -> Iterator[Finding]:
    """Refuse sums of medians: two hospitals' do not add up to the board's, only counts and pairs do."""
    for code, indicator in catalogue.indicators.items():
        if indicator.has_denominator or indicator.is_rare_event or not indicator.additive:
            continue
        if "additive" in indicator.model_fields_set:
            continue  # somebody thought of it
        for key, pattern in _NO_SUM.items():
            if found := pattern.search(getattr(indicator, key)):
                what = f"{code} would be added up over services, and its {key} says {found[0]!r}"
                expected = "`additive: false`, or a `denominator` in data (`additive: true` if it is a count)"
                yield finding(("indicators", code, key), what, expected, getattr(indicator, key))
                break


RULES: tuple[Callable[[Catalogue], Iterator[Finding]], ...] = (
    formula_source_measures,
    denominators_stand_elsewhere,
    expressions_parse,
    repeated_columns_stand_alone,
    denominators_agree,
    expected_events_are_counted,
    rare_events_are_plain,
    what_is_added_up_is_counted,
)
