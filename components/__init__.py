"""Draw: values in; HTML, plain-dict Plotly figures or files out. No session, no query, no judgement.

    words/     every sentence that a reader sees, as templates and functions: say.value, say.day …
    theme      colours as tokens (LIGHT), `css_class(variation)` → `is-concern` …
    address    every link: address.indicator(code, service, group) …; `one(value, name)` reads a query part
    charts/    the large chart, the small ones (svg_chart), their marks, icons and table
    page/      the document, the shell round every page (shell.html) and its blocks (blocks.html)
    templates  the one way from values to HTML: Jinja2, templates beside the modules of their room
    views      a whole view, and `@explained` for `layout` functions

A page module looks like this; navigation, service chooser, footer, title and status follow by themselves:

    dash.register_page(
        __name__, path_template="/board", order=2,
        nav="Board", address=lambda service: address.board(service or ""),
    )

    @explained
    def layout(service=None, **query):
        here = deployment.current()
        with here.session() as session:
            around = page_context(session, here, address.one(service, "service"))
            …
        return view("board/page.html", around=around, module=__name__, board=of)

Stylesheets are in assets/, numbered in the order they load; each starts with a list of its classes.
"""
