"""The life of a signal and of what follows from it: a fold over acts, and the only way to add one."""
