"""What a series says of its own chart: type, seasons, level changes."""
