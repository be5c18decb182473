"""What must hold between the entries of a catalogue: one small function per rule.

Each rule yields a Finding per offence; `check` gathers them all. To add a rule, add a function to RULES.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from quality import catalogue_records
from quality.catalogue import Catalogue, Formula, Improvement, Indicator
from quality.conventions import OwnRuleSet
from quality.expressions import ExpressionError, parse
from quality.halves import Half, half_of, owner_of, place_of
from quality.rivals import circles
from quality.sources import (
    Breakdown,
    EventsSource,
    MeasurementSource,
    PopulationSource,
    RecordsSource,
    ServicesSource,
)
from stats import RULE_SETS, Rule

Place = tuple[str | int, ...]

TILES_ON_HUDDLE = 12

PEOPLE = "people"
"""What a denominator out of a population is called, whatever its file calls it."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One offence: where in the catalogue, and the words of a Problem (what, expected, found)."""

    path: Place
    words: tuple[str, str, str]
    is_warning: bool = False


def check(catalogue: Catalogue) -> list[Finding]:
    return [finding for rule in RULES for finding in rule(catalogue)]


def _finding(path: Place, what: str, expected: str = "", found: str = "") -> Finding:
    return Finding(path, (what, expected, found))


def _warning(path: Place, what: str, expected: str = "", found: str = "") -> Finding:
    return Finding(path, (what, expected, found), is_warning=True)


def one_of(names: Iterable[str], name: str) -> str:
    """What was expected where `name` is none of `names`: the nearest, or all if they are few."""
    known = list(names)
    near = difflib.get_close_matches(name, known, 1, 0.6)
    if near:
        return f"a known one (did you mean `{near[0]}`?)"
    if not known:
        return "none is defined yet"
    return "one of " + ", ".join(known[:12]) + (" …" if len(known) > 12 else "")


def _formulas(catalogue: Catalogue) -> Iterator[tuple[str, Indicator, int, Formula]]:
    for code, indicator in catalogue.indicators.items():
        for number, formula in enumerate(indicator.data):
            yield code, indicator, number, formula


def _reads(catalogue: Catalogue) -> Iterator[tuple[str, Place, Formula]]:
    """Every formula that is asked of one source, and where it is written: of halves, each by itself."""
    for code, indicator in catalogue.measured.items():
        for number, formula in enumerate(indicator.data):
            yield code, place_of(code, catalogue.indicators, number), formula


def formula_source_measures(catalogue: Catalogue) -> Iterator[Finding]:
    for loaded, place, formula in _reads(catalogue):
        code, path = owner_of(loaded), (*place, "source")
        indicator = catalogue.indicators[code]
        source = catalogue.sources.get(formula.source)
        kind, shape = _source_kind(indicator, half_of(loaded))
        measuring = [n for n, s in catalogue.sources.items() if isinstance(s, kind)]
        if source is None:
            what = f"{code} takes its numbers from an unknown source"
            yield _finding(path, what, one_of(measuring, formula.source), formula.source)
        elif isinstance(source, EventsSource) and not indicator.is_rare_event:
            what = f"{code} takes its numbers from a list of rare events"
            yield _finding(path, what, "chart: t (time between) or g (cases between)", indicator.chart)
        elif not isinstance(source, kind):
            what = f"{code} takes its numbers from a source of another kind"
            yield _finding(path, what, shape, f"{formula.source}, shape {source.shape}")


def _source_kind(indicator: Indicator, half: Half | None) -> tuple[tuple[type, ...], str]:
    if indicator.is_rare_event:
        return (EventsSource,), f"shape events, for chart: {indicator.chart}"
    if half is Half.DENOMINATOR:
        return (MeasurementSource, RecordsSource, PopulationSource), "shape tidy, wide, records or population"
    return (MeasurementSource, RecordsSource), "shape tidy, wide or records"


