"""The service a row is about: codes as they are known, filled up, translated or followed to successors where
that is declared; what is unknown is told with what it may be.

    code in the file ─ codes ─ width ─ known? ─ follow_successors ─ number of the service
                                      └ no: refused, with the nearest codes and names
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from catalogue.fields.templates import template
from catalogue.sources import ServiceColumn
from data.read.service_names import Known
from loaders.job import LoadJob
from loaders.keys import merged_cells, offers
from loaders.log import LoadLog
from loaders.parse.tables import Table, clean
from loaders.problems import many, refusal, some

NO_SERVICE = -1
_SUGGESTIONS_AT_MOST = 20  # looking for near codes takes time, and a wrong column has thousands
_TOLD_AT_MOST = 10
_NO_SERVICE = re.compile(
    r"[\W_]*|n\W?a\W?|null|none|nan|(grand |sub-?|overall )?totals?( .*)?|.* total|national|overall|"
    r"all( (england|scotland|wales|(\w+ )?(providers|services|trusts|boards|hospitals|wards|sites|areas)))?",
    re.IGNORECASE,
)
"""Texts of a row that is about no service: a dash, nothing, a total."""


def match_services(job: LoadJob, log: LoadLog, table: Table) -> np.ndarray:
    """Return per row the service's number, or NO_SERVICE (and a problem)."""
    service: ServiceColumn = job.source.service
    fixed, known = service.always or "", job.services.ids
    if service.column is None:
        if fixed not in known:
            expected = "a code of the service tree" + near(fixed, known)
            raise refusal(job.file.name, "belongs to an unknown service", expected, fixed)
        return np.full(len(table), known[fixed])
    column = service.column
    cells = table.columns[clean(column)]
    ids = cells.map(lambda text: known.get(code_of(job, text), NO_SERVICE), np.int64)
    if (ids == NO_SERVICE).any():
        _report(job, log, table, column, ids == NO_SERVICE)
    _meet_names(job, log, table, ids)
    return _followed(job, log, table, column, ids) if service.follow_successors else ids


def code_of(job: LoadJob, text: str) -> str:
    """Return the code that a cell means.

    As `codes` says, a text in full or as a template with the gap {code}; or as it stands. Of several
    readings of a template one must be known.
    """
    service: ServiceColumn = job.source.service
    codes, width, known = service.codes, service.width, job.services.ids
    if text in codes:
        return codes[text]
    if filled_up(text, width) in known:
        return filled_up(text, width)
    for written, code in codes.items():
        if CODE_GAP in written:
            readings = template(written).readings(text)
            found = {code.replace(CODE_GAP, filled_up(reading["code"], width)) for reading in readings}
            if len(fits := [one for one in found if one in known]) == 1:
                return fits[0]
    return filled_up(text, width)


CODE_GAP = "{code}"


def _as_template(text: str, known: Container[str]) -> str | None:
    """Turn `RXA - Some Trust` into `{code} - *`: how a known code stands in a longer text, first or last."""
    first = re.match(r"(\w+)([^\w]+)\w", text)
    if first is not None and first[1] in known:
        return f"{CODE_GAP}{first[2]}*"
    last = re.search(r"\w([^\w]+)(\w+)([^\w]*)$", text)
    if last is not None and last[2] in known:
        return f"*{last[1]}{CODE_GAP}{last[3]}"
    return None


def filled_up(text: str, width: int | None) -> str:
    """Return a code that lost the zeros in front, or became a number, as it was.

    >>> filled_up("40000124", 9), filled_up("40000124.0", 9), filled_up("A12", 9), filled_up("7", None)
    ('040000124', '040000124', 'A12', '7')
    """
    if width is None:
        return text
    digits = text.removesuffix(".0")
    return digits.zfill(width) if digits.isdigit() else text


