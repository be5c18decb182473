"""Control charts: cases made with NHSRplotthedots (chart "xmr") and qicharts2 (all others)."""

from collections.abc import Iterator

from tests.conformance import spc_plotthedots, spc_qicharts2
from tests.conformance.cases import Row, pick, row_differences

# Fields that say yes, no or what: next to a line they hang on the last bit of a number.
JUDGEMENTS = {"side_of_mean", "special_cause", "special_cause_type", "point_type", "sigma_signal"}


def skips(case: Row) -> str:
    return ""


def answer(case: Row) -> Row:
    """The case's `expected` as our engine has it."""
    engine = spc_plotthedots if case["chart"] == "xmr" else spc_qicharts2
    try:
        return {"error": None, **engine.answer(case)}
    except ValueError as refusal:
        return {"error": str(refusal), "points": [], engine.TABLE: []}


def mismatches(case: Row, got: Row) -> list[str]:
    expected = case["expected"]
    if expected["error"] and _is_package_defect(case):
        # The reference crashes on these gaps; a valid answer is the better behaviour.
        is_valid = got["error"] is None and len(got["points"]) == len(case["input"])
        return [] if is_valid else ["no valid answer"]
    if bool(expected["error"]) != bool(got["error"]):
        return [f"error: expected {expected['error']!r}, got {got['error']!r}"]
    return [] if expected["error"] else list(_differences(case, expected, got))


def _is_package_defect(case: Row) -> bool:
    """It breaks down over gaps when looking for special causes; what it refuses before, it means to."""
    return case["chart"] == "xmr" and (
        "missing" in case.get("tags", []) or "special_cause_type" in case["expected"]["error"]
    )


def _differences(case: Row, expected: Row, got: Row) -> Iterator[str]:
    is_xmr = case["chart"] == "xmr"
    place = ("facet", "date") if is_xmr else ("facet1", "facet2", "i")
    table, table_place = ("summary", ("facet", "rebase_group")) if is_xmr else ("parts", (*place[:2], "part"))
    ties = {tuple(_unfaceted(value) for value in pick(tie, place)) for tie in case.get("near_ties") or []}

    def is_near_tie(row: Row, field: str) -> bool:
        is_judgement = field in JUDGEMENTS or field.startswith("flag_")
        return is_judgement and tuple(_unfaceted(value) for value in pick(row, place)) in ties

    yield from row_differences(
        "point", expected["points"], got["points"], lambda row: _key(row, place), is_near_tie
    )
    yield from row_differences(table, expected[table], got[table], lambda row: _key(row, table_place))
    if is_xmr:
        yield from row_differences("icons", expected["icons"], got["icons"], lambda row: row.get("facet"))


def _key(row: Row, place: tuple[str, ...]) -> tuple[str, ...]:
    """Facets may be written as numbers on one side and as words on the other."""
    return tuple(str(value) for value in pick(row, place))


def _unfaceted(value: object) -> object:
    """Near ties write "1", or the package's own words, where a chart has no facets."""
    return None if value in ("1", 1, "no facet") else str(value)
