"""The entries of a sketch: source, services, indicators, and the notes above them."""

from __future__ import annotations

from catalogue.fields.periods import Frequency
from loaders.sketch import yaml_text as w
from loaders.sketch.candidate_measures import Measure
from loaders.sketch.yaml_text import DECIDE, Sketch, quoted

LEVEL, TOP = "service", "board"
_OTHERS_SHOWN = 3
_FAR_APART = 4  # days, from which on a number does not come daily


def text(s: Sketch, *, with_services: bool) -> str:
    parts = [_notes(s)]
    if with_services:
        parts.append([f"organisation: {{name: Sketch, levels: [{TOP}, {LEVEL}]}}", ""])
    parts.append(w.dimension(s))
    parts.append(["sources:", *(_services(s) if with_services or s.shape == "services" else []), *_source(s)])
    parts.append(_indicators(s))
    return "\n".join(line for part in parts for line in part) + "\n"


def _notes(s: Sketch) -> list[str]:
    lines = [
        f"# A first sketch of {s.found.file.name}: {len(s.found.table):,} rows, made by looking at the file.",
        f'# Read it through; lines with "{DECIDE.strip("# :")}" are guesses. Then: python -m loaders check',
    ]
    for name, what in s.roles.personal.items():
        lines.append(f"# Left out: `{name}` looks like {what}. Never name it in a source.")
    if s.is_records:
        lines.append("# Rows are about single people: they are counted when loaded, and not kept.")
    used = _used(s)
    rest = [n for n in s.columns if n not in used and n not in s.roles.personal and n not in s.across]
    if rest:
        more = f" and {len(rest) - 40} more" if len(rest) > 40 else ""
        lines.append(f"# Columns not used: {', '.join(rest[:40])}{more}")
    return [*lines, ""]


def _used(s: Sketch) -> set[str]:
    named = {s.roles.service, s.roles.service_name, *(s.time.columns if s.time else ())}
    named |= {name for m in s.measures for name in (m.numerator, m.denominator)}
    named |= {*s.roles.keep, *s.roles.drop, *((s.roles.breakdown[1],) if s.roles.breakdown else ())}
    return {name for name in named if name}


def _services(s: Sketch) -> list[str]:
    """The services of the file, below one that stands for all of them."""
    code = f"{s.code}_services" if s.shape != "services" else s.code
    lines = [f"  {code}:", "    title: Services named in the same file", "    shape: services", *w.place(s)]
    root = f"{{code: {quoted(s.one_service)}, name: All in this file, level: {TOP}}}"
    if s.roles.service is None:
        return [*lines, "    only_unknown: true", f"    root: {root}", ""]
    successor = s.roles.successor
    if successor is not None:
        lines.append(f"    successor: {quoted(successor)}")
        if s.time is not None:
            lines += [
                f"    closed: {quoted(s.time.columns[0])}",
                f"    date_format: {quoted(s.time.written)}",
            ]
    lines += ["    only_unknown: true  # services that another source has named stay as they are"]
    lines.append(f"    code: {quoted(s.roles.service)}")
    if s.roles.service_name is not None:
        lines.append(f"    name: {quoted(s.roles.service_name)}")
    lines += [f"    level_is: {LEVEL}  {DECIDE}which level, and below which parents", f"    root: {root}"]
    return [*lines, *(line for line in w.choice(s) if DECIDE not in line), ""]


def _source(s: Sketch) -> list[str]:
    if s.shape == "services":
        return []
    lines = [f"  {s.code}:", f"    title: {quoted(w.title_of(s.code))}", f"    shape: {s.shape}", *w.place(s)]
    lines.append(f'    published_at: ""  {DECIDE}who publishes it, and when the next one comes')
    if s.shape == "population":
        return [*lines, *_population(s), ""]
    if s.shape == "records":
        return [*lines, *_records(s), ""]
    lines += [*w.period(s), *w.who(s), *w.choice(s), *w.breakdown(s), *w.missing(s)]
    if s.roles.split_by:
        why = f"rows are divided by {', '.join(s.roles.split_by)}"
        lines.append(f"    combine: sum  {DECIDE}{why}: add them up, or choose with `keep`?")
    if s.roles.repeated:
        said = w.listed(s.roles.repeated)
        lines.append(f"    repeated: {said}  {DECIDE}it seems to stand again on each row of its details")
    units = [f"{quoted(m.numerator)}: percent" for m in s.measures if m.is_percent]
    timed = [f"{quoted(m.numerator)}: time in minutes" for m in s.measures if m.is_time]
    doubt = f"  {DECIDE}or in seconds, hours or days?" if timed else ""
    if units or timed:
        lines.append(f"    unit_of: {{{', '.join([*units, *timed])}}}{doubt}")
    if any(m.is_fractional and not m.is_score for m in s.measures):
        lines.append(f"    fractional_counts: true  {DECIDE}counts are no whole numbers: why?")
    return [*lines, ""]


def _records(s: Sketch) -> list[str]:
    """Counted while they are read; only the columns under `reads` are."""
    reads = {m.numerator: "yes/no" for m in s.measures if m.denominator is not None}
    if s.roles.service is not None:
        reads[s.roles.service] = "text"
    if s.roles.breakdown is not None:
        reads[s.roles.breakdown[1]] = "text"
    dated = s.time is not None and s.time.columns
    if s.time is not None and dated:
        reads[s.time.columns[0]] = s.time.written
    inside = ", ".join(f"{quoted(name)}: {quoted(kind)}" for name, kind in reads.items())
    lines = [f"    reads: {{{inside}}}  # no other column is read"]
    if s.time is not None and dated:
        lines.append(f"    date: {quoted(s.time.columns[0])}  {DECIDE}which moment places a row in a period")
        lines += w.other_readings(s.time)
    else:
        lines += w.period(s)
    lines += [*w.who(s), *w.choice(s)]
    if s.roles.breakdown is not None:
        lines.append(
            f"    breakdowns: {{{s.roles.breakdown[0]}: {{column: {quoted(s.roles.breakdown[1])}}}}}"
        )
    return lines


