"""Ids, the service tree, and the cache by version."""
