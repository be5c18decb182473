"""Settings of a deployment, from outside: environment variables that start with BRIGHTSPOT_, or `.env`."""

from __future__ import annotations

import json
import re
from datetime import date
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
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

    address: str = Field(
        "",
        description="The address that people open (https://quality.example.org), if a proxy stands in front.",
    )
    oidc_issuer: str = Field("", description="OpenID Connect: address of the provider people sign in with.")
    oidc_client: str = Field("", description="OpenID Connect: the name Brightspot has at the provider.")
    oidc_secret: SecretStr = Field(SecretStr(""), description="OpenID Connect: the secret that goes with it.")
    oidc_scope: str = Field("openid profile email", description="OpenID Connect: what is asked for.")
    oidc_groups: str = Field("groups", description="OpenID Connect: the claim with somebody's groups.")
    user_header: str = Field(
        "", description="Header in which a proxy says who has signed in, such as X-Forwarded-User."
    )
    groups_header: str = Field(
        "X-Forwarded-Groups", description="Header in which it says their groups, between commas."
    )
    proxies: str = Field(
        "", description="Addresses of the proxies whose headers count, between commas: 10.0.0.5, 10.1.0.0/16."
    )

    mail_host: str = Field("", description="Server that mail is sent through. Without it none is sent.")
    mail_port: int = Field(587, ge=1, le=65535, description="Its port: 587 as a rule, 465 for tls.")
    mail_security: Literal["starttls", "tls", "none"] = Field(
        "starttls", description="starttls, tls from the first byte, or none."
    )
    mail_user: str = Field("", description="Name to sign in with at the mail server, if it asks for one.")
    mail_password: SecretStr = Field(SecretStr(""), description="The password that goes with it.")
    mail_from: str = Field("", description="The address that mail comes from.")
    webhooks: SecretStr = Field(
        SecretStr(""),
        description="Addresses of Teams and Slack channels by the names that the catalogue uses: "
        '`{"ward_4": "https://…"}`.',
    )
    webhooks_on_this_machine: bool = Field(
        False, description="Allow webhooks at http://127.0.0.1 and http://localhost, to try them out."
    )

    @field_validator("mail_from")
    @classmethod
    def _is_a_mail_address(cls, text: str) -> str:
        if text and not re.fullmatch(r"[^\s@<>(),;:\"\\]+@[A-Za-z0-9.-]+", text):
            raise ValueError("expected an address such as brightspot@example.org")
        return text

    @field_validator("webhooks")
    @classmethod
    def _are_named_addresses(cls, text: SecretStr) -> SecretStr:
        _addresses(text)
        return text

    @field_validator("proxies")
    @classmethod
    def _are_networks(cls, text: str) -> str:
        for part in _parts(text):
            try:
                ip_network(part)
            except ValueError:
                raise ValueError(
                    f"expected network addresses such as 10.0.0.5 or 10.1.0.0/16, not {part!r}"
                ) from None
        return text

    @model_validator(mode="after")
    def _say_enough(self) -> Self:
        if self.user_header and not self.proxies:
            raise ValueError(
                "BRIGHTSPOT_USER_HEADER needs BRIGHTSPOT_PROXIES: from others the header could say anything"
            )
        if self.oidc_issuer and not self.oidc_client:
            raise ValueError("BRIGHTSPOT_OIDC_ISSUER needs BRIGHTSPOT_OIDC_CLIENT")
        if self.mail_host and not self.mail_from:
            raise ValueError("BRIGHTSPOT_MAIL_HOST needs BRIGHTSPOT_MAIL_FROM: mail comes from somewhere")
        for name, address in _addresses(self.webhooks).items():
            if not _is_https(address) and not (self.webhooks_on_this_machine and _is_here(address)):
                raise ValueError(f"BRIGHTSPOT_WEBHOOKS: the address of {name!r} has to begin with https://")
        return self

    @property
    def webhook_addresses(self) -> dict[str, str]:
        """Return the address of each webhook by its name. They are secrets: who has one may write there."""
        return _addresses(self.webhooks)

    @property
    def trusted(self) -> tuple[IPv4Network | IPv6Network, ...]:
        """Return the networks of the proxies whose headers count."""
        return tuple(map(ip_network, _parts(self.proxies)))

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

    metrics_token: SecretStr = Field(
        SecretStr(""), description="Token that asks for /metrics. Without it nobody gets them."
    )
    log_level: str = Field("INFO", description="DEBUG, INFO, WARNING or ERROR.")


def _addresses(text: SecretStr) -> dict[str, str]:
    if not text.get_secret_value():
        return {}
    # The text itself is not repeated: whoever has an address may write there.
    wrong = ValueError('expected names with addresses, such as {"ward_4": "https://…"}')
    try:
        found = json.loads(text.get_secret_value())
    except ValueError:
        raise wrong from None
    if not isinstance(found, dict) or not all(isinstance(address, str) for address in found.values()):
        raise wrong
    return found


def _is_https(address: str) -> bool:
    return (
        address.isascii() and address.isprintable() and bool(re.match(r"https://[^\s/@]+(/\S*)?$", address))
    )


def _is_here(address: str) -> bool:
    return bool(re.match(r"http://(127\.0\.0\.1|localhost)(:\d+)?(/\S*)?$", address))


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def read_settings() -> Settings:
    """Read the settings from the environment; every one that makes no sense is named at once."""
    try:
        return Settings()
    except ValidationError as error:
        lines = [_line(problem["loc"], problem["msg"], problem["input"]) for problem in error.errors()]
        raise SettingsError("Settings that make no sense:\n  " + "\n  ".join(lines)) from None


SECRET = {"database", "oidc_secret", "mail_password", "webhooks"}
"""Settings whose value is never repeated: it may hold a password."""


def _line(loc: tuple[int | str, ...], message: str, found: object) -> str:
    if not loc:  # about several; `found` would be all of them
        return message.removeprefix("Value error, ")
    name = "_".join(map(str, loc))
    shown = "" if name in SECRET else f" (found {found!r})"
    return f"BRIGHTSPOT_{name.upper()}: {message.removeprefix('Value error, ')}{shown}"
