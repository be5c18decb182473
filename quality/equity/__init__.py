"""Groups compared."""
