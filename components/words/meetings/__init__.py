"""Texts of meetings, and of the yearly review of a forum."""
