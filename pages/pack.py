"""/packs/<number>: a pack as it was frozen, who signed it, what was revised since, and its files.

`?other=36` compares it with another pack of the service instead.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import dash
from flask import Response, g

from components import address
from components.documents import picture
from components.documents.files import FILES, Make, endings
from components.documents.written import WRITING
from components.exports.response import file_response, no_file
from components.page.html import Html
from components.views import explained, view
from components.words import packs as words
from errors import NotFoundError
from quality.deployment import current
from quality.packs.compose import compose
from quality.packs.differences import differences
from quality.packs.frozen import NO_PACK, FrozenPack, find_pack, packs_of
from quality.page_context import page_context
from quality.people.person import may
from quality.people.roles import What

dash.register_page(__name__, path_template="/packs/<number>")


@explained
def layout(number: Any = None, other: Any = None, **_query: Any) -> Html:
    here, beside = current(), address.one(other, "other")
    with here.session() as session:
        found = find_pack(session, here.catalogue, address.number(address.one(number, "number")))
        around = page_context(session, here, found.service)
        assert around.service is not None
        # Where everybody reads, nothing is looked back at.
        others = (
            [] if here.catalogue.disclosure.is_public else packs_of(session, here.catalogue, found.service)
        )
        packs = {one.number: one for one in others if one.number != found.number and _is_like(one, found)}
        compared = packs.get(address.number(beside) or 0)
        if beside and compared is None:
            raise NotFoundError(NO_PACK.format(number=beside))
        if compared is not None:
            compared = find_pack(session, here.catalogue, compared.number)
            was, now = (one.pack for one in sorted((found, compared), key=lambda one: one.number))
            changed = differences(was, now)
        elif found.edition or found.document:
            # What stands now is another edition, or would be looked back at; a document is of its own time.
            changed = None
        else:
            told = {"service": found.service, "today": here.today}
            changed = differences(found.pack, compose(session, here.catalogue, WRITING, **told))
    is_theirs = found.retracted is None and may(g.person, What.GOVERN, found.service, around.tree)
    return view(
        "packs/page.html",
        around=around,
        module="pages.packs",
        frozen=found,
        pack=found.pack,
        endings=endings(found),
        changed=changed,
        compared=compared,
        packs=packs,
        may_govern=is_theirs,
        has_signed=any(act.by == g.person.id for act in found.signed),
        csrf=g.viewer.csrf,
        picture=picture,
        crumbs=[
            *((step.name, address.packs(step.code)) for step in around.tree.path(found.service)),
        ],
    )


def _is_like(one: FrozenPack, other: FrozenPack) -> bool:
    """Tell if two packs can stand beside each other: of one edition, and both of numbers."""
    return one.edition == other.edition and not one.document and not other.document


def _file(make: Make, ending: str, kind: str) -> Callable[..., Response]:
    """Return the function that answers with one kind of file of a pack."""

    def answer(number: str) -> Response:
        here = current()
        with here.session() as session:
            found = find_pack(session, here.catalogue, address.number(number))
        if ending not in endings(found):
            return no_file(words.NO_SLIDES)
        name = address.file_name(f"{found.document or 'pack'}-{found.number}", found.service)
        mark = words.watermark(found).lower()
        return file_response(make(found), f"{name}{mark and f'-{mark}'}.{ending}", kind)

    answer.__module__ = __name__
    return answer


for ending, (make, kind) in FILES.items():
    dash.get_app().server.add_url_rule(
        f"/packs/<number>.{ending}", f"pack_{ending}", _file(make, ending, kind)
    )
