"""Feasible ranges of hidden numbers for a reader who keeps everything, and what is hidden to widen them."""
