"""A folder that loads what is put into it."""
