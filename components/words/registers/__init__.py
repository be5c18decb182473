"""Texts of the registers of improvement, assurance, planning and actions."""
