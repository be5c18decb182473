"""The equity pages."""
