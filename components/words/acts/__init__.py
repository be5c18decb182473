"""Texts of what people do about signals."""
