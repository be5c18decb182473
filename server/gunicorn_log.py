"""gunicorn's log of requests without their queries, which may hold the token of a link that works once, a
name that somebody looks for, a group of people. What has to be known of these stands in the audit."""

from __future__ import annotations

from typing import Any

from gunicorn import glogging


class Logger(glogging.Logger):
    """Logs as gunicorn does, and less of an address."""

    def atoms(self, resp: Any, req: Any, environ: dict[str, Any], request_time: Any) -> dict[str, Any]:
        """Return the parts that a line may have."""
        known = {
            name: environ[name].partition("?")[0] for name in ("RAW_URI", "HTTP_REFERER") if name in environ
        }
        found: dict[str, Any] = super().atoms(resp, req, {**environ, **known}, request_time)
        return found
