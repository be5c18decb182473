"""Registers: one list, one form and one page of a record for every kind."""
