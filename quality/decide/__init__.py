"""A person's decision about a chart: checked, recorded, judged."""
