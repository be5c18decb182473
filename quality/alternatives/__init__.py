"""Other charts, limits and rule sets for one series."""
