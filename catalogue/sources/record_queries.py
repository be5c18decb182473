"""The questions asked of a source of records, read once: by the catalogue's rules, to tell every mistake, and
by the loader, to turn it into one statement."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from catalogue.expressions import Expression, ExpressionError, Kind, Kinds, Node, parse
from catalogue.expressions.tree import Column, Elapsed, Missing, children
from catalogue.findings import Finding, Place, finding, one_of
from catalogue.formula import Formula
from catalogue.identifiers import by_name
from catalogue.sources import RecordsSource
from catalogue.sources.records import kind_of


@dataclass(frozen=True, slots=True)
class Asked:
    """One formula of one indicator, or of a half of it: `word` is the key that its first text stands by."""

    place: Place
    formula: Formula
    word: str

    @property
    def texts(self) -> dict[str, str | None]:
        """Return key -> the expression that stands there."""
        asked = self.formula
        return {"only": asked.when, "denominator": asked.denominator, self.word: asked.numerator}


@dataclass(frozen=True, slots=True)
class Question:
    """A formula that was understood."""

    numerator: Expression
    denominator: Expression | None
    when: Expression | None
    kinds: tuple[Kind, Kind | None]
    """Of numerator and denominator: a question is counted, a number added up."""


@dataclass
class Questions:
    """Everything that is asked of one source."""

    kinds: Mapping[str, Kind] = field(default_factory=dict)
    lets: dict[str, Expression] = field(default_factory=dict)
    when: Expression | None = None
    formulas: list[Question] = field(default_factory=list)
    mistakes: list[Finding] = field(default_factory=list)


def read(name: str, source: RecordsSource, asked: Sequence[Asked]) -> Questions:
    """Understand every expression of a source and of the formulas that read it. Nothing stops at the first
    mistake."""
    reader = _Reader(name, source, asked)
    reader.read()
    found = reader.found
    found.mistakes += _columns(name, source, asked, reader.kinds.names)
    return found


class _Reader:
    def __init__(self, name: str, source: RecordsSource, asked: Sequence[Asked]) -> None:
        self.source, self.asked, self.base = source, asked, ("sources", name)
        self.found = Questions()
        written_as = source.written_as
        known = {column: kind for column, said in written_as.items() if (kind := kind_of(said))}
        self.kinds = Kinds(known, frozenset([*written_as, *source.let]))
        self.personal = {" ".join(column.split()) for column in source.personal}

    def read(self) -> None:
        for grouping in self.source.breakdowns.values():
            if grouping.bands:
                self.kinds.known.setdefault(grouping.column, Kind.NUMBER)
        trees = {place: tree for place, text in self.texts() if (tree := self.parsed(place, text))}
        for is_last in (False, True):  # what a later expression says of a column holds for an earlier one
            for place, tree in trees.items():
                self.understand(place, tree, is_last=is_last)
        self.found.kinds = self.kinds.settled()
        names = self.source.let
        self.found.lets = {n: t for n in names if (t := trees.get((*self.base, "let", n)))}
        self.found.when = trees.get((*self.base, "only"))
        for each in self.asked:
            numerator, when = trees.get((*each.place, each.word)), trees.get((*each.place, "only"))
            has_denominator = each.formula.denominator is not None
            denominator = trees.get((*each.place, "denominator")) if has_denominator else None
            if numerator is not None:
                kinds = self.kind(numerator), self.kind(denominator) if denominator is not None else None
                self.found.formulas.append(Question(numerator, denominator, when, kinds))
        if self.source.date is not None and not self.found.mistakes:
            self.placed_by()

    def texts(self) -> Iterator[tuple[Place, str]]:
        for name, text in self.source.let.items():
            yield (*self.base, "let", name), text
        if self.source.when is not None:
            yield (*self.base, "only"), self.source.when
        for each in self.asked:
            yield from (((*each.place, key), text) for key, text in each.texts.items() if text is not None)

    def parsed(self, place: Place, text: str) -> Expression | None:
        try:
            tree = parse(text)
            self.keeps_order(place, tree)
            personal = next(_open_use(tree.root, self.personal), None)
            if personal is not None:
                what = f"`{personal.name}` is personal: it may stand between two dates or in `is missing`,"
                raise ExpressionError(what, text, personal.at)
        except ExpressionError as error:
            self.mistake(place, error)
            return None
        return tree

    def keeps_order(self, place: Place, tree: Expression) -> None:
        names = list(self.source.let)
        if place[2:3] == ("let",):
            later = names[names.index(str(place[3])) :]
            for name in tree.columns:
                if name in later:
                    raise ExpressionError(
                        f"`{name}` is not worked out yet: names under `let` know those before", tree.text
                    )

    def understand(self, place: Place, tree: Expression, *, is_last: bool) -> None:
        is_question = place[-1] == "only"
        try:
            kind = self.kinds.of(tree, Kind.YES_NO if is_question else None)
            if place[2:3] == ("let",):
                if kind is not None:
                    self.kinds.known.setdefault(str(place[3]), kind)
                elif is_last:
                    self.kinds.known[str(place[3])] = Kind.TEXT
            elif is_last and not is_question:
                if kind is None:  # a column on its own: added up
                    kind = self.kinds.of(tree, Kind.NUMBER)
                if kind not in {Kind.NUMBER, Kind.YES_NO}:
                    raise ExpressionError(f"a number or a question should stand, it is {kind},", tree.text)
        except ExpressionError as error:
            if is_last:
                self.mistake(place, error)

    def kind(self, tree: Expression) -> Kind:
        try:
            return self.kinds.of(tree) or Kind.TEXT
        except ExpressionError:  # told already
            return Kind.TEXT

    def placed_by(self) -> None:
        column = self.source.period.column or ""
        kind = self.found.kinds.get(column)
        if kind is not None and kind is not Kind.MOMENT:
            what = f"`{column}` places rows in periods"
            self.found.mistakes.append(finding((*self.base, "period"), what, "a date", kind.value))

    def mistake(self, place: Place, error: ExpressionError) -> None:
        found = finding(place, f"`{place[-1]}` cannot be read: {error}")
        if found not in self.found.mistakes:
            self.found.mistakes.append(found)


def _open_use(node: Node, personal: set[str]) -> Iterator[Column]:
    """Find where a personal column is used for anything but the time since it, or whether it is known."""
    if isinstance(node, Column) and node.name in personal:
        yield node
    for child in children(node):
        is_hidden = isinstance(node, Elapsed | Missing) and isinstance(child, Column)
        if not is_hidden:
            yield from _open_use(child, personal)


def _columns(
    name: str, source: RecordsSource, asked: Sequence[Asked], names: frozenset[str]
) -> Iterator[Finding]:
    base: Place = ("sources", name)
    personal = {" ".join(column.split()) for column in source.personal}
    for column in source.written_as:
        what = by_name(column.rpartition(".")[2])
        if what is not None and column not in personal:
            expected = "columns that tell nobody; or, if needed, under `personal`"
            yield finding((*base, "reads"), f"{name}: `{column}` may hold {what}", expected)
    uses: list[tuple[Place, str | None]] = [((*base, "service"), source.service.column)]
    uses += [((*base, "period"), source.date.column if source.date else None)]
    uses += [((*base, "only"), column) for column in source.among]
    uses += [((*base, "drop"), column) for column in source.drop]
    uses += [((*base, "breakdowns"), grouping.column) for grouping in source.breakdowns.values()]
    uses += [((*each.place, "only"), column) for each in asked for column in each.formula.among]
    for place, named in uses:
        column = " ".join((named or "").split())
        if column and column not in names:
            yield finding(place, f"{name}: `{column}` is not read", one_of(sorted(names), column))
        elif column in personal:
            what = f"{name}: `{column}` is personal and cannot be used here"
            yield finding(place, what, "another column", column)
    for column in sorted(personal - names - {here for join in source.join.values() for here in join.on}):
        yield finding((*base, "personal"), f"{name}: `{column}` is not read", "one of `reads`", column)
    for column in sorted(set(source.let) & set(source.written_as)):
        what = f"{name}: `{column}` is a column already"
        yield finding((*base, "let", column), what, "another name", column)
    for code, join in source.join.items():
        place = (*base, "join", code, "combine")
        for column in join.combine:
            if column not in join.reads:
                yield finding(place, f"{name}: `{column}` is not taken over", "one of its columns", column)
        left = sorted(set(join.reads) - set(join.combine))
        if join.combine and left:
            what = f"{name}: does not say what becomes of `{left[0]}`"
            yield finding(place, what, "any, largest, smallest or sum")
