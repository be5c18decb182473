"""From text to numbers, days, services and groups. What cannot be understood is reported, never guessed."""
