"""The board: every measure of a service by where it stands, and the services inside it."""
