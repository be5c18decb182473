"""What every page has: shell, document, notices."""
