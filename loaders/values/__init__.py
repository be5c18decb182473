"""Text to numbers, units and qualifiers. What cannot be understood is reported, never guessed."""
