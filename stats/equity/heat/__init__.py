"""Measures of inequality of WHO's Health Equity Assessment Toolkit (HEAT)."""