def note_closed(job: LoadJob, log: LoadLog, service: np.ndarray, period: np.ndarray) -> None:
    """Say, without refusing, which services have values after the day they closed."""
    late = [
        known.code
        for known in job.services
        if known.closed and ((service == known.id) & (period > np.datetime64(known.closed))).any()
    ]
    if late:
        log.note(f"values after the closing day of {some(sorted(late))}")


@dataclass(frozen=True, slots=True)
class _Unknown:
    """One code that no tree has: how often it stands in the file, where first, and what it may be."""

    text: str
    rows: int
    first: int
    suggestion: str | None
    words: str


def _report(job: LoadJob, log: LoadLog, table: Table, column: str, unknown: np.ndarray) -> None:
    """Refuse rows of unknown services, and say of each what it may be."""
    found = _unknowns(job, table, column, np.flatnonzero(unknown))
    words = {one.text: one.words for one in found}
    log.refuse_cells(table, column, unknown, words.__getitem__)
    told = [
        f"{one.text or 'nothing'} ({many(one.rows, 'row')}, first in {log.problems.place(one.first)})"
        for one in found
    ]
    log.note(f"{many(len(found), 'unknown service')}: {some(told)}")
    is_merged = bool(merged_cells.hint(job, table, column))
    for line in _offers(job, column, [one for one in found if one.text or not is_merged]):
        log.note(line)


def _unknowns(job: LoadJob, table: Table, column: str, at: np.ndarray) -> list[_Unknown]:
    """Return each once, in the order of the file."""
    cells, rows = table.columns[clean(column)], table.rows_for(column)
    codes, first, counts = np.unique(cells.codes[at], return_index=True, return_counts=True)
    names = table.columns.get(clean(job.source.service.name or ""))
    merged = merged_cells.hint(job, table, column)
    found = []
    for number, place in enumerate(np.argsort(first, kind="stable").tolist()):
        row, text = int(at[first[place]]), cells.texts[int(codes[place])]
        name = names.texts[int(names.codes[row])] if names is not None else ""
        suggestion, words = None, "the code of a known service"
        if merged and not text:
            words += merged
        elif _NO_SERVICE.fullmatch(text):
            words += f"; rows that are about none are left out by `{offers.dropping(job, column, [text])}`"
        elif number < _SUGGESTIONS_AT_MOST:
            suggestion, more = _suggested(job, text, name)
            words += more
        found.append(_Unknown(text, int(counts[place]), int(rows[row]), suggestion, words))
    return found


def _suggested(job: LoadJob, text: str, name: str) -> tuple[str | None, str]:
    """Return the one code it most likely is, and what is said of all that it may be."""
    by_code = {service.code: service.name for service in job.services}
    zeros = [code for code in by_code if text and code != text and code.lstrip("0") == text.lstrip("0")]
    if len(zeros) == 1 and len(zeros[0]) > len(text):
        code = zeros[0]
        is_number = text.isdigit()
        hint = offers.service(job, **({"width": len(code)} if is_number else {"codes": {text: code}}))
        nearest = _code_and_name(code, by_code[code])
        return code, f" (nearest: {nearest}, with zeros in front: `{hint}`)"
    codes = difflib.get_close_matches(text, list(by_code), 2, 0.6)
    said, best = [_code_and_name(code, by_code[code]) for code in codes], next(iter(codes), None)
    if name and (alike := _by_name(name, job.services)) is not None:
        said, best = [*said, f"by name {_code_and_name(alike.code, alike.name)}"], alike.code
    return best, f" (nearest: {', '.join(said)})" if said else ""


def _code_and_name(code: str, name: str) -> str:
    """Write both without brackets: they end the hint."""
    return f"{code} {name}".strip().replace("(", "[").replace(")", "]")


def _by_name(name: str, services: Sequence[Known]) -> Known | None:
    """Return the service whose name, or earlier name, is most like this one."""
    by_name = {_plain(told): service for service in services for told in service.names}
    near = difflib.get_close_matches(_plain(name), by_name, 1, 0.8)
    return by_name[near[0]] if near else None


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())


