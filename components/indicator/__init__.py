"""The indicator's page."""
