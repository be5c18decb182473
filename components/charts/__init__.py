"""Charts, icons, marks and the table of a chart's data."""
