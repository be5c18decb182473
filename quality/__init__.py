"""The subject, in ward words: indicators, signals, equity, disclosure, huddle, board.

A function here touches the database if and only if `session` is its first argument.
"""
