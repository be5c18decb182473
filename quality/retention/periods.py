"""The time for which each kind of record is kept: in full calendar years after the one in which it was made.

Acts: `quality.acts.kinds`. The others stand here. A board may keep all of it longer, never shorter: what its
own rules ask for is said when the removal is asked for.
"""

from __future__ import annotations

from datetime import date

from quality.acts.kinds import KINDS
from quality.acts.ledger import LoggedAct

AUDIT, LEAVERS, REFUSED, VISITS = 2, 2, 1, 1
"""Years: of the audit; of accounts of those who left; of the cells that a loader refused, which may hold what
should never have been in a file; of the newest visit of somebody who came no more."""


def is_over(act: LoggedAct, today: date, at_least: int = 0) -> bool:
    """Tell if an act was kept for as long as its kind is kept."""
    return act.at.year + max(KINDS[act.kind].years, at_least) < today.year


def first_kept(years: int, today: date, at_least: int = 0) -> date:
    """Return the day from which on records of another kind stay."""
    return date(today.year - max(years, at_least), 1, 1)
