"""Choose a service: the way in for everybody who has no deep link yet."""

import dash

from components import format as say
from components import notices, service_list, shell
from quality import deployment, overview, surroundings

dash.register_page(__name__, path="/", title="Brightspot", order=0)


@notices.explained
def layout(**_query):
    with deployment.current().session() as session:
        around = surroundings.read(session, deployment.current())
        standings = overview.overview(session)
    if not around.tree.by_code:
        return shell.view(shell.page_head("Nothing loaded yet"), notices.nothing_loaded(), around=around)
    measured = [s for s in standings.values() if s.measures]
    concerns = sum(s.concerns for s in measured)
    improvements = sum(s.improvements for s in measured)
    return shell.view(
        shell.page_head(
            "Choose a service",
            facts=[
                around.organisation,
                say.plural(len(around.tree.by_code), "service"),
                f"{say.plural(concerns, 'concern')} and {say.plural(improvements, 'improvement')} now",
                f"data to {say.day(around.data_to)}",
            ],
        ),
        service_list.search(),
        service_list.service_list(around.tree, standings, around.today),
        around=around,
        module=__name__,
    )