def _population(s: Sketch) -> list[str]:
    found = s.people
    assert found is not None
    lines = []
    if found.is_guess:
        lines.append(f"    {DECIDE}nothing says what was counted by age and sex: the people who live there?")
    lines.append(f"    service: {quoted(s.roles.service or '')}")
    if found.across is not None:
        lines += [f"    headings: {{read: {quoted(found.across)}, value: {found.count}}}", "    year: year"]
    elif s.time is not None:
        lines.append(f"    year: {quoted(s.time.columns[0])}")
    elif found.year is not None:
        why = "a name or a title says so: is it the year of these people?"
        lines.append(f"    year_is: {found.year}  {DECIDE}{why}")
    else:
        lines += [
            f"    {DECIDE}nothing names the year of these people, and it does not load before you do:",
            "    # year_is: YYYY",
        ]
    lines.append(f"    count: {w.column_in_formula(found.count)}")
    lines += [*w.choice(s), *w.breakdown(s)]
    if s.roles.split_by:
        lines.append(f"    combine: sum  # rows are divided by {', '.join(s.roles.split_by)} too")
    return lines


def _indicators(s: Sketch) -> list[str]:
    if s.shape in {"services", "population"} or not s.measures:
        return []
    frequency = _frequency(s)
    lines = ["indicators:"]
    codes: list[str] = []
    for measure in s.measures:
        code = w.slug(f"{s.code[:22]}_{measure.numerator}", 44)
        codes.append(code if code not in codes else f"{code}_{len(codes) + 1}")
        lines += [f"  {codes[-1]}:", *_indicator(s, measure, frequency)]
    return lines


def _frequency(s: Sketch) -> Frequency:
    if s.time is not None:
        return Frequency.MONTHLY if s.is_records else s.time.frequency
    if s.in_name is not None:
        return s.in_name[1]
    return s.said.frequency if s.said is not None else Frequency.MONTHLY


def _why(s: Sketch, m: Measure) -> str:
    if s.is_records:
        return f"`{m.numerator}` is yes or no"
    if m.adds_up:
        return f"`{m.numerator}` is one of the columns that add up to `{m.denominator}`"
    return f"`{m.numerator}` is never above `{m.denominator}` in this file, and the headings say so"


def _doubt(s: Sketch, frequency: Frequency) -> str:
    if s.time is None or frequency is not Frequency.DAILY or s.time.apart < _FAR_APART:
        return ""
    return f"  {DECIDE}the days are {s.time.apart:.0f} days apart: how often does a number come?"


def _indicator(s: Sketch, m: Measure, frequency: Frequency) -> list[str]:
    is_rows = s.is_records and m.denominator is None
    words = "Rows of the file" if is_rows else w.title_of(m.numerator)
    whole = "Rows of the file" if s.is_records else w.title_of(m.denominator or "")
    share = " as a share" if m.is_proportion else ""
    bottom = "1" if s.is_records else w.column_in_formula(m.denominator or "")
    denominator = f", denominator: {bottom}" if m.denominator else ""
    numerator = "1" if is_rows else w.column_in_formula(m.numerator)
    lines = [
        f"    title: {quoted(words + share)}  {DECIDE}a title people understand",
        f'    why_it_matters: "?"  {DECIDE}in a sentence',
        f"    numerator: {quoted(words)}  {DECIDE}what is counted, in words",
    ]
    if m.denominator:
        lines.append(f"    denominator: {quoted(whole)}  {DECIDE}out of what, in words")
    lines.append(f"    data: {{source: {s.code}, numerator: {numerator}{denominator}}}")
    if m.is_proportion or m.is_percent:
        lines += ['    unit: "%"', "    per: 100"]
    elif m.denominator:
        lines += ["    unit: per 1,000", "    per: 1000"]
    else:
        lines.append(f"    unit: {quoted(words.lower())}  {DECIDE}what is read beside the number")
    if m.is_proportion:
        lines.append(f"    is_proportion: true  # {_why(s, m)}")
        if m.others:
            lines.append(
                f"    {DECIDE}or out of {' or '.join(f'`{name}`' for name in m.others[:_OTHERS_SHOWN])}?"
            )
    if m.is_score:
        lines += ["    chart: xmr", f"    additive: false  {DECIDE}a rate or score has no sum; a count has"]
    lines.append(f"    frequency: {frequency}{_doubt(s, frequency)}")
    if s.roles.breakdown is not None and not m.is_score:
        lines.append(f"    dimensions: {s.roles.breakdown[0]}")
    lines += [
        f"    improvement: neutral  {DECIDE}increase or decrease?",
        f"    domain: effective  {DECIDE}safe, effective, person-centred, timely, efficient or equitable",
        f"    owner: nobody yet  {DECIDE}who looks after it",
        "    authored_by: sketched by a program",
        f"    checked_by: nobody yet  {DECIDE}who has read this entry",
        "    review_by: 2030-01-01",
        "",
    ]
    return lines
