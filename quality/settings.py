"""What a deployment sets from outside: environment variables that start with BRIGHTSPOT_, or `.env`."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from quality.errors import SettingsError

ROOT = Path(__file__).resolve().parent.parent


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
    secret_key: str = Field("", description="Signs what the browser keeps. The same in every worker.")
    log_level: str = Field("INFO", description="DEBUG, INFO, WARNING or ERROR.")


def read_settings() -> Settings:
    """Settings from the environment; every one that makes no sense is named at once."""
    try:
        return Settings()
    except ValidationError as error:
        lines = [
            f"BRIGHTSPOT_{'_'.join(map(str, e['loc'])).upper()}: {e['msg']} (found {e['input']!r})"
            for e in error.errors()
        ]
        raise SettingsError("Settings that make no sense:\n  " + "\n  ".join(lines)) from None
