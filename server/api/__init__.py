"""Addresses for machines. Each answers with what the same function of `quality` tells a page."""
