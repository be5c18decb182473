"""What integration tests share: an empty database of each kind."""

from tests.loading import engine, postgres_server, sqlite_engine

__all__ = ["engine", "postgres_server", "sqlite_engine"]