def _offers(job: LoadJob, column: str, found: Sequence[_Unknown]) -> list[str]:
    """Return lines of an entry that would take the unknown ones: for people to judge."""
    ways = dict.fromkeys(filter(None, (_as_template(one.text, job.services.ids) for one in found)))
    if ways:
        templates = dict.fromkeys(list(ways)[:2], CODE_GAP)
        return [f"known codes stand in them: say {offers.service(job, codes=templates)}"]
    none = [one.text for one in found if _NO_SERVICE.fullmatch(one.text)][:_TOLD_AT_MOST]
    totals = [text for text in none if any(map(str.isalpha, text))]
    tops = [known.code for known in job.services if known.parent is None]
    guessed = [one for one in found if one.suggestion and one.text][:_TOLD_AT_MOST]
    lines = []
    if totals and len(tops) == 1:
        kept = offers.service(job, codes=dict.fromkeys(totals, tops[0]))
        lines.append(f"if these rows are the published totals of {tops[0]}: {kept}")
    if none:
        lines.append(f"if these rows are about no service: {offers.dropping(job, column, none)}")
    if guessed:
        pairs = {one.text: one.suggestion or "" for one in guessed}
        lines.append(f"if these are spellings of known ones: {offers.service(job, codes=pairs)}")
    if len(none) < len(found):
        source = offers.services_in_the_file(job, column, none)
        lines.append(f"if they belong in the tree, a source of their own: {source}")
    return lines


def near(text: str, known: Iterable[str]) -> str:
    """Return a hint behind what was expected: the known one that is nearest, if any is."""
    found = difflib.get_close_matches(text, known, 1, 0.6)
    return f" (nearest: {found[0]})" if found else ""


def _meet_names(job: LoadJob, log: LoadLog, table: Table, ids: np.ndarray) -> None:
    """Remember what the file calls each service, where that is not the name it goes by."""
    cells = table.columns.get(clean(job.source.service.name or ""))
    if cells is None:
        return
    width = len(cells.texts)
    met = np.unique(ids[ids != NO_SERVICE] * width + cells.codes[ids != NO_SERVICE])
    drifted = []
    for pair in met.tolist():
        service, name = job.services.by_id.get(pair // width), cells.texts[pair % width]
        if service is None or not name or name in job.missing or clean(name) == clean(service.name):
            continue
        if (service.id, name) not in log.names_met:
            drifted.append(f"{service.code} “{name}” goes by “{service.name}”")
        log.names_met[service.id, name] = None
    if drifted:
        names = many(len(drifted), "name is", "names are")
        log.note(f"{names} not the one that the service goes by: {some(drifted)}")


def _followed(job: LoadJob, log: LoadLog, table: Table, column: str, ids: np.ndarray) -> np.ndarray:
    """Take values of a code that was succeeded for its successor's."""
    followed = ids.copy()
    told = []
    for number in np.unique(ids[ids != NO_SERVICE]).tolist():
        path, expected = [job.services.by_id[number]], ""
        while path[-1].successors and not expected:
            last, successors = path[-1].code, path[-1].successors
            ahead = job.services.by_code.get(successors[0])
            if len(successors) > 1:
                expected = f"one successor of {last}: {', '.join(successors)} share it, and nothing says how"
            elif ahead is None:
                expected = f"a known successor of {last}, not {successors[0]}"
            elif ahead in path:
                circle = " → ".join(service.code for service in (*path, ahead))
                raise refusal(job.file.name, "has codes that succeed each other", "an end", circle)
            else:
                path.append(ahead)
        if expected:
            log.refuse_cells(table, column, ids == number, expected)
        elif len(path) > 1:
            told.append(f"{path[0].code} as {path[-1].code} {path[-1].name}")
        followed[ids == number] = NO_SERVICE if expected else path[-1].id
    if told:
        codes = many(len(told), "earlier code")
        log.note(f"values of {codes} are kept for their successors: {some(told)}")
    return followed
