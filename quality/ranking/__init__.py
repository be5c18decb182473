"""One order of what matters first, for huddle, board, list of signals and home; and the funnel of numbers.

reasons   what places a signal, and its place
own_past  a signal that this evidence alone raises
wall      evidence of every series of the organisation, from the past of each
"""
