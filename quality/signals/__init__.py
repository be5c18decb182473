"""From observations to stored status and signals."""
