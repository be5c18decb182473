"""What must hold between the entries of a catalogue."""
