"""Explanations of numbers: in words, as a formula, with what was put in, and who describes the method."""
