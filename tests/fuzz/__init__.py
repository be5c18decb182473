"""Mutated files against the real loader.

    python -m tests.fuzz 20000 [--seed 7]

corpus.py   a small good file of every kind, and the catalogue that describes them
mutate.py   what happens to files on their way: cut off, re-saved, edited, garbled
trial.py    one mutated file loaded into a real database, and what must hold whatever it was
"""
