"""The one statement that counts a list of records: everything that all indicators ask of a source, for every
service, period and group, in one pass over the file.

    files ─ text ─ joined ─ understood ─ let ─ asked ─ grouped
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from catalogue import code_lists
from catalogue.expressions import Kind, Sql, compiled
from catalogue.expressions.tree import Column, Expression, Missing, Node, Number, children
from catalogue.fields.periods import Frequency
from catalogue.formula import Formula
from catalogue.models import Catalogue, Indicator
from catalogue.sources import Grouping, RecordsSource
from catalogue.sources.record_queries import Question, Questions
from loaders.counting import cell_types
from loaders.counting.scan import Scan
from loaders.parse.tables import clean

_COMBINES = {"any": "bool_or", "largest": "max", "smallest": "min", "sum": "sum"}
MICRO = 1_000_000
"""Numbers are added up as whole millionths: a sum is the same in whatever order its rows come."""


@dataclass(frozen=True, slots=True)
class Counted:
    """One formula, and where its sums stand in the answer."""

    code: str
    indicator: Indicator
    known: str
    numerator: tuple[str, float]  # column of the answer, and what to multiply it by
    denominator: tuple[str, float] | None
    unanswered: str  # whether a row has no answer, as SQL over the stage `asked`


@dataclass(frozen=True, slots=True)
class Joined:
    """Another file: its files, the columns it is found by here, and those it brings."""

    name: str
    scans: Sequence[Scan]
    here: Sequence[str]
    brings: Sequence[str]


@dataclass
class Statement:
    source: RecordsSource
    catalogue: Catalogue
    questions: Questions
    missing: Mapping[str, str | None]
    as_at: date
    scans: Sequence[Scan]
    columns: Sequence[str]  # columns of the file, in the order the scans give them
    joins: Sequence[Joined]
    sql: Sql
    fixed_periods: Sequence[date] = ()  # per file, where no column says it
    counted: list[Counted] = field(default_factory=list)
    sums: dict[str, str] = field(default_factory=dict)  # SQL of a sum → its column in the answer
    bad: dict[str, str] = field(default_factory=dict)
    """Column → whether its cell was not understood, as SQL over the stage `understood`."""
    asked: dict[str, str] = field(default_factory=dict)  # column of the stage `asked` → its SQL
    open_offsets: dict[str, str] = field(default_factory=dict)
    """Column → column of the answer: in how many rows nobody can say which day its time is of."""
    kept: str = ""  # column of the answer: how many rows `only` and `drop` leave
    earlier: str = ""  # column of the answer: how many rows a later one stands for; empty where each counts
    trouble: str = ""  # column of the answer: how many of them anything is to be told about

    @property
    def service(self) -> str | None:
        return self.source.service.column and clean(self.source.service.column)

    def cell(self, name: str) -> str:
        """Return the text of a column, or of what was worked out, in the stage `understood` and later.
        Blanks around it are taken off where texts are compared, and once for each text that rows are
        grouped by."""
        if name in self.columns:
            return f"t{self.columns.index(name)}"
        for number, joined in enumerate(self.joins):
            short = name.removeprefix(f"{joined.name}.")
            if short != name and short in joined.brings:
                return f"jt{number}_{joined.brings.index(short)}"
        return f"CAST({self.sql.names[name]} AS VARCHAR)"

    @property
    def is_late(self) -> str:
        """Return what finds rows of days after the one the data stands at."""
        return f"day >= TIMESTAMP '{self.as_at + timedelta(days=1)}'"

    def text_stage(self, *, is_numbered: bool, keeps_rejects: bool) -> str:
        """Select every file's columns as text t0, t1 …, with numbers of files and, if wanted, of rows."""
        cells = ", ".join(f"r{i} AS t{i}" for i in range(len(self.columns)))
        number = "row_number() OVER () AS nr, " if is_numbered or self.source.one_row_per else ""
        rows = " UNION ALL ".join(
            f"SELECT {number}{at} AS part{', ' if cells else ''}{cells} "
            f"FROM ({scan.select(keeps_rejects=keeps_rejects)})"
            for at, scan in enumerate(self.scans)
        )
        return self._newest(rows) if self.source.one_row_per else rows

    def _newest(self, rows: str) -> str:
        """Tell the last of the rows that agree with it. One without all keys agrees with no other."""
        keys = [cell_types.text(self.cell(clean(column))) for column in self.source.one_row_per]
        alone = f"CASE WHEN {' OR '.join(f'{key} IS NULL' for key in keys)} THEN (part, nr) END"
        same = ", ".join([*keys, alone])
        newest = f"lead(nr) OVER (PARTITION BY {same} ORDER BY part, nr) IS NULL"
        return f"SELECT *, {newest} AS newest FROM ({rows})"

    def joined_stage(self, inner: str) -> str:
        for number, joined in enumerate(self.joins):
            keys = " AND ".join(
                f"{cell_types.text(f'rows_.{self.cell(here)}')} = join_.k{i}"
                for i, here in enumerate(joined.here)
            )
            inner = (
                f"SELECT rows_.*, join_.* EXCLUDE ({', '.join(f'k{i}' for i in range(len(joined.here)))}) "
                f"FROM ({inner}) rows_ LEFT JOIN ({self.join_table(number)}) join_ ON {keys}"
            )
        return inner

    def join_table(self, number: int) -> str:
        """Select the other file by its keys: one row each, or put together as the catalogue says."""
        joined = self.joins[number]
        join, width = self.source.join[joined.name], len(joined.here)
        plain = " UNION ALL ".join(f"({scan.select(keeps_rejects=False)})" for scan in joined.scans)
        keys = [f"{cell_types.text(f'r{i}')} AS k{i}" for i in range(width)]
        taken = []
        for i, column in enumerate(joined.brings):
            cell, name = cell_types.text(f"r{width + i}"), f"{joined.name}.{column}"
            value = self.understood(cell, name)
            how = join.combine.get(column)
            if how is None:
                taken.append(f"{cell} AS jt{number}_{i}, {value} AS jv{number}_{i}")
                continue
            whole = f"{_COMBINES[how]}({value})"
            taken.append(f"CAST({whole} AS VARCHAR) AS jt{number}_{i}, {whole} AS jv{number}_{i}")
        group = f" GROUP BY {', '.join(str(i + 1) for i in range(width))}" if join.combine else ""
        return f"SELECT {', '.join([*keys, *taken])} FROM ({plain}){group}"

    def understood(self, cell: str, name: str) -> str:
        kind, said = self.questions.kinds.get(name, Kind.TEXT), self.source.written_as.get(name, "")
        return cell_types.value(cell, kind, self.sql, said, self.missing, self.decimal)

    @property
    def decimal(self) -> str | None:
        """Return what stands before fractions; `?` where a comma may mean either."""
        scans = [*self.scans, *(scan for joined in self.joins for scan in joined.scans)]
        if self.source.decimal is None and any(scan.delimiter == ";" for scan in scans):
            return "?"
        return self.source.decimal

    def understood_stage(self, inner: str) -> str:
        values = [f"{self.understood(f't{i}', name)} AS v{i}" for i, name in enumerate(self.columns)]
        return f"SELECT *{''.join(', ' + value for value in values)} FROM ({inner})"

    def let_stage(self, inner: str) -> str:
        for at, tree in enumerate(self.questions.lets.values()):
            inner = f"SELECT *, {compiled(tree.root, self.sql)} AS l{at} FROM ({inner})"
        return inner

    def rows(self, *, is_numbered: bool = False, keeps_rejects: bool = False) -> str:
        """Select every row with its answers."""
        stage = self.text_stage(is_numbered=is_numbered, keeps_rejects=keeps_rejects)
        stage = self.let_stage(self.understood_stage(self.joined_stage(stage)))
        answers = ", ".join(f"{expression} AS {name}" for name, expression in self.asked.items())
        extra = "*" if is_numbered else "part, newest" if self.source.one_row_per else "part"
        return f"SELECT {extra}, {answers} FROM ({stage})"

    def grouped(self, sets: Sequence[Sequence[str]]) -> str:
        keys = list(dict.fromkeys(key for one in sets for key in one))
        wanted = ", ".join(f"({', '.join(one)})" for one in sets)
        sums = ", ".join(f"{expression} AS {name}" for expression, name in self.sums.items())
        return (
            f"SELECT {', '.join(keys)}, grouping({', '.join(keys)}) AS set_, {sums} "
            f"FROM ({self.rows(keeps_rejects=True)}) GROUP BY GROUPING SETS ({wanted})"
        )

    def total(self, expression: str) -> str:
        """Return the column of the answer that holds this sum; the same sum is made once."""
        return self.sums.setdefault(expression, f"a{len(self.sums)}")


