"""The yield of signals, and how long people waited for an answer."""
