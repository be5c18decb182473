"""The common ground of chart types: phases, segments, moving ranges, natural bounds."""
