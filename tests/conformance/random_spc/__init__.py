"""Random cases of every chart and option, answered by the packages themselves; see README.md."""
