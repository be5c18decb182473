"""Check what must hold between the entries of a catalogue."""
