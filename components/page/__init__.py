"""The common parts of every page: shell, document, notices."""
