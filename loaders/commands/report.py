"""The report of a run, as a table and the reasons beside it, for whoever ran it."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from catalogue.identifiers import masked
from loaders.job import LoadReport
from loaders.problems import many, summary

SHOWN_AT_MOST = 10
"""Kinds of problem shown per file; every refused row is on the data page, and in `load_problem`."""

_ALWAYS = ("read", "new", "revised", "unchanged", "rejected")
_IF_ANY = ("dropped", "missing")


def console(width: int) -> Console:
    """Return where to write to; a log file or another program has no edge, and gets one."""
    terminal = Console()
    return terminal if terminal.is_terminal else Console(width=width)


def show(console: Console, reports: Sequence[LoadReport], *, is_check: bool) -> None:
    console.print(_table(reports))
    for report in reports:
        for line in _lines(report):
            console.print(line)
    console.print(_closing(reports, is_check=is_check))


def _table(reports: Sequence[LoadReport]) -> Table:
    names = [*_ALWAYS, *(name for name in _IF_ANY if any(getattr(r, name) for r in reports))]
    table = Table(box=None, header_style="bold", pad_edge=False)
    table.add_column("source", no_wrap=True)
    table.add_column("file", overflow="fold")
    for name in names:
        table.add_column(name, justify="right", no_wrap=True)
    for report in reports:
        counts = [f"{getattr(report, name):,}" for name in names]
        if report.is_refused:
            counts = ["refused", *[""] * (len(names) - 1)]
        table.add_row(Text(report.source), Text(masked(report.file)), *counts)
    if len(reports) > 1:
        done = [report for report in reports if not report.is_refused]
        sums = [f"{sum(getattr(report, name) for report in done):,}" for name in names]
        table.add_row("all", "", *sums, style="bold")
    return table


def _lines(report: LoadReport) -> list[Text]:
    """Tell alike problems once, with how often and where first; what is in a cell is never read as markup."""
    groups = summary(report.problems)
    lines = [f"  {note}" for note in report.notes]
    for count, problem in groups[:SHOWN_AT_MOST]:
        if problem.row is None:
            expected = f"; expected {problem.expected}" if problem.expected else ""
            lines.append(f"  {problem.found}{expected}")
        else:
            lines.append(f"  {problem}" + (f"  (and {count - 1:,} more like it)" if count > 1 else ""))
    if len(groups) > SHOWN_AT_MOST:
        lines.append(f"  … and {len(groups) - SHOWN_AT_MOST:,} other kinds of problem")
    head = Text(f"\n{report.source}: {masked(report.file)}", style="bold")
    return [head, *map(Text, lines)] if lines else []


def _closing(reports: Sequence[LoadReport], *, is_check: bool) -> Text:
    parts = [many(len(reports), "file")]
    if refused := sum(report.is_refused for report in reports):
        parts.append(f"{refused:,} refused whole")
    if rejected := sum(report.rejected for report in reports if not report.is_refused):
        parts.append(f"{rejected:,} rows refused; the others {'can be' if is_check else 'were'} loaded")
    if is_check:
        parts.append("nothing was written")
    return Text("\n" + "; ".join(parts) + ".")
