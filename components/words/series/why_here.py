"""The line that says why a signal stands where it stands, and the sentence of the funnel of numbers: each out
of the value that the order and the counts are made from."""

from __future__ import annotations

from collections.abc import Iterator

from catalogue.models import Indicator
from components.words import say
from quality.ranking.funnel import SignalFunnel
from quality.ranking.reasons import HarmClass, Reasons
from stats.evidence import RECENT

HARM = {
    HarmClass.BEYOND_LIMITS: "harm or safety, beyond its limits",
    HarmClass.HARM: "harm to people",
    HarmClass.SAFETY: "safety",
}
SURVIVES = "survives the number of charts looked at"
WEAK = "but weak evidence"
FEWEST_DAYS = 7
"""Days without an answer that are worth a word."""


def why_here(reasons: Reasons, indicator: Indicator) -> str:
    """Say every reason that places a signal, in the order in which they do.

    Why here: safety; chance of such a change less than 1 in 1,000; survives the number of charts looked at;
    about 3,400 fewer than usual in 8 months; for 7 months; nobody acted for 203 days.
    """
    return f"Why here: {'; '.join(_parts(reasons, indicator))}."


def why_here_briefly(reasons: Reasons) -> str:
    """Say the first reason in one line, for a wall: the harm that puts it first, else its evidence; and if it
    rests on little."""
    evidence = SURVIVES if reasons.survives else _chance(reasons.chance)
    parts = [HARM.get(reasons.leads, evidence)]
    parts += ["few points"] * reasons.is_short + ["few cases"] * (reasons.few_cases is not None)
    return say.capital("; ".join(parts))


def _parts(reasons: Reasons, indicator: Indicator) -> Iterator[str]:
    noun = say.point_noun(indicator)
    if reasons.harm in HARM:
        weak = f", {WEAK}" if reasons.leads is not reasons.harm else ""
        yield f"{HARM[reasons.harm]}{weak}"
    yield _chance(reasons.chance)
    if reasons.survives:
        yield SURVIVES
    if reasons.size is not None and abs(reasons.size) >= 1:
        more = "more" if reasons.size > 0 else "fewer"
        yield f"about {amount(reasons.size)} {more} than usual in {RECENT} {noun}s"
    if reasons.lasts > 1:
        yield f"for {say.plural(reasons.lasts, noun)}"
    if reasons.beside:
        yield f"also in {say.plural(reasons.beside, 'service')} beside it"
    if reasons.linked:
        yield f"with {say.plural(reasons.linked, 'other measure')} of its kind here"
    if reasons.unanswered >= FEWEST_DAYS:
        yield f"nobody acted for {say.plural(reasons.unanswered, 'day')}"
    if reasons.is_short:
        yield f"rests on {say.plural(reasons.points, 'point')} only"
    if reasons.few_cases is not None:
        yield f"rests on few cases: {say.count(reasons.few_cases)} in the newest {noun}"


def _chance(probability: float | None) -> str:
    if probability is None:
        return "only its newest points show it"
    return f"chance of such a change {say.chance(probability)}"


def amount(size: float) -> str:
    amount = abs(size)
    if amount < 10:
        return f"{amount:.0f}"
    digits = len(str(int(amount))) - 2
    return f"{round(amount, -digits):,.0f}"


def funnel(of: SignalFunnel, noun: str = "measure", many: str = "") -> str:
    """Say the numbers of a page in one sentence.

    Of 21 measures looked at, 3 show an unusual change and in 1 more one builds up; chance alone would give
    about 1; 2 survive the number of charts looked at; 3 are shown first.
    """
    if not of.looked_at:
        return f"No {noun} has enough points to judge yet."
    looked_at = f"Of {say.plural(of.looked_at, noun, many)} looked at"
    show = "shows" if of.signals <= 1 else "show"
    found = f"{looked_at}, {of.signals or 'none'} {show} an unusual change"
    more = f" and in {of.built_up:,} more one builds up over many periods" if of.built_up else ""
    about = f"about {of.expected:,.0f}" if of.expected >= 0.95 else "fewer than 1"
    if not of.signals + of.built_up:
        return f"{found}; chance alone would give {about}."
    survive = "survives" if of.surviving == 1 else "survive"
    surviving = f"{of.surviving or 'none'} {survive} the number of charts looked at"
    shown = f"{of.shown or 'none'} {'is' if of.shown == 1 else 'are'} shown first"
    return f"{found}{more}; chance alone would give {about}; {surviving}; {shown}."
