"""A report as CSV: each of its tables under its own head."""

from __future__ import annotations

import csv
import io

from components.exports.series_csv import harmless
from components.registers.report import Report


def report_csv(report: Report) -> str:
    """Write the tables of a report one below the other; the first column names the part."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    for part in report.parts:
        if part.table is not None:
            writer.writerow([report.title, *(head.word for head in part.table.heads)])
            writer.writerows([part.title, *(harmless(cell.text) for cell in row)] for row in part.table.rows)
    return file.getvalue()