def denominators_stand_elsewhere(catalogue: Catalogue) -> Iterator[Finding]:
    for code, indicator, number, formula in _formulas(catalogue):
        path = ("indicators", code, "data", number, "denominator_from")
        if formula.denominator_from is None:
            continue
        if formula.denominator is None:
            what = f"{code}: `denominator_from` names a source and no columns of it"
            yield _finding(path, what, "`denominator` beside it: columns of that source")
        if indicator.is_rare_event:
            what = f"{code}: cases between events are counted in the list itself"
            yield _finding(path, what, "no `denominator_from` on a chart of rare events")
        read = catalogue.sources.get(formula.denominator_from.source)
        if isinstance(read, PopulationSource):
            yield from _people_are_whole(code, path, formula)
        if formula.denominator_from.source == formula.source:
            what = f"{code}: numerator and denominator stand in the same source"
            yield _warning(path, what, "no `denominator_from`, unless other rows are meant")


def _people_are_whole(code: str, path: Place, formula: Formula) -> Iterator[Finding]:
    if formula.denominator not in {None, PEOPLE}:
        what = f"{code}: the denominator out of a population is its number of people"
        yield _finding((*path[:-1], "denominator"), what, f"denominator: {PEOPLE}", formula.denominator or "")
    for key in ("only", "when"):
        if getattr(formula.denominator_from, key):
            what = f"{code}: a population counts everybody of a service and group"
            yield _finding((*path, key), what, f"no `{key}`: `keep` and `drop` of the source choose its rows")


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
    """The expressions of a formula: which one, where it is written, and itself."""
    half, of_formula = half_of(code), place[:4]
    first = half or Half.NUMERATOR
    yield first, (*of_formula, first), formula.numerator
    if formula.denominator is not None:
        yield "denominator", (*of_formula, "denominator"), formula.denominator


def _parses(path: Place, subject: str, text: str) -> Iterator[Finding]:
    try:
        parse(text)
    except ExpressionError as error:
        yield _finding(path, f"{subject} cannot be read: {error}")


def repeated_columns_stand_alone(catalogue: Catalogue) -> Iterator[Finding]:
    """A total that repeats is taken once and details are added up: one expression cannot do both."""
    for code, place, formula in _reads(catalogue):
        source = catalogue.sources.get(formula.source)
        repeated = set(source.repeated) if isinstance(source, MeasurementSource) else set()
        if not repeated or not isinstance(source, MeasurementSource) or source.combine == "same":
            continue
        for part, path, text in _texts(code, place, formula):
            columns = _columns_of(text)
            if columns & repeated and columns - repeated:
                what = f"the {part} of {owner_of(code)} mixes repeated columns with others"
                yield _finding(path, what, f"only `repeated` columns of {formula.source}, or none of them")


def _columns_of(text: str) -> set[str]:
    try:
        return set(parse(text).columns)
    except ExpressionError:
        return set()


def denominators_agree(catalogue: Catalogue) -> Iterator[Finding]:
    for code, indicator in catalogue.indicators.items():
        has = {formula.denominator is not None for formula in indicator.data}
        path = ("indicators", code, "data")
        if len(has) == 2:
            yield _finding(path, f"{code}: a denominator in some formulas only", "all of them, or none")
            continue
        has_denominator = has.pop()
        if indicator.is_proportion and not has_denominator:
            yield _finding(path, f"{code} is a proportion without a denominator", "`denominator` in data")
        yield from _chart_fits(code, indicator, has_denominator)
        if has_denominator and not indicator.denominator:
            what = f"{code} has a denominator but no words for it"
            yield _warning(("indicators", code), what, "`denominator`: out of what, in words")


def expected_events_are_counted(catalogue: Catalogue) -> Iterator[Finding]:
    """Observed ÷ expected is a rate of harm, of everyone: what CUSUM, u chart and equity assume."""
    for code, indicator in catalogue.indicators.items():
        if not indicator.has_expected:
            continue
        path = ("indicators", code)
        if any(formula.denominator is None for formula in indicator.data):
            what = f"{code} counts against expected events and has none"
            yield _finding((*path, "data"), what, "`denominator` in data: the column of expected events")
        if indicator.is_proportion:
            what = f"{code}: observed events are no part of the expected ones"
            yield _finding(
                (*path, "is_proportion"), what, "is_proportion: false, or denominator_is: exposure"
            )
        if indicator.chart in {"p", "pp"}:
            what = f"{code}: a {indicator.chart} chart is for proportions"
            yield _finding((*path, "chart"), what, "chart: u, xmr or auto")
        if indicator.improvement is not Improvement.DECREASE:
            what = f"{code}: more events than expected must be worse"
            yield _finding((*path, "improvement"), what, "decrease; count the harm", indicator.improvement)
        if indicator.dimensions:
            what = f"{code}: groups cannot be compared by expected events"
            yield _finding((*path, "dimensions"), what, "none, or denominator_is: exposure")


