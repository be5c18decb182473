"""Simulations of chances, not of speed: each writes or prints the numbers that `stats/` and docs/ name."""
