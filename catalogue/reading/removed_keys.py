"""Name the new way of every key that older catalogues had."""

from __future__ import annotations

from collections.abc import Mapping

from stats import Rule

_SERVICE = "in `service`: {column: …, "
_SOURCES = {
    "service_is": "say `service: {always: CODE}`",
    "service_codes": f"say `codes` {_SERVICE}codes: {{…}}}}",
    "service_width": f"say `width` {_SERVICE}width: 9}} (of a tree of services: `width` beside `code`)",
    "service_name": f"say `name` {_SERVICE}name: …}}",
    "follow_successors": f"say `follow_successors` {_SERVICE}follow_successors: true}}",
    "period_is": "say `period: {always: 2026-04-01}`",
    "period_in_name": 'say `file: "{month}.csv"`, and `period: {column: month, format: …}`',
    "periods": "say `period: {format: …}`, and `measures: COLUMN` where a column names measures",
    "measure_column": "say `measures: COLUMN` of the source",
    "measure": "leave it out: the only measure is found by itself",
    "date": "say `period`",
    "week_begins": "say `period: {column: …, begins: Sunday}`",
    "year_begins": "say `period: {column: …, begins: April}`",
    "year_is": "say `year: 2024`",
    "level_is": "say `level`: a column, or one of `organisation.levels`",
    "parent_is": "say `root: CODE`",
    "keep": "say `only`",
    "when": "say `only`: a question of records stands there too",
    "only_unknown": "say `adds: unknown`",
    "file_name": 'say `file`, with what the name says in brackets: `file: "{year}/{board}.csv"`',
    "inside": "say `file`: `all.zip/*provider*.csv`",
    "sheet_name": 'say `sheet`, with what the name says in brackets: `sheet: "{standard}-{cancer}"`',
    "optional_sheets": "say `optional: (sheet)`",
    "header_row": "say `header` with the same number",
    "header_rows": "say `header: 6-7` (from row to row), or `header: 2 rows`",
    "footer": "say `ends_at`",
    "ends_at_blank_row": "say `ends_at: blank row`",
    "columns": "say `column`, which takes a list",
    "rows": "say `read`, which takes a list",
    "value": "leave it out: the cells below headings are the column `value`",
    "repeated": 'say `combine: {"*": sum, COLUMN: same}`',
    "scale": "say `unit_of: {COLUMN: 0.01}`",
    "short_times": 'say `unit_of: {COLUMN: "time in minutes, hours and minutes"}`',
    "everyone_is_sum": "say `everyone: sum of groups`",
    "unlisted": "say `otherwise: drop`",
}
_INDICATORS = {
    "updated": "say `frequency`: of rare events, how often their list comes",
    "denominator_is": "say `expected: deaths` (what is counted, in a word or two)",
    "events": "say `expected: deaths`",
    "when": "say `only`: a question of records stands there too",
}
_RULE_SETS = {
    "like": "say `based_on`",
    "when_both": "say `order`, where `improvement` or `concern` may stand first",
    **{str(rule): f"say `rules: {{{rule}: …}}`" for rule in Rule},
}
REMOVED: Mapping[str, Mapping[str, str]] = {
    "sources": _SOURCES,
    "indicators": _INDICATORS,
    "rule_sets": _RULE_SETS,
}
"""Section of a catalogue -> key that was removed -> what is written instead."""
OTHERWISE: Mapping[str, Mapping[str, str]] = {
    "sources": {
        "qualifiers": "columns only: what the codes mean stands under `marks`",
        "only": "column -> values (`adds: successors` of a tree of services)",
        "combine": "`refuse`, `sum` or `same`, or column -> one of them",
    },
    "code_lists": {"codes": "the codes directly below the name of the list"},
}
"""Section -> key that is written in another way now -> how."""