def rare_events_are_plain(catalogue: Catalogue) -> Iterator[Finding]:
    """What has no meaning, or no safe one yet, where each point is one event."""
    for code, i in catalogue.indicators.items():
        if not i.is_rare_event:
            continue
        offences = (
            ("dimensions", bool(i.dimensions), "nothing: a single event of a group cannot be hidden", ""),
            ("targets", bool(i.targets), "nothing: how long it stays quiet is no aim that can be met", ""),
            ("trajectory", bool(i.trajectory), "nothing: how long it stays quiet cannot be planned", ""),
            ("trajectory", bool(i.trajectory), "nothing: how long it stays quiet cannot be planned", ""),
            ("maturity", i.maturity > 0, "nothing: `complete_to` of the source says how far it is known", ""),
            ("per", i.per != 1, "nothing: it is a number of days or cases", f"{i.per:g}"),
            ("is_proportion", i.is_proportion, "nothing: it is a number of days or cases", "true"),
        )
        for key, is_there, expected, found in offences:
            if is_there:
                what = f"{code}: `{key}` has no place on a {i.chart} chart"
                yield _finding(("indicators", code, key), what, expected, found)
        if i.chart == "t" and any(formula.denominator for formula in i.data):
            what = f"{code}: a t chart is of time, its data counts cases between events"
            yield _finding(("indicators", code, "chart"), what, "chart: g, or no `denominator` in data")
        if i.improvement is Improvement.DECREASE:
            what = f"{code}: more time or cases between events would be worse"
            yield _warning(("indicators", code, "improvement"), what, "increase, for events nobody wants")
        if not i.counts_cases and not i.unit.startswith("day"):
            what = f"{code} counts days, its unit says something else"
            yield _finding(("indicators", code, "unit"), what, "days", i.unit)


def _chart_fits(code: str, indicator: Indicator, has_denominator: bool) -> Iterator[Finding]:
    chart, path = indicator.chart, ("indicators", code, "chart")
    if chart in {"p", "pp", "u", "up", "ip"} and not has_denominator:
        article = "an" if chart in {"up", "ip"} else "a"
        what = f"{code}: {article} {chart} chart needs a denominator"
        yield _finding(path, what, "`denominator` in data, or another chart")
    if chart == "c" and has_denominator:
        what = f"{code}: a c chart is for counts over equal opportunities"
        yield _finding(path, what, "no denominator, or chart: u")
    if chart in {"p", "pp"} and not indicator.is_proportion:
        what = f"{code}: a {chart} chart is for proportions"
        yield _finding(path, what, f"is_proportion: true, or chart: {'u' if chart == 'p' else 'up'}")


def indicator_dimensions_exist(catalogue: Catalogue) -> Iterator[Finding]:
    for code, indicator in catalogue.indicators.items():
        for number, dimension in enumerate(indicator.dimensions):
            if dimension not in catalogue.dimensions:
                path = ("indicators", code, "dimensions", number)
                what = f"{code} is split by an unknown dimension"
                yield _finding(path, what, one_of(catalogue.dimensions, dimension), dimension)


def levels_exist(catalogue: Catalogue) -> Iterator[Finding]:
    for path, level in _levels_named(catalogue):
        if level not in catalogue.organisation.levels:
            expected = one_of(catalogue.organisation.levels, level)
            yield _finding(path, "unknown level of service", expected, level)


