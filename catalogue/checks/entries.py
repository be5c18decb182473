"""Check what must hold between the entries of a catalogue: one small function per rule, listed in RULES."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from catalogue.checks import crossings, formulas, records
from catalogue.checks.records import NUMBERS_COME_FROM
from catalogue.findings import Finding, Place, finding, unknown, warning
from catalogue.models import Catalogue
from catalogue.options import OwnRuleSet
from catalogue.overrides import circles
from catalogue.registers.declared import ANY, RecordKind
from catalogue.registers.document import COLUMNS, DocumentSection, Query
from catalogue.registers.shipped import registers, shipped_kinds
from catalogue.sources import MeasurementSource, Numbers, ServicesSource
from stats import RULE_SETS, Rule

TILES_ON_HUDDLE = 12


def check(catalogue: Catalogue) -> list[Finding]:
    return [offence for rule in RULES for offence in rule(catalogue)]


def indicator_dimensions_exist(catalogue: Catalogue) -> Iterator[Finding]:
    for code, indicator in catalogue.indicators.items():
        for number, dimension in enumerate(indicator.dimensions):
            if dimension not in catalogue.dimensions:
                path = ("indicators", code, "dimensions", number)
                what = f"{code} is split by an unknown dimension"
                yield unknown(path, what, catalogue.dimensions, dimension)


def levels_exist(catalogue: Catalogue) -> Iterator[Finding]:
    for path, level in _levels_named(catalogue):
        if level not in catalogue.organisation.levels:
            yield unknown(path, "unknown level of service", catalogue.organisation.levels, level)


def _levels_named(catalogue: Catalogue) -> Iterator[tuple[Place, str]]:
    for code, indicator in catalogue.indicators.items():
        for number, level in enumerate(indicator.levels):
            yield ("indicators", code, "levels", number), level
    for code, source in catalogue.sources.items():
        if isinstance(source, MeasurementSource):
            for number, level in enumerate(source.only_levels):
                yield ("sources", code, "only_levels", number), level
        if isinstance(source, ServicesSource):
            for number, columns in enumerate(source.levels):
                yield ("sources", code, "levels", number, "level"), columns.level
            for number, entry in enumerate(source.roots):
                yield ("sources", code, "root", number, "level"), entry.level
    for code, forum in catalogue.forums.items():
        if forum.level:
            yield ("forums", code, "level"), forum.level
    for kind, added in catalogue.registers.items():
        for level, route in added.routes.items():
            place: tuple[str | int, ...] = ("registers", kind, "routes", level)
            yield from ((place, one) for one in (level, route.at) if one and one != ANY)


def additions_fit(catalogue: Catalogue) -> Iterator[Finding]:
    known = shipped_kinds()
    for name, added in catalogue.registers.items():
        place = ("registers", name)
        if name not in known:
            yield unknown(place, f"there is no kind of record called {name}", [*known], name)
            continue
        for step, fields in added.fields.items():
            if step not in known[name].steps:
                what = f"a {known[name].name} has no step called {step}"
                yield unknown((*place, "fields", step), what, [*known[name].steps], step)
            for field in fields:
                if field in known[name].fields:
                    what = f"{name} has a field called {field}"
                    yield finding((*place, "fields", step, field), what, "another name", field)


def documents_can_be_made(catalogue: Catalogue) -> Iterator[Finding]:
    known = catalogue.record_kinds
    for code, document in catalogue.documents.items():
        if document.about and document.about not in known:
            what = f"there is no kind of record called {document.about}"
            yield unknown(("documents", code, "about"), what, [*known], document.about)
        for name in document.listed_in:
            if name not in registers():
                place: Place = ("documents", code, "listed_in")
                yield unknown(place, f"there is no register called {name}", [*registers()], name)
        for at, one in enumerate(document.sections):
            yield from _section_can_be_filled(("documents", code, "sections", at), one, known)


def _section_can_be_filled(
    place: Place, one: DocumentSection, known: Mapping[str, RecordKind]
) -> Iterator[Finding]:
    for name in one.kinds:
        if name not in known:
            yield unknown((*place, "kinds"), f"there is no kind of record called {name}", [*known], name)
    there = [known[name] for name in one.kinds if name in known]
    if one.query is not Query.RECORDS or len(there) < len(one.kinds):
        return
    asked = {
        "columns": (one.columns, [*COLUMNS[one.query], *(f for kind in there for f in kind.fields)]),
        "where": (one.where, [f for kind in there for f in kind.fields]),
        "step": ([one.step] if one.step else [], [s for kind in there for s in kind.steps]),
        "states": (one.states, [s for kind in there for s in kind.states]),
    }
    for key, (names, fits) in asked.items():
        for name in names:
            if name not in fits:
                told = f"none of {', '.join(one.kinds)} has a {name} for {key}"
                yield unknown((*place, key), told, fits, name)


def forums_are_told_apart(catalogue: Catalogue) -> Iterator[Finding]:
    known: dict[str, str] = {}
    for code, forum in catalogue.forums.items():
        if (other := known.setdefault(forum.name.casefold(), code)) != code:
            yield finding(("forums", code, "name"), f"{code} has the name of {other}", "another", forum.name)


def own_rule_sets_can_be(catalogue: Catalogue) -> Iterator[Finding]:
    for name, entry in catalogue.rule_sets.items():
        path, found = ("rule_sets", name), False
        if name in RULE_SETS:
            found = True
            yield finding(path, f"{name} is the name of a published rule set", "another name", name)
        if entry.based_on not in RULE_SETS:
            found = True
            what = f"{name} is based on an unknown rule set"
            yield unknown((*path, "based_on"), what, RULE_SETS, entry.based_on)
        named: list[tuple[tuple[str, str | int], str]] = [(("rules", rule), rule) for rule in entry.rules]
        named += [(("order", entry.order.index(rule)), rule) for rule in entry.ranking]
        for place, rule in named:
            if rule not in list(Rule):
                found = True
                yield unknown((*path, *place), f"{name}: unknown rule in `{place[0]}`", list(Rule), rule)
        if not found:
            yield from _can_be_built(name, entry)


def _can_be_built(name: str, entry: OwnRuleSet) -> Iterator[Finding]:
    try:
        entry.build(name)
    except ValueError as error:
        for what in re.split("; (?!it can be|say )", str(error)):
            key = what.split(":")[0]
            place = ("rules", key) if key in list(Rule) else (key.split()[0],)
            yield finding(("rule_sets", name, *place), f"{name}: {what}")


def rule_set_is_known(catalogue: Catalogue) -> Iterator[Finding]:
    known = [*catalogue.rule_sets, *RULE_SETS]
    for code, indicator in catalogue.indicators.items():
        if indicator.rule_set not in known:
            path = ("indicators", code, "rule_set")
            yield unknown(path, f"{code}: unknown rule set", known, indicator.rule_set)


def own_rule_sets_are_used(catalogue: Catalogue) -> Iterator[Finding]:
    used = {indicator.rule_set for indicator in catalogue.indicators.values()}
    for name in catalogue.rule_sets:
        if name not in used:
            yield warning(("rule_sets", name), f"no indicator uses the rule set {name}")


def people_are_named(catalogue: Catalogue) -> Iterator[Finding]:
    for code, indicator in catalogue.indicators.items():
        for key in ("owner", "authored_by", "checked_by"):
            if not getattr(indicator, key):
                yield finding(("indicators", code, key), f"{code}: `{key}` is empty", "somebody")


def huddle_fits_the_wall(catalogue: Catalogue) -> Iterator[Finding]:
    on_huddle = [code for code, indicator in catalogue.indicators.items() if indicator.on_huddle]
    if len(on_huddle) > TILES_ON_HUDDLE:
        path = ("indicators", on_huddle[TILES_ON_HUDDLE], "on_huddle")
        what = "more indicators on the huddle than fit the wall"
        expected = f"at most {TILES_ON_HUDDLE}, so that they can be read from 3 m"
        yield warning(path, what, expected, str(len(on_huddle)))


def sources_are_used(catalogue: Catalogue) -> Iterator[Finding]:
    used = {source for indicator in catalogue.indicators.values() for source in indicator.sources}
    for code, source in catalogue.sources.items():
        if isinstance(source, records.NUMBERS_COME_FROM) and code not in used:
            yield warning(("sources", code), f"no indicator takes numbers from {code}")


def overrides_can_be(catalogue: Catalogue) -> Iterator[Finding]:
    for code in circles(catalogue.sources):
        what = f"{code} overrides itself by way of others"
        yield finding(("sources", code, "overrides"), what, "one that wins")
    for code, source in catalogue.sources.items():
        for number, other in enumerate(source.overrides if isinstance(source, Numbers) else ()):
            if other not in catalogue.sources:
                path = ("sources", code, "overrides", number)
                yield unknown(path, f"{code} overrides an unknown source", catalogue.sources, other)


def labels_fit(catalogue: Catalogue) -> Iterator[Finding]:
    for code, indicator in catalogue.indicators.items():
        if len(indicator.short_title) > 24:
            path = ("indicators", code, "short_title")
            found = f"{len(indicator.short_title)} letters"
            yield warning(path, f"{code}: short_title does not fit a tile", "at most 24 letters", found)


def services_are_described(catalogue: Catalogue) -> Iterator[Finding]:
    read = [name for name, source in catalogue.sources.items() if isinstance(source, NUMBERS_COME_FROM)]
    if read and not any(isinstance(source, ServicesSource) for source in catalogue.sources.values()):
        what = "no source describes the services, so no row of the others can be placed"
        levels = list(catalogue.organisation.levels)
        expected = (
            "one of `shape: services`: a list of their codes, or that of a file of numbers itself: "
            "{shape: services, file: …, code: column of the code, "
            f"level: {levels[-1]}, root: {{code: …, name: …, level: {levels[0]}}}}}"
        )
        yield warning(("sources", read[0]), what, expected)


def percentages_are_of_a_hundred(catalogue: Catalogue) -> Iterator[Finding]:
    for code, indicator in catalogue.measured.items():
        is_share = any(f.denominator and not re.fullmatch(r"[\d.\s]+", f.denominator) for f in indicator.data)
        if indicator.unit.strip() == "%" and indicator.per == 1 and is_share:
            what = f"{code} is in %, and its share of the denominator would be shown as parts of one"
            yield warning(("indicators", code), what, "`per: 100`")


def means_are_no_rates(catalogue: Catalogue) -> Iterator[Finding]:
    """Warn where a mean would be judged by how much a number of events varies: single values vary otherwise,
    and how much is not in its data."""
    for code, indicator in catalogue.indicators.items():
        is_explained = indicator.is_proportion or indicator.has_expected or indicator.chart != "auto"
        if indicator.has_denominator and indicator.per == 1 and not is_explained:
            what = (
                f"{code} has a denominator and is `per: 1`: as a mean it would be judged as a rate of events"
            )
            expected = "`chart: xmr` for a mean or a score, `chart: u` where events are counted"
            yield warning(("indicators", code), what, expected)


RULES: tuple[Callable[[Catalogue], Iterator[Finding]], ...] = (
    *formulas.RULES,
    indicator_dimensions_exist,
    crossings.crossings_can_be,
    crossings.crossed_with_both,
    crossings.crossed_columns_fit,
    levels_exist,
    forums_are_told_apart,
    additions_fit,
    documents_can_be_made,
    records.records_make_sense,
    records.groupings_fit,
    records.joins_combine,
    own_rule_sets_can_be,
    rule_set_is_known,
    own_rule_sets_are_used,
    people_are_named,
    huddle_fits_the_wall,
    sources_are_used,
    overrides_can_be,
    labels_fit,
    services_are_described,
    percentages_are_of_a_hundred,
    means_are_no_rates,
)
