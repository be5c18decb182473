"""Gaps and inequality between groups, and units against their average.

Two groups      score_intervals (Miettinen & Nurminen, rates), inequality (rates' differences, the unknown)
Many groups     association (any difference, a trend), group_tests (signals of a page; evidence), gap_chart
Gradients       inequality (slope and relative index), slope_transformed (of logarithms and logits), gradient
WHO's HEAT      heat: two_groups, spread, concentration; `measure` is what they return
Standardised    standardise (direct, indirect, the European population), alike, quantile_groups
Small numbers   shrinkage, detectable (the smallest gap that would be found)
Units           funnel (exact limits), overdispersion (that allow for more than chance), funnel_chart (both)
Over time       decomposition (what a change of a whole is made of)
"""
