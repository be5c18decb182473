"""Texts of the report of a test of change."""

from __future__ import annotations

from datetime import date

from components.words import say
from quality.project_view import Project
from quality.registers.record import Record

NEW_LIMITS = "Propose new limits from its first day"
LINK = "The whole project on one page"
HTML = "HTML"
FREEZE = "Freeze it, as HTML, PDF and Excel"
CHART, CYCLES, TASKS, LEARNING, DIAGRAMS = (
    "Its measure",
    "PDSA cycles",
    "Tasks",
    "What was learnt",
    "Diagrams",
)
NO_CHART = "There is no chart of its measure here."
NO_CYCLES, NO_TASKS, NO_LEARNING = "No cycle yet.", "No task is agreed.", "It is not closed yet."
HEADS = ("Cycle", "Days", "Prediction", "What happened", "What was learnt", "Next step")
TASK_HEADS = ("Task", "Owner", "State")
MONTH, WHOLE, SHOW = "Month", "All its time", "Show"
HAPPENED = "What happened"
NOTHING = "Nothing was done in this month."
WORKED, NOT_WORKED, NEXT = "What worked", "What did not work", "Next"
ELSEWHERE = "Taken up elsewhere"


def title(project: Project, name: str) -> str:
    when = f", {say.month(project.month)}" if project.month else ""
    return f"Report{when}: {name}"


def month(first: date) -> str:
    return say.month(first)


def days(cycle: Record) -> str:
    """Say when a cycle was; or since when it is under way."""
    first, last = cycle.day("first_day"), cycle.day("last_day")
    if last:
        return f"{say.short_day(first)} to {say.short_day(last)}"
    return f"under way since {say.short_day(first)}"


def next_step(cycle: Record) -> str:
    chosen = cycle.declared.fields["next"].choices
    return say.capital(chosen.get(str(cycle.said.get("next")), ""))
