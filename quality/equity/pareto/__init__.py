"""Pareto charts of groups: which few make most of what is counted."""
