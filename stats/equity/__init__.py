"""Gaps and inequality between groups, and units against their average.

Two groups      score_intervals (Miettinen & Nurminen, rates), inequality (rates' differences, the unknown)
Many groups     association (any difference, a trend), group_tests (equity signals of a page), gap_chart
Gradients       inequality (slope and relative index), slope_transformed (of logarithms and logits)
WHO's HEAT      simple_measures, spread_measures, concentration; `measure` is what they return
Standardised    standardise (direct, indirect, the European population), quantile_groups
Small numbers   shrinkage, detectable (the smallest gap that would be found)
Units           funnel (exact limits), overdispersion (limits that allow for more than chance)
Over time       decomposition (what a change of a whole is made of)
"""
