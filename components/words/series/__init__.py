"""Texts of what a chart shows beside its newest point: what is so, and how far it can be trusted."""
