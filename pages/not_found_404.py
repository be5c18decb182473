"""Any address that no page answers. The status code is a true 404 (web.is_known)."""

import dash

from components.page import notices
from errors import NotFoundError

dash.register_page(__name__, title="Not found · Brightspot")


def layout(**_query):
    return notices.mistake(NotFoundError("No page of Brightspot has this address. It may be misspelt."))
