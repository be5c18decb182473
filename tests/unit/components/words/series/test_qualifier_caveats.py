"""What a file said of values and of gaps, in the chart, its words, the table and the file."""

from __future__ import annotations

import csv
import io
from datetime import datetime

from components.charts import control_chart, data_table
from components.charts.svg_chart import marks_of
from components.exports import series_csv as csv_export
from components.templates import ENVIRONMENT
from components.words import chart_sentence
from components.words.series import caveats
from quality.provenance.loads import LoadRecord
from tests.builders import STEADY, make_result

VALUES = [*STEADY[:3], None, None, *STEADY[5:]]
SAID = {3: "suppressed", 4: "not reported", 18: "provisional", 19: "provisional"}


def trace(figure, name):
    return next((t for t in figure["data"] if t["name"] == name), None)


def words(result, i):
    return data_table.point_words(result, i, marks_of(result)[i])


def test_gaps_say_why_and_values_what_is_known_of_them():
    result = make_result(VALUES, qualifiers=SAID)
    assert words(result, 3) == "no value: suppressed by the publisher"
    assert words(result, 4) == "no value: not reported"
    assert words(result, 19) == "common cause; provisional, says the publisher"
    assert words(result, 0) == "common cause"
    assert words(make_result(VALUES), 3) == "no value"


def test_the_sentence_counts_them():
    result = make_result(VALUES, qualifiers=SAID)
    assert caveats.qualifier_sentences(result) == [
        "Periods with no value: 1 suppressed by the publisher, 1 not reported.",
        "2 values provisional, says the publisher, the newest Aug 2025.",
    ]
    assert chart_sentence.alt_text(result).endswith("the newest Aug 2025.")
    assert caveats.qualifier_sentences(make_result(VALUES)) == []


def test_the_chart_has_a_cross_at_the_foot_of_an_explained_gap():
    figure = control_chart.figure(make_result(VALUES, qualifiers=SAID))
    gaps = trace(figure, "no value")
    assert gaps["x"] == ["2024-04-01", "2024-05-01"]
    assert gaps["text"][0] == "Apr 2024<br>no value: suppressed by the publisher"
    points = trace(figure, "points")
    assert points["text"][-1].endswith("common cause<br>provisional, says the publisher")
    assert trace(control_chart.figure(make_result(VALUES)), "no value") is None


def test_the_file_has_the_word_as_files_write_it():
    text = csv_export.series_csv(make_result(VALUES, qualifiers=SAID))
    _, head, *found = csv.reader(io.StringIO(text))
    assert [row[head.index("qualifier")] for row in found[2:5]] == ["", "suppressed", "not reported"]


def test_what_is_said_changes_nothing_that_is_judged():
    plain, said = make_result(VALUES), make_result(VALUES, qualifiers=SAID)
    assert (plain.variation, plain.status) == (said.variation, said.status)


def test_a_load_shows_its_notes():
    counts = dict.fromkeys(("read", "dropped", "rejected", "new", "revised", "unchanged", "missing"), 1)
    note = "412 values missing: 380 suppressed, 32 not reported"
    record = LoadRecord(
        title="Falls",
        file_name="falls.csv",
        finished_at=datetime(2026, 1, 1),
        is_refused=False,
        problems=(),
        notes=(note,),
        **counts,
    )
    assert note in ENVIRONMENT.get_template("data/tables.html").module.loads([record])
