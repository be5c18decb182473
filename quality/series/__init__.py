"""Observations as a matrix."""
