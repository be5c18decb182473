"""The origin of numbers: loads, lateness, completeness, notes."""