def written(node: Node | None) -> float | None:
    """Return a number that is the same for every row."""
    return node.value if isinstance(node, Number) else None


def prepare(statement: Statement, formulas: Sequence[tuple[str, Indicator, Formula]]) -> None:
    """Fill in what is asked of each row and what is added up."""
    _name_everything(statement)
    source, sql = statement.source, statement.sql
    conditions = [_among(statement, column, wanted) for column, wanted in source.among.items()]
    conditions += [f"NOT {_among(statement, column, out)}" for column, out in source.drop.items()]
    if statement.questions.when is not None:
        conditions.append(f"coalesce({compiled(statement.questions.when.root, sql)}, false)")
    if source.one_row_per:
        conditions.append("newest")
        statement.earlier = statement.total("count_if(NOT newest)")
    asked, service = statement.asked, statement.service
    asked["kept"] = f"({' AND '.join(conditions)})" if conditions else "true"
    asked["svc"] = f"(CASE WHEN kept THEN coalesce({statement.cell(service)}, '') END)" if service else "''"
    asked["day"] = _day(statement)
    _ask_of_offsets(statement)
    asked["bad"] = " OR ".join(statement.bad.values()) or "false"
    statement.total("count(*)")
    for (code, indicator, formula), question in zip(formulas, statement.questions.formulas, strict=True):
        _count(statement, code, indicator, formula, question)
    open_ = ["bad", "day IS NULL", statement.is_late, *(counted.unanswered for counted in statement.counted)]
    statement.kept = statement.total("count_if(kept)" if conditions else "count(*)")
    statement.trouble = statement.total(f"count_if(kept AND ({' OR '.join(open_)}))")


