"""Numerator and denominator of each indicator: checks, warnings, conflicts."""