def _levels_named(catalogue: Catalogue) -> Iterator[tuple[tuple[str | int, ...], str]]:
    for code, indicator in catalogue.indicators.items():
        for number, level in enumerate(indicator.levels):
            yield ("indicators", code, "levels", number), level
    for code, source in catalogue.sources.items():
        if isinstance(source, MeasurementSource):
            for number, level in enumerate(source.only_levels):
                yield ("sources", code, "only_levels", number), level
        if isinstance(source, ServicesSource):
            if source.level_is:
                yield ("sources", code, "level_is"), source.level_is
            for number, columns in enumerate(source.levels):
                yield ("sources", code, "levels", number, "level"), columns.level
            for number, entry in enumerate(source.root):
                yield ("sources", code, "root", number, "level"), entry.level


def breakdowns_name_known_groups(catalogue: Catalogue) -> Iterator[Finding]:
    for code, breakdown in _breakdowns(catalogue):
        path = ("sources", code, "breakdown")
        if breakdown.everyone is not None and breakdown.everyone_is_sum:
            what = f"{code}: everyone is both in the file and made by adding up"
            yield _finding((*path, "everyone_is_sum"), what, "`everyone` or `everyone_is_sum`")
        if breakdown.dimension is None:
            known = {c for d in catalogue.dimensions.values() for c in d.by_code}
        elif breakdown.dimension not in catalogue.dimensions:
            expected = one_of(catalogue.dimensions, breakdown.dimension)
            what = f"{code} is broken down by an unknown dimension"
            yield _finding((*path, "dimension"), what, expected, breakdown.dimension)
            continue
        else:
            known = set(catalogue.dimensions[breakdown.dimension].by_code)
        for written, category in breakdown.codes.items():
            if category not in known:
                what = f"{code}: {written!r} stands for an unknown group"
                yield _finding((*path, "codes", written), what, one_of(sorted(known), category), category)


def _breakdowns(catalogue: Catalogue) -> Iterator[tuple[str, Breakdown]]:
    for code, source in catalogue.sources.items():
        if isinstance(source, MeasurementSource | PopulationSource) and source.breakdown:
            yield code, source.breakdown


def records_make_sense(catalogue: Catalogue) -> Iterator[Finding]:
    for path, words in catalogue_records.records_make_sense(catalogue):
        yield _finding(path, *words)


def groupings_fit(catalogue: Catalogue) -> Iterator[Finding]:
    for path, words in catalogue_records.groupings_fit(catalogue):
        yield _finding(path, *words)


def own_rule_sets_can_be(catalogue: Catalogue) -> Iterator[Finding]:
    for name, entry in catalogue.rule_sets.items():
        path, found = ("rule_sets", name), False
        if name in RULE_SETS:
            found = True
            yield _finding(path, f"{name} is the name of a published rule set", "another name", name)
        if entry.like not in RULE_SETS:
            found = True
            expected = one_of(RULE_SETS, entry.like)
            yield _finding((*path, "like"), f"{name} is like an unknown rule set", expected, entry.like)
        for number, rule in enumerate(entry.order):
            if rule not in list(Rule):
                found = True
                expected = one_of(list(Rule), rule)
                yield _finding((*path, "order", number), f"{name}: unknown rule in `order`", expected, rule)
        if not found:
            yield from _can_be_built(name, entry)


def _can_be_built(name: str, entry: OwnRuleSet) -> Iterator[Finding]:
    try:
        entry.build(name)
    except ValueError as error:
        for what in str(error).split("; "):
            key = "order" if what.startswith("order ") else what.split(":")[0]
            yield _finding(("rule_sets", name, key), f"{name}: {what}")


def rule_set_is_known(catalogue: Catalogue) -> Iterator[Finding]:
    known = [*catalogue.rule_sets, *RULE_SETS]
    for code, indicator in catalogue.indicators.items():
        if indicator.rule_set not in known:
            path, expected = ("indicators", code, "rule_set"), one_of(known, indicator.rule_set)
            yield _finding(path, f"{code}: unknown rule set", expected, indicator.rule_set)


def own_rule_sets_are_used(catalogue: Catalogue) -> Iterator[Finding]:
    used = {indicator.rule_set for indicator in catalogue.indicators.values()}
    for name in catalogue.rule_sets:
        if name not in used:
            yield _warning(("rule_sets", name), f"no indicator uses the rule set {name}")


