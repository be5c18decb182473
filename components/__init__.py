"""Draw: values in, Dash trees, plain-dict Plotly figures or SVG out. No session, no query, no judgement.

    theme         colours as tokens (LIGHT, WALL), `css_class(variation)` → `is-concern` …
    format        numbers, n/d, periods and dates as people say them: say.value, say.counted, say.day …
    wording       the one sentence per chart; labels of variation, assurance, rule, target
    address       every link: address.indicator(code, service, group) …; `one(value, name)` reads a query part
    shell         view(…) round a page, page_head, section, link, service_crumbs
    notices       empty, error, stale, suppressed, comes_later; @explained for `layout` functions
    icons         variation_icon, assurance_icon: our SVG drawings, each beside its word
    svg           element, document, image: SVG as text; `svg_chart` draws series with it
    svg_chart     sparkline(status, frequency, CELL | TILE), chart(from_result(result), CARD | MULTIPLE)
    shapes        Mark: what a point is, its colour and its shape
    scale         one vertical scale for every drawing of a series
    control_chart the large chart as a Plotly figure; `graph.graph` is the only way to put a figure on a page
    data_table    the numbers behind a chart, for reading and for screen readers

A page module looks like this; navigation, service chooser, footer and 404 follow by themselves:

    dash.register_page(
        __name__, path_template="/board", title="Board · Brightspot", order=2,
        nav="Board", address=lambda service: address.board(service or ""),
    )

    @notices.explained
    def layout(service=None, **query):
        here = deployment.current()
        with here.session() as session:
            around = surroundings.read(session, here, address.one(service, "service"))
            …
        return shell.view(shell.page_head("Board"), …, around=around, module=__name__)

`exists=function(**path variables) -> bool` in `register_page` gives unknown things a true 404.
Stylesheets are in assets/, numbered in the order they load; each starts with a list of its classes.
"""
