"""Storing what a load brings."""
