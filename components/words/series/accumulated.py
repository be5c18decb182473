"""Say first what many periods say together, where the newest alone would say less or something else."""

from __future__ import annotations

from catalogue.models import Indicator
from components.words import say
from quality.ranking.wall import EVIDENT
from quality.signals.results import Accumulated, Evidence, Status, Variation


def sentence(found: Accumulated, status: Status, indicator: Indicator) -> str:
    """Say it, and what the newest point alone or the limits say of it."""
    said = brief(found, indicator)
    if found.evidence is Evidence.DRIFT:
        return f"{said} Most of the points that set the control limits belong to it, so they cannot judge it."
    if found.evidence is Evidence.LEVEL:
        return f"{said} The control limits rest on both, so they cannot judge it."
    is_steady = (
        found.evidence not in (Evidence.SEASON, Evidence.OUT_OF_SEASON)
        and status.variation is Variation.COMMON_CAUSE
    )
    return (
        f"{said} The newest {say.point_noun(indicator)} alone shows nothing unusual." if is_steady else said
    )


def brief(found: Accumulated, indicator: Indicator) -> str:
    since, noun = say.spelled_period(found.since, indicator.frequency), say.point_noun(indicator)
    match found.evidence:
        case Evidence.SEASON:
            return f"No unusual change: {as_every_year(found, indicator)}."
        case Evidence.LEVEL:
            return _level(found, since, indicator)
        case Evidence.DRIFT:
            return _drift(found, since, indicator)
        case Evidence.EXPECTED:
            return _events(found, since, indicator)
        case Evidence.SMALL_CHANGE:
            return _small(found, since)
        case Evidence.OUT_OF_SEASON:
            return _out_of_season(found, since)
        case Evidence.OWN_PAST:
            return _own_past(found, noun)


def as_every_year(found: Accumulated, indicator: Indicator) -> str:
    """Say `as low as in the same months of earlier years, by a yearly pattern`."""
    height = "high" if found.direction > 0 else "low"
    return f"as {height} as in the same {say.point_noun(indicator)}s of earlier years, by a yearly pattern"


def _events(found: Accumulated, since: str, indicator: Indicator) -> str:
    more = "More" if found.direction > 0 else "Fewer"
    seen, expected = say.count(found.after), say.number(found.before)
    return (
        f"{more} {indicator.events} than expected have built up since {since}: {seen} observed, {expected} "
        "expected."
    )


def _out_of_season(found: Accumulated, since: str) -> str:
    more = "More" if found.direction > 0 else "Fewer"
    seen, expected = say.count(found.after), say.number(found.before)
    return (
        f"{more} than the same season of earlier years leads to expect{_worth(found)}: {seen} in {since}, "
        f"about {expected} expected."
    )


def _own_past(found: Accumulated, noun: str) -> str:
    way = "higher" if found.direction > 0 else "lower"
    return (
        f"The last {say.plural(found.points, noun)} together lie {way} than those before{_worth(found)}: the "
        f"chance of that is below 1 in {1 / EVIDENT:,.0f}."
    )


def _small(found: Accumulated, since: str) -> str:
    way, side = ("rise", "above") if found.direction > 0 else ("fall", "below")
    return (
        f"A small lasting {way}{_worth(found)} has built up: the smoothed level has been {side} the centre "
        f"line since {since}, and is beyond its limit."
    )


def _level(found: Accumulated, since: str, indicator: Indicator) -> str:
    way = "risen" if found.direction > 0 else "fallen"
    before, after = say.value(found.before, indicator), say.value_with_unit(found.after, indicator)
    return f"The level seems to have {way} in {since}{_worth(found)}: from around {before} to around {after}."


def _drift(found: Accumulated, since: str, indicator: Indicator) -> str:
    way = "Higher" if found.direction > 0 else "Lower"
    before, after = say.value(found.before, indicator), say.value_with_unit(found.after, indicator)
    return f"{way} than at its beginning in {since}{_worth(found)}: from around {before} to around {after}."


def _worth(found: Accumulated) -> str:
    worth = {Variation.CONCERN: ", for the worse", Variation.IMPROVEMENT: ", for the better"}
    return worth.get(found.variation, "")
