"""Texts of the yearly round, and of last year's plan beside this year's."""

from __future__ import annotations

from components.words import say
from quality.acts.ledger import LoggedAct
from quality.planning.yearly_round import ServiceRound, ToDo, YearlyRound

TITLE = "Yearly round {year}"
LEDE = (
    "Once a year each service reviews its measures, its targets and trajectories, and its plan. Somebody "
    "above "
    "signs it off."
)
SERVICES, TABLE = "Services", "The round by service"
PLAN, AGREED, MEASURES, AIMS = "Plan", "Agreed", "Measures reviewed", "Targets and trajectories reviewed"
SIGNED, STILL, NO_PLAN, NOT_YET = "Signed off", "Still to do", "No plan", "Not yet"
NOTHING = "Nothing: it is done"
RETIRE, RETIRE_NOTE = "Measures that are to retire", "Somebody else than the reviewer decides."
WRITE = "Write a plan"
BESIDE = "Last year's plan beside this year's"
QUESTION, OBJECTIVES, NOT_SAID = "Question", "Objectives", "Not said"
TO_DO = {
    ToDo.PLAN: "write the plan",
    ToDo.AGREE: "have it agreed",
    ToDo.MEASURES: "review each measure",
    ToDo.AIMS: "review targets and trajectories",
    ToDo.RETIRE: "decide on measures that are to retire",
    ToDo.SIGN_OFF: "sign off the review",
}


def title(found: YearlyRound) -> str:
    return TITLE.format(year=found.year)


def summary(found: YearlyRound) -> str:
    """Count the services that have a plan, that is agreed, and whose review is signed off."""
    if not found.services:
        return "No service here has measures with data, or a plan."
    plans = sum(one.plan is not None for one in found.services)
    agreed = sum(one.agreed is not None for one in found.services)
    signed = sum(one.signed_off is not None for one in found.services)
    left = len(found.services) - found.done
    return (
        f"Of {say.plural(len(found.services), 'service')} with measures or a plan, {_have(plans)} a plan for "
        f"{found.year}, {agreed or 'none'} had it agreed, {_have(signed)} the review signed off. "
        f"{say.capital(_have(left))} something left to do."
    )


def _have(amount: int) -> str:
    """Write `1 has`, `2 have`, `none has`."""
    return f"{amount:,} {'has' if amount == 1 else 'have'}" if amount else "none has"


def of(done: int, whole: int) -> str:
    return f"{done:,} of {whole:,}"


def by(act: LoggedAct | None) -> str:
    """Say who did it, and when."""
    return f"{act.actor}, {say.day(act.at.date())}" if act else NOT_YET


def still(one: ServiceRound) -> str:
    """Name what is not done."""
    return say.capital(say.listed([TO_DO[todo] for todo in one.to_do])) if one.to_do else NOTHING