def _name_everything(statement: Statement) -> None:
    questions, source = statement.questions, statement.source
    names = {name: f"v{i}" for i, name in enumerate(statement.columns)}
    for number, joined in enumerate(statement.joins):
        names |= {f"{joined.name}.{c}": f"jv{number}_{i}" for i, c in enumerate(joined.brings)}
    names |= {name: f"l{i}" for i, name in enumerate(questions.lets)}
    statement.sql.names, statement.sql.kinds = names, statement.questions.kinds
    asked = used_in_questions(questions)
    for name in names:
        kind = questions.kinds.get(name, Kind.TEXT)
        if name in asked and name not in questions.lets and kind is not Kind.TEXT:
            cell = statement.cell(name)
            statement.bad[name] = cell_types.is_bad(cell, names[name], statement.missing, statement.sql)
    if source.date is not None:
        statement.bad.pop(source.date.column, None)  # a row without a day is told by itself


def _ask_of_offsets(statement: Statement) -> None:
    """Count the times whose day is open, of every column that is read as a moment."""
    source, questions = statement.source, statement.questions
    if source.period.time_zone is not None:
        return
    valued = {name for tree in _trees(questions) for name in _valued(tree.root)}
    named = {*valued, source.date.column if source.date else ""} - {*questions.lets}
    for name in sorted(name for name in named if questions.kinds.get(name) is Kind.MOMENT):
        cell, at = statement.cell(name), len(statement.open_offsets)
        written = source.written_as.get(name, "")
        statement.asked[f"o{at}"] = cell_types.open_offset(cell, written, statement.sql)
        statement.open_offsets[name] = statement.total(f"count_if(kept AND o{at})")


def used_in_questions(questions: Questions) -> set[str]:
    return {name for tree in _trees(questions) for name in tree.columns}


def _trees(questions: Questions) -> list[Expression]:
    trees = [*questions.lets.values(), *([questions.when] if questions.when else [])]
    for formula in questions.formulas:
        trees += [tree for tree in (formula.numerator, formula.denominator, formula.when) if tree]
    return trees


def _valued(node: Node) -> Iterator[str]:
    """Yield the columns of which more is asked than whether anything stands there."""
    if isinstance(node, Column):
        yield node.name
    if not isinstance(node, Missing):
        for child in children(node):
            yield from _valued(child)


def _among(statement: Statement, column: str, wanted: Sequence[str]) -> str:
    listed = ", ".join(statement.sql.parameter(text.strip()) for text in wanted)
    return f"list_contains([{listed}], coalesce(trim({statement.cell(clean(column))}), ''))"


def _day(statement: Statement) -> str:
    if statement.source.date is not None:
        return statement.sql.names[statement.source.date.column]
    days = [f"WHEN {at} THEN TIMESTAMP '{day}'" for at, day in enumerate(statement.fixed_periods)]
    return f"(CASE part {' '.join(days)} END)"


