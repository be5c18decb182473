"""Services to choose from."""
