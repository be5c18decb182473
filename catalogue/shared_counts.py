"""Find the indicators that are counted from the same rows: a number of one may follow from those of others.

A count twin, a complement, another denominator, three parts of one whole, people of one population under two
measures: what ties the numbers is seldom said in the formulas, but it needs the same rows. Two formulas share
rows if they read the same place (`catalogue.shared_places`) and no `only` keeps them apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations, combinations_with_replacement

from catalogue.fields.base import Texts
from catalogue.formula import Chosen, Formula
from catalogue.overrides import overridden_sources
from catalogue.shared_places import Place, may_be_the_same
from catalogue.sources import MeasurementSource, PopulationSource, RecordsSource, Source

_ANY = frozenset("*{")
"""The sign for any letters, in values and in names of sheets."""
Rowed = MeasurementSource | RecordsSource | PopulationSource
Sources = Mapping[str, Source]


@dataclass(frozen=True, slots=True)
class _Rows:
    """The rows that a formula reads: of which file or query, and what has to stand in which column."""

    place: Place
    chosen: Mapping[str, Texts]

    def may_overlap(self, other: _Rows) -> bool:
        """Tell if a row may be one of both: no column has to hold different things for the two. What two
        queries call a column need not be the same."""
        if self.place.query != other.place.query:
            return True
        return all(
            _may_agree(self.chosen[column], other.chosen[column])
            for column in self.chosen.keys() & other.chosen.keys()
        )


def counted_together(
    formulas: Mapping[str, tuple[Formula, ...]], sources: Sources
) -> dict[str, frozenset[str]]:
    """Return, by indicator, itself and all that are tied to it by rows they share, or through others."""
    together = {code: frozenset([code]) for code in formulas}
    readers: dict[Place, list[tuple[str, _Rows]]] = {}
    for code, of_it in formulas.items():
        for rows in _read_by(of_it, sources):
            readers.setdefault(rows.place, []).append((code, rows))
    for here, there in combinations_with_replacement(readers, 2):
        if not may_be_the_same(here, there):
            continue
        pairs = combinations(readers[here], 2) if here == there else _pairs(readers[here], readers[there])
        for (one, its), (other, theirs) in pairs:
            if other not in together[one] and its.may_overlap(theirs):
                both = together[one] | together[other]
                together |= dict.fromkeys(both, both)
    return together


def _pairs(
    here: list[tuple[str, _Rows]], there: list[tuple[str, _Rows]]
) -> Iterator[tuple[tuple[str, _Rows], tuple[str, _Rows]]]:
    yield from ((one, other) for one in here for other in there)


def _read_by(formulas: tuple[Formula, ...], sources: Sources) -> Iterator[_Rows]:
    """Yield what is read of sources that are split by group; of all, where none of them says that it is."""
    parts = [
        (source, part)
        for formula in formulas
        for source, part in _parts(formula, sources)
        if isinstance(source, Rowed)
    ]
    split = [(source, part) for source, part in parts if _is_split(source)]
    for source, part in split or parts:
        always = source.among if isinstance(source, RecordsSource) else source.only
        sheets = {"(sheet)": source.sheet} if source.sheet else {}
        yield _Rows(Place.of(source), {**sheets, **always, **part.among})


def _parts(formula: Formula, sources: Sources) -> Iterator[tuple[Source | None, Chosen]]:
    yield sources.get(formula.source), formula
    if formula.denominator_from is not None:
        part = formula.denominator_from
        for code in _told_by(part.source, sources):
            yield sources.get(code), part


def _told_by(code: str, sources: Sources) -> Iterator[str]:
    """Yield a source, and of a population those that override it: their people take the place of its own."""
    yield code
    if isinstance(sources.get(code), PopulationSource):
        yield from (other for other in sources if code in overridden_sources(sources, other))


def _is_split(source: Rowed) -> bool:
    if isinstance(source, RecordsSource):
        return bool(source.breakdowns)
    return bool(source.breakdown)


def _may_agree(its: Texts, theirs: Texts) -> bool:
    if any(_ANY & set(text) for text in (*its, *theirs)):
        return True
    return not {_plain(text) for text in its}.isdisjoint(map(_plain, theirs))


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()
