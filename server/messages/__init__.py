"""Sending what is in the queue of messages."""
