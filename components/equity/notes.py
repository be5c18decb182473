"""Notes on an equity page: who is not known, what is hidden, how it is judged."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import html

from catalogue.fields.qualifiers import meaning
from catalogue.models import Disclosure
from components.equity.choosers import here
from components.page import notices
from components.page.blocks import fold
from components.page.shell import fill, link
from components.words import equity as words
from quality.disclosure.not_known import WithoutValue
from quality.equity.view import EquityView, Verdict
from quality.reference.service_tree import ServiceTree


def unknown(view: EquityView) -> list[Any]:
    """Say how many are not stated; warn when they are many or jump; say what they could make of the gap."""
    stated = view.not_stated
    if stated is None:
        return [html.P(words.ALL_GROUPED)]
    is_hidden = stated.is_hidden or stated.share is None
    share = words.NUMBER_HIDDEN if is_hidden else words.share_unknown(view, f"{100 * stated.share:.1f}%")
    parts: list[Any] = [html.P(share)]
    if stated.is_incomplete:
        parts.append(notices.notice(*words.MANY_UNKNOWN, kind="stale"))
    if stated.jump is not None:
        parts.append(notices.notice(*words.recording_changed(*stated.jump), kind="stale"))
    if view.gap is not None and view.gap.if_unknown is not None:
        parts.append(html.P(words.if_all_known(*view.gap.if_unknown, view)))
    return parts


GROUPS_AT_MOST = 8


def without_value(told: Sequence[WithoutValue]) -> str:
    """Say why groups have periods with no value; empty where nothing was said."""
    if not told:
        return ""
    groups = [
        f"{one.label}, " + " and ".join(f"{count:,} {meaning(code)}" for code, count in one.reasons)
        for one in told[:GROUPS_AT_MOST]
    ]
    return words.without_value(groups, len(told) - GROUPS_AT_MOST)


def no_numbers(what: str, told: Sequence[WithoutValue]) -> html.Div:
    """Say why there is nothing to show: never loaded, or loaded without numbers."""
    if not told:
        return notices.no_data(what)
    return notices.notice(words.NO_NUMBERS.format(what=what), without_value(told), kind="suppressed")


def hidden(view: EquityView, rule: Disclosure, tree: ServiceTree) -> Any:
    """Say what is hidden, and what can be done."""
    count = view.hidden
    if not count:
        return None
    advice: list[Any] = []
    if view.better_service:
        name, href = tree[view.better_service].name, here(view, service=view.better_service)
        advice.append(html.Li(fill(words.LARGER_SERVICE, service=link(name, href=href))))
    advice += [html.Li(line) for line in words.TOO_SMALL_ADVICE]
    why = words.hidden_groups(count, rule.hide_up_to)
    listed = html.Ul(advice, className="equity-advice")
    return notices.notice(words.hidden_title(view), why, listed, kind="suppressed")


def method(view: EquityView) -> html.Details:
    return fold(words.HOW_JUDGED, *map(html.P, words.method(view)))


def raise_it(view: EquityView) -> Any:
    if view.gap is None or view.gap.verdict not in (Verdict.HIGHER, Verdict.LOWER):
        return None
    return notices.comes_later(*words.RAISE)