_NO_SUM = {
    "unit": re.compile(
        r"%|\b(per|rate|ratio|score|index|mean|median|average|percent\w*|share)\b", re.IGNORECASE
    ),
    "numerator": re.compile(r"%|^(mean|median|average|percent\w*|share|ratio)\b", re.IGNORECASE),
}


def what_is_added_up_is_counted(catalogue: Catalogue) -> Iterator[Finding]:
    """Two hospitals' medians do not add up to the board's: only counts do, and pairs of them."""
    for code, indicator in catalogue.indicators.items():
        has_denominator = any(formula.denominator is not None for formula in indicator.data)
        if has_denominator or indicator.is_rare_event or not indicator.additive:
            continue
        if "additive" in indicator.model_fields_set:
            continue  # somebody thought of it
        for key, pattern in _NO_SUM.items():
            if found := pattern.search(getattr(indicator, key)):
                what = f"{code} would be added up over services, and its {key} says {found[0]!r}"
                expected = "`additive: false`, or a `denominator` in data (`additive: true` if it is a count)"
                yield _finding(("indicators", code, key), what, expected, getattr(indicator, key))
                break


def people_are_named(catalogue: Catalogue) -> Iterator[Finding]:
    for code, indicator in catalogue.indicators.items():
        for key in ("owner", "authored_by", "checked_by"):
            if not getattr(indicator, key):
                yield _finding(("indicators", code, key), f"{code}: `{key}` is empty", "somebody")


def huddle_fits_the_wall(catalogue: Catalogue) -> Iterator[Finding]:
    on_huddle = [code for code, indicator in catalogue.indicators.items() if indicator.on_huddle]
    if len(on_huddle) > TILES_ON_HUDDLE:
        expected = f"at most {TILES_ON_HUDDLE}, so that they can be read from 3 m"
        yield _warning(
            ("indicators", on_huddle[TILES_ON_HUDDLE], "on_huddle"),
            "more indicators on the huddle than fit the wall",
            expected,
            str(len(on_huddle)),
        )


def sources_are_used(catalogue: Catalogue) -> Iterator[Finding]:
    used = {source for indicator in catalogue.indicators.values() for source in indicator.sources}
    for code, source in catalogue.sources.items():
        if isinstance(source, catalogue_records.NUMBERS_COME_FROM) and code not in used:
            yield _warning(("sources", code), f"no indicator takes numbers from {code}")


def overrides_can_be(catalogue: Catalogue) -> Iterator[Finding]:
    for code in circles(catalogue.sources):
        path = ("sources", code, "overrides")
        yield _finding(path, f"{code} overrides itself by way of others", "one that wins")
    for code, source in catalogue.sources.items():
        if source.overrides and isinstance(source, ServicesSource):
            what = f"{code} is a tree of services: the last to be loaded holds"
            yield _finding(("sources", code, "overrides"), what, "no `overrides`")
        for number, other in enumerate(source.overrides):
            if other not in catalogue.sources:
                what, expected = f"{code} overrides an unknown source", one_of(catalogue.sources, other)
                yield _finding(("sources", code, "overrides", number), what, expected, other)


def labels_fit(catalogue: Catalogue) -> Iterator[Finding]:
    for code, indicator in catalogue.indicators.items():
        if len(indicator.short_title) > 24:
            path = ("indicators", code, "short_title")
            found = f"{len(indicator.short_title)} letters"
            yield _warning(path, f"{code}: short_title does not fit a tile", "at most 24 letters", found)


RULES: tuple[Callable[[Catalogue], Iterator[Finding]], ...] = (
    formula_source_measures,
    denominators_stand_elsewhere,
    expressions_parse,
    repeated_columns_stand_alone,
    denominators_agree,
    expected_events_are_counted,
    rare_events_are_plain,
    indicator_dimensions_exist,
    levels_exist,
    breakdowns_name_known_groups,
    records_make_sense,
    groupings_fit,
    own_rule_sets_can_be,
    rule_set_is_known,
    own_rule_sets_are_used,
    what_is_added_up_is_counted,
    people_are_named,
    huddle_fits_the_wall,
    sources_are_used,
    overrides_can_be,
    labels_fit,
)
