"""Meetings: their days, their agenda made from the record, what came of them, and how well a forum works."""
