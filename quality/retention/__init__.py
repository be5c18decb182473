"""The time for which records are kept, and their removal.

stories    acts that belong together: they are removed together, or stay
periods    the time for which each kind of record is kept
purge      the removal itself, and the act that says so
"""
