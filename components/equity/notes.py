"""What to keep in mind with an equity page: who is not known, what is hidden, how it is judged."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import html

from catalogue.fields.qualifiers import meaning
from catalogue.models import Disclosure
from components.equity.choosers import here
from components.page import notices
from components.page.shell import link
from components.words import equity as words
from components.words import say
from quality.equity.missing import WithoutValue
from quality.equity.view import EquityView, Gap, State, Verdict
from quality.reference.service_tree import ServiceTree


def unknown(view: EquityView) -> list[Any]:
    """Not stated, always; warnings when it is much or jumps; what it could make of the gap."""
    stated = view.not_stated
    if stated is None:
        return [html.P("Every person in these numbers has a group.")]
    parts: list[Any] = [html.P(_share_sentence(view))]
    if stated.is_incomplete:
        parts.append(
            notices.notice(
                "The group of more than one in ten is not known.",
                "A gap can appear, or hide, only because some groups are asked less often than others.",
                kind="stale",
            )
        )
    if stated.jump is not None:
        since, before, after = stated.jump
        parts.append(
            notices.notice(
                f"Recording changed in the quarter from {since:%B %Y}.",
                f"Not stated went from {before:.0%} to {after:.0%}. A gap that changes at the same time may "
                "only show that other people are being asked.",
                kind="stale",
            )
        )
    if view.gap is not None and view.gap.if_unknown is not None:
        low, high = view.gap.if_unknown
        parts.append(
            html.P(
                f"Were everybody's group known, the gap could be anything from {words.signed(low, view)} to "
                f"{words.signed(high, view)}: the two extremes, if all whose group is not known belonged to "
                "one or the other side."
            )
        )
    return parts


GROUPS_AT_MOST = 8


def without_value(told: Sequence[WithoutValue]) -> str:
    """`Periods without a value, …: Asian, 3 suppressed by the publisher; …`; empty where nothing was said."""
    if not told:
        return ""
    groups = [
        f"{one.label}, " + " and ".join(f"{count:,} {meaning(code)}" for code, count in one.reasons)
        for one in told[:GROUPS_AT_MOST]
    ]
    more = len(told) - GROUPS_AT_MOST
    rest = f"; and {say.plural(more, 'more group')}" if more > 0 else ""
    return f"Periods without a value, of all that were loaded: {'; '.join(groups)}{rest}."


def no_numbers(what: str, told: Sequence[WithoutValue]) -> html.Div:
    """Nothing to show, and why: never loaded, or loaded without numbers."""
    if not told:
        return notices.no_data(what)
    return notices.notice(f"No numbers to compare for {what}.", without_value(told), kind="suppressed")


def no_trend(gap: Gap) -> html.P:
    return html.P(
        f"Too few by quarter to follow the gap between {gap.first} and {gap.second} over time. The 12 months "
        "above are as finely as it can be shown."
    )


def _share_sentence(view: EquityView) -> str:
    stated = view.not_stated
    assert stated is not None
    if stated.is_hidden or stated.share is None:
        return (
            "How many people's group is not known cannot be shown: the number is small, or covers for a "
            "small one."
        )
    share = f"{100 * stated.share:.1f}%"
    what = view.indicator.denominator.lower() or "the total"
    return (
        f"The group is not known for {share} of these: {what}. They are shown in grey, and left out of the "
        "comparisons."
    )


def hidden(view: EquityView, rule: Disclosure, tree: ServiceTree) -> Any:
    """The designed state of too few: what is hidden, and what can be done."""
    count = view.hidden
    if not count:
        return None
    title = "Too few to show fairly" if view.state is State.TOO_FEW else "Some groups are too few to show"
    parts: list[Any] = [
        f"{say.plural(count, 'group').capitalize()} hidden: counts of 1 to {rule.hide_up_to} in any year "
        "shown, and what would give them away by subtraction. Hidden is not zero, and not equal."
    ]
    advice: list[Any] = []
    if view.better_service:
        name = tree[view.better_service].name
        advice.append(
            html.Li(["Look at a larger service: ", link(name, href=here(view, service=view.better_service))])
        )
    advice += [
        html.Li("Merge groups that belong together, in the catalogue's dimension."),
        html.Li("Ask the people instead: numbers this small are better heard than counted."),
    ]
    return notices.notice(title, *parts, html.Ul(advice, className="equity-advice"), kind="suppressed")


def method(view: EquityView) -> html.Details:
    least = words.amount(view.indicator.minimum_gap, view)
    lines = [
        f"Each group is compared with everybody else over the {words.year_words(view)}: the latest four "
        "complete quarters, so that nobody can be worked out from years that overlap.",
        "A difference counts when chance would rarely make it, allowing for how much months vary and for the "
        f"{view.tests} groups compared at once (at most 5% of what is flagged may be chance), and when it is "
        f"at least {least}.",
        "A group needs 30 people and 5 expected events, and 5 without, to be judged; below that it is too "
        "few to tell, never “no difference”.",
        "The gap over time stands on a control chart of its own. On one chart that is fair; over many charts "
        "it would give false alarms, so it feeds no list.",
        "Ages differ between groups and with them many outcomes: a gap is a question, not yet an unfairness.",
    ]
    body = html.Div([html.P(line) for line in lines], className="disclosure__body")
    return html.Details([html.Summary("How this is judged"), body], className="disclosure")


def raise_it(view: EquityView) -> Any:
    if view.gap is None or view.gap.verdict not in (Verdict.HIGHER, Verdict.LOWER):
        return None
    return notices.comes_later(
        "Raise this as an equity signal",
        "Owning a gap and escalating it will be done here once people can sign in, in the same way as for "
        "every other signal. Until then, take it to the huddle in words.",
    )
