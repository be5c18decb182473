"""The front page of the organisation: what matters first, and the way in for everybody without a deep link.

A large organisation is shown one level at a time (`?within=`), with a search (`?find=`)."""

from __future__ import annotations

from typing import Any

import dash

from components import address
from components.page.html import Html
from components.services.listing import MOST, Listing
from components.views import explained, last_visit, view
from quality.deployment import current
from quality.first_signals import first_signals
from quality.page_context import check_address, page_context
from quality.service_overview import signal_counts
from quality.since_visit import news

dash.register_page(__name__, path="/", order=0)


@explained
def layout(within: Any = None, find: Any = None, **_query: Any) -> Html:
    part, wanted = address.one(within, "within"), address.one(find, "find")
    here = current()
    with here.session() as session:
        check_address(session, service=part)
        around = page_context(session, here)
        standings = signal_counts(session, here.catalogue, here.today)
        first = first_signals(session, here.catalogue, here.today)
        found = news(session, here.catalogue, *last_visit(), today=here.today)
    own = here.catalogue.organisation.root
    listing = Listing(around.tree, standings, around.today, part, wanted, own)
    return view(
        "services/page.html",
        around=around,
        module=__name__,
        listing=listing,
        news=found,
        first=first,
        catalogue=here.catalogue,
        most=MOST,
    )
