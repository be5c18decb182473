"""The change of a measure of a service, in every way that it can be split."""

from __future__ import annotations

from sqlalchemy.orm import Session

from catalogue.models import Catalogue, Indicator
from quality.change.by_group import by_group
from quality.change.by_service import by_service
from quality.change.view import ChangeView, Split, State
from quality.reference.ids import read_ids
from quality.reference.service_tree import Service
from quality.series.key import SeriesKey
from quality.signals.measure_type import Kind, measure_type
from quality.signals.read import find_indicator


def can_split(indicator: Indicator) -> bool:
    """Tell if a measure's change can be split: not that of a mean or a score, as nobody knows how many stand
    behind each, nor of the time between rare events."""
    return not indicator.is_rare_event and measure_type(indicator).kind is not Kind.OTHER


def change_view(session: Session, catalogue: Catalogue, code: str, place: Service) -> ChangeView:
    """Return what a change of everyone's number is made of; by groups only for those who may see them."""
    indicator, key = find_indicator(catalogue, code), SeriesKey(code, place.code)
    if not can_split(indicator):
        return ChangeView(key, indicator, place.name, (Split("", "", State.NOT_SPLIT),))
    splits = [by_service(session, code, indicator, place)]
    if read_ids(session).may_see_groups(place.code):
        splits += [by_group(session, catalogue, code, one, place) for one in catalogue.compared_by(indicator)]
    return ChangeView(key, indicator, place.name, tuple(splits))
