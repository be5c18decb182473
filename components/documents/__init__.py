"""Documents made of one frozen value: every number, word and chart of them stands in it."""
