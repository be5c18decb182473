"""Any address that no page answers. The status code is a true 404 (`server.security.status`)."""

import dash

from components.views import explained
from components.words import page
from errors import NotFoundError

dash.register_page(__name__)


@explained
def layout(**_query):
    raise NotFoundError(page.NO_SUCH_PAGE)
