"""People: who somebody is, which roles they have, where these hold, and what they may do there."""
