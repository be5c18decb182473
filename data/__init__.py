"""The database: what is stored, and how to ask for it. Storage without judgement."""
