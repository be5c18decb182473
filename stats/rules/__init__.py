"""Rules that find special cause."""
