"""Words that are withheld until somebody approves them: only those who may decide about them read them.

They are taken out of the acts before anything is folded, so no list, page, file or search can hold them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy.orm import Session

from catalogue.models import Catalogue
from quality.acts.ledger import LoggedAct
from quality.reference.ids import read_all_ids, read_ids
from quality.registers.routes import approval


def may_read_withheld(session: Session, catalogue: Catalogue, service: str) -> bool:
    """Tell if a session may read what is withheld in a service: for somebody who decides about it."""
    governs = read_ids(session).scope.governs
    if governs is None:
        return True
    tree = read_all_ids(session).services
    if not governs or service not in tree:
        return False
    kinds = [kind for kind in catalogue.record_kinds.values() if kind.withheld]
    places = {approval(kind, tree, service).at.code for kind in kinds}
    return all(any(step.code in governs for step in tree.path(code)) for code in places)


def without_withheld(acts: Iterable[LoggedAct], catalogue: Catalogue) -> list[LoggedAct]:
    """Return acts without the answers that are withheld. Where everybody reads, comments are no list: each is
    one person, so none of such a kind is left."""
    if catalogue.disclosure.is_public:
        withheld = {name for name, kind in catalogue.record_kinds.items() if kind.withheld}
        acts = (act for act in acts if act.kind.partition(".")[0] not in withheld)
    return without_answers(acts, catalogue)


def without_answers(acts: Iterable[LoggedAct], catalogue: Catalogue) -> list[LoggedAct]:
    """Return all acts, and of each the answers that are not withheld."""
    withheld = {name: kind.withheld for name, kind in catalogue.record_kinds.items() if kind.withheld}
    found = []
    for act in acts:
        kind, _, step = act.kind.partition(".")
        names = withheld.get(kind, {}).get(step)
        if names:
            said = {name: answer for name, answer in act.content["said"].items() if name not in names}
            act = replace(act, content={**act.content, "said": said})
        found.append(act)
    return found
