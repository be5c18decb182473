"""/metrics: the state of the deployment in OpenMetrics, for Prometheus and whatever reads the same.
/readyz: whether this server can answer; /healthz, Dash's own, only says that it runs.

All of it comes from the database, so every worker tells the same.
"""

from __future__ import annotations

import hmac
import logging
from collections.abc import Iterable
from datetime import datetime

from flask import Flask, Response, request
from prometheus_client.core import GaugeMetricFamily, StateSetMetricFamily
from prometheus_client.metrics_core import CounterMetricFamily, InfoMetricFamily, Metric
from prometheus_client.openmetrics.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import CollectorRegistry
from sqlalchemy.exc import SQLAlchemyError

from components.words import metrics as words
from data.database import newest_version, version
from errors import ForbiddenError, NotFoundError
from quality.deployment import Deployment
from quality.provenance.lateness import FeedState
from quality.provenance.operations import Operations, read_operations
from quality.signals.refresh import is_up_to_date
from server.sign_in.access import NOTHING, needs

log = logging.getLogger(__name__)


def add_metrics(server: Flask, deployment: Deployment) -> None:
    """Add both addresses."""

    @server.get("/metrics")
    @needs(NOTHING, by_machine=True)
    def metrics() -> Response:
        _check_token(deployment)
        with deployment.session() as session:
            state = read_operations(session, deployment.catalogue, deployment.now)
            is_judged = is_up_to_date(session, deployment.catalogue)
        registry = CollectorRegistry()
        registry.register(_Told(state, is_judged, deployment))
        return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)

    @server.get("/readyz")
    @needs(NOTHING, by_machine=True)
    def ready() -> tuple[dict[str, str], int]:
        why = _why_not_ready(deployment)
        return ({"status": why}, 503) if why else ({"status": words.READY}, 200)


def _check_token(deployment: Deployment) -> None:
    """NotFoundError: no token is set, so nobody may ask. ForbiddenError: another one came."""
    token = deployment.settings.metrics_token.get_secret_value()
    if not token:
        raise NotFoundError(words.OFF)
    kind, _, given = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer" or not hmac.compare_digest(given.strip().encode(), token.encode()):
        raise ForbiddenError(words.NO_TOKEN)


def _why_not_ready(deployment: Deployment) -> str:
    """Return the first thing that keeps the server from answering; nothing where it can. What the database
    said goes to the log alone: it may name the machine it stands on."""
    try:
        with deployment.engine.connect() as connection:
            if version(connection) != newest_version():
                return words.OTHER_TABLES
        with deployment.session() as session:
            return "" if is_up_to_date(session, deployment.catalogue) else words.NOT_JUDGED
    except SQLAlchemyError as error:
        log.warning("not ready: %s", type(error).__name__)
        return words.NO_DATABASE


class _Told:
    """The answer to a scrape, made when it is asked for."""

    def __init__(self, state: Operations, is_judged: bool, deployment: Deployment) -> None:
        self.state, self.is_judged, self.deployment = state, is_judged, deployment

    def collect(self) -> Iterable[Metric]:
        """Yield each metric once, with a sample for each source."""
        state, now = self.state, self.deployment.now
        yield InfoMetricFamily(
            "brightspot_catalogue", words.CATALOGUE, {"version": self.deployment.catalogue.fingerprint}
        )
        yield from self._feeds(now)
        yield from self._loads()
        yield _gauge("series_judged", words.SERIES, state.series_judged)
        yield _gauge("judgement_current", words.JUDGED, int(self.is_judged))
        yield _gauge("messages_waiting", words.WAITING, state.messages_waiting)
        yield _gauge("messages_not_sent", words.NOT_SENT, state.messages_not_sent)
        for name, told, looked in (
            ("watcher", words.WATCHER, state.watcher_looked),
            ("sender", words.SENDER, state.sender_looked),
        ):
            if looked is not None:
                yield _gauge(f"{name}_silent_seconds", told, _seconds(looked, now), unit="seconds")

    def _feeds(self, now: datetime) -> Iterable[Metric]:
        age = GaugeMetricFamily("brightspot_feed_age_seconds", words.AGE, labels=["source"], unit="seconds")
        data = GaugeMetricFamily(
            "brightspot_feed_data_age_days", words.DATA_AGE, labels=["source"], unit="days"
        )
        states = StateSetMetricFamily("brightspot_feed_state", words.STATE, labels=["source"])
        for feed in self.state.feeds:
            if feed.last_load is not None:
                age.add_metric([feed.source], _seconds(feed.last_load, now))
            if feed.data_to is not None:
                data.add_metric([feed.source], (now.date() - feed.data_to).days)
            states.add_metric([feed.source], {one.value: one is feed.state for one in FeedState})
        yield from (age, data, states)

    def _loads(self) -> Iterable[Metric]:
        loads = CounterMetricFamily("brightspot_loads", words.LOADS, labels=["source", "result"])
        failed = GaugeMetricFamily("brightspot_newest_load_failed", words.FAILED, labels=["source"])
        read = GaugeMetricFamily("brightspot_newest_load_rows", words.ROWS, labels=["source", "result"])
        for one in self.state.loads:
            loads.add_metric([one.source, "done"], one.done)
            loads.add_metric([one.source, "refused"], one.failed)
            failed.add_metric([one.source], int(one.newest_failed))
            read.add_metric([one.source, "read"], one.rows_read)
            read.add_metric([one.source, "refused"], one.rows_refused)
        yield from (loads, failed, read)


def _gauge(name: str, told: str, value: float, unit: str = "") -> GaugeMetricFamily:
    return GaugeMetricFamily(f"brightspot_{name}", told, value=value, unit=unit)


def _seconds(since: datetime, now: datetime) -> float:
    return max((now - since).total_seconds(), 0.0)
