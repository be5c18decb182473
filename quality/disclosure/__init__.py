"""The one gate for numbers about groups of people."""
