"""Parts of an equity page that are worked out only where they are asked for."""
