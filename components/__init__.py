"""Draw: values in, Dash trees, plain-dict Plotly figures or SVG out. No session, no query, no judgement.

    words/   every sentence that a reader sees, as templates and functions: say.value, say.day …
    theme    colours as tokens (LIGHT, WALL), `css_class(variation)` → `is-concern` …
    address  every link: address.indicator(code, service, group) …; `one(value, name)` reads a query part
    page/    shell.view(…) round a page, section, link, fill; notices, and @explained for `layout` functions
    charts/  the large chart, the small ones (svg_chart), their marks, icons and table

A page module looks like this; navigation, service chooser, footer and 404 follow by themselves:

    dash.register_page(
        __name__, path_template="/board", order=2,
        nav="Board", address=lambda service: address.board(service or ""),
    )

    @notices.explained
    def layout(service=None, **query):
        here = deployment.current()
        with here.session() as session:
            around = page_context(session, here, address.one(service, "service"))
            …
        return shell.view(shell.page_head("Board"), …, around=around, module=__name__)

`check=function(**query)` in `register_page` raises what a wrong address should answer: 404 or 400.
Stylesheets are in assets/, numbered in the order they load; each starts with a list of its classes.
"""