def _count(
    statement: Statement, code: str, indicator: Indicator, formula: Formula, question: Question
) -> None:
    """Count a question, add up a number. A row without an answer to one half is left out of both; of a
    proportion, the numerator is counted among the rows of the denominator."""
    sql, asked, at = statement.sql, statement.asked, len(statement.counted)
    parts = ["kept", *(_among(statement, column, wanted) for column, wanted in formula.among.items())]
    if question.when is not None:
        parts.append(f"coalesce({compiled(question.when.root, sql)}, false)")
    is_part = indicator.is_proportion and question.kinds[1] is Kind.YES_NO
    top = question.numerator.root
    n = compiled(top, sql)
    answered = [f"{n} IS NOT NULL"] if written(top) is None else []
    open_ = [f"{n} IS NULL"]
    if question.denominator is not None:
        bottom = question.denominator.root
        d = compiled(bottom, sql)
        if written(bottom) is None:
            answered.append(d if is_part else f"{d} IS NOT NULL")
        open_ = [f"({d} IS NULL OR ({d} AND {n} IS NULL))"] if is_part else [*open_, f"{d} IS NULL"]
    asked[f"k{at}"] = f"coalesce({' AND '.join([*parts, *answered])}, false)"
    asked[f"u{at}"] = f"({' AND '.join(parts)} AND ({' OR '.join(open_)}))"
    known = statement.total(f"count_if({_same(asked, f'k{at}')})")
    numerator = _half(statement, f"n{at}", n, top, question.kinds[0], f"k{at}", known)
    denominator = (known, 1.0) if is_part else None
    if question.denominator is not None and not is_part:
        denominator = _half(statement, f"d{at}", d, bottom, question.kinds[1], f"k{at}", known)
    statement.counted.append(Counted(code, indicator, known, numerator, denominator, f"u{at}"))


def _same(asked: dict[str, str], name: str) -> str:
    """Return the first column with the same SQL: indicators often count the same rows."""
    return next(other for other, expression in asked.items() if expression == asked[name])


def _half(
    statement: Statement, name: str, expression: str, root: Node, kind: Kind | None, known: str, count: str
) -> tuple[str, float]:
    always = written(root)
    if always is not None:
        return count, always
    statement.asked[name] = expression
    name, known = _same(statement.asked, name), _same(statement.asked, known)
    if kind is Kind.YES_NO:
        return statement.total(f"count_if({known} AND {name})"), 1.0
    whole = f"try_cast(round({name} * {MICRO}) AS BIGINT)"
    return statement.total(f"sum(CASE WHEN {known} THEN {whole} END)"), 1.0 / MICRO


def add_period(statement: Statement, frequency: Frequency) -> str:
    """Return the column of a row's period, as the day it begins."""
    name = f"p_{frequency.name.lower()}"
    known = f"kept AND NOT {statement.is_late}"
    day, begins = "CAST(day AS DATE)", statement.source.period.begins
    match frequency:
        case Frequency.DAILY:
            start = day
        case Frequency.WEEKLY:
            weekdays = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
            shift = weekdays.index(begins) if begins in weekdays else 0
            start = f"(CAST(date_trunc('week', {day} - {shift}) AS DATE) + {shift})"
        case Frequency.HALF_YEARLY:  # April and October are three months after January and July
            later = 3 if begins == "April" else 0
            moved = f"({day} - INTERVAL {later} MONTH)"
            half = f"make_date(year({moved}), (month({moved}) - 1) // 6 * 6 + 1, 1)"
            start = f"CAST({half} + INTERVAL {later} MONTH AS DATE)"
        case Frequency.ANNUAL if begins == "April":
            start = f"CAST(date_trunc('year', {day} - INTERVAL 3 MONTH) + INTERVAL 3 MONTH AS DATE)"
        case _:
            unit = {"monthly": "month", "quarterly": "quarter", "annual": "year"}[frequency.value]
            start = f"CAST(date_trunc('{unit}', {day}) AS DATE)"
    if statement.source.date is None:
        start = day  # said by hand or by a name: it is the first day of a period as it stands
    statement.asked[name] = f"(CASE WHEN {known} THEN {start} END)"
    return name


def add_group(statement: Statement, at: int, grouping: Grouping) -> str:
    """Return the column of a row's group: the text that stands for it, or the code of its band."""
    name, column = f"g{at}", clean(grouping.column)
    if not grouping.bands:
        statement.asked[name] = f"coalesce({statement.cell(column)}, '')"
        return name
    bands = code_lists.bands_of(grouping, statement.catalogue.lists)
    number = statement.sql.names[column]
    cases = " ".join(
        f"WHEN {number} >= {band.lowest!r} AND {number} < {band.below!r} THEN {i}"
        if band.below != float("inf")
        else f"WHEN {number} >= {band.lowest!r} THEN {i}"
        for i, band in enumerate(bands)
    )
    statement.asked[name] = f"CAST((CASE {cases} ELSE -1 END) AS TINYINT)"
    return name
