"""Plan, load, record; dry run, undo, verify."""
