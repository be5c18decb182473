"""The HTML document that Dash fills: language, theme colour, fonts early, and a quiet shape of the page while
the first answer is on its way (`._dash-loading` in 3-shell.css), never a spinner on an empty page."""

INDEX = """<!DOCTYPE html>
<html lang="en-GB">
  <head>
    {%metas%}
    <title>{%title%}</title>
    <meta name="description" content="Quality of care: what changed, is it chance, what is being done.">
    <meta name="color-scheme" content="light dark">
    <link rel="preload" href="/assets/fonts/atkinson-next.woff2" as="font" type="font/woff2" crossorigin>
    {%favicon%}
    {%css%}
  </head>
  <body>
    {%app_entry%}
    <noscript>Brightspot needs JavaScript to draw its pages.</noscript>
    <div>{%config%}{%scripts%}{%renderer%}</div>
  </body>
</html>"""
