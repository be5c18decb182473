"""Text to periods: the ways in which health services write days, weeks, months, quarters and years."""
