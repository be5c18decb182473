"""From a file on disk to a table of text: what the file really is, and where its rows and columns stand."""
