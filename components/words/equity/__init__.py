"""Texts of the equity pages."""
