"""What the web server does for every request: start, security, page cache."""
