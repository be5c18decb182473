"""Parents' sums, pairs from two sources, population denominators."""
