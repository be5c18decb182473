"""Settings of a deployment, from outside: environment variables that start with BRIGHTSPOT_, or `.env`."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from errors import SettingsError

ROOT = Path(__file__).resolve().parent


class Settings(BaseSettings):
    """Every setting, its default and its meaning (docs/how-to/settings.md lists them)."""

    model_config = SettingsConfigDict(env_prefix="BRIGHTSPOT_", env_file=".env", extra="ignore", frozen=True)

    database: str = Field(
        f"sqlite:///{ROOT / 'var' / 'brightspot.db'}",
        description="SQLAlchemy URL of the database. SQLite by default; PostgreSQL for teams.",
    )
    catalogue: Path = Field(
        ROOT / "indicators.yaml", description="The catalogue: a YAML file or a folder of them."
    )
    data: Path = Field(ROOT / "var" / "demo", description="The folder that sources' file names start from.")
    host: str = Field("127.0.0.1", description="Address to serve on when started with `make run`.")
    port: int = Field(8050, ge=1, le=65535, description="Port to serve on when started with `make run`.")
    today: date | None = Field(
        None, description="Pretend it is this day (YYYY-MM-DD). The demo pretends to be on its own last day."
    )

    @property
    def is_local(self) -> bool:
        """Tell if it is served to nobody but whoever sits at this machine."""
        return self.host in {"127.0.0.1", "localhost", "::1"}

    @field_validator("database")
    @classmethod
    def _is_a_database_url(cls, url: str) -> str:
        try:
            make_url(url).get_dialect()
        except (ArgumentError, NoSuchModuleError):
            # The URL itself is not repeated: it may hold a password.
            raise ValueError(
                "expected a database URL such as sqlite:///var/brightspot.db or "
                "postgresql+psycopg://user:password@host/name"
            ) from None
        return url

    log_level: str = Field("INFO", description="DEBUG, INFO, WARNING or ERROR.")


def read_settings() -> Settings:
    """Read the settings from the environment; every one that makes no sense is named at once."""
    try:
        return Settings()
    except ValidationError as error:
        lines = [_line(problem["loc"], problem["msg"], problem["input"]) for problem in error.errors()]
        raise SettingsError("Settings that make no sense:\n  " + "\n  ".join(lines)) from None


SECRET = {"database"}
"""Settings whose value is never repeated: it may hold a password."""


def _line(loc: tuple[int | str, ...], message: str, found: object) -> str:
    name = "_".join(map(str, loc))
    shown = "" if name in SECRET else f" (found {found!r})"
    return f"BRIGHTSPOT_{name.upper()}: {message.removeprefix('Value error, ')}{shown}"
