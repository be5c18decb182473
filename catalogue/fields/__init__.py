"""Define the kinds of values that several entries of a catalogue share."""
