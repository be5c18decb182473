"""Gaps and inequality between groups."""
