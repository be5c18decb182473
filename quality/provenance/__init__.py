"""Where numbers come from: loads, lateness, completeness, notes."""
