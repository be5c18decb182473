"""Texts of what a change is made of."""
