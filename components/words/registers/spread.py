"""Texts about spreading what worked."""

TITLE = "Services that could take it up"
NOTE = "The same measure shows a concern there now."
