"""The web server's part in every request: start, security, page cache."""
