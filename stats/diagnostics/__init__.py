"""A series' own evidence about its chart: type, seasons, level changes."""
