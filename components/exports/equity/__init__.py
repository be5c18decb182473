"""Files of the equity pages: the same numbers, through the same gate."""
