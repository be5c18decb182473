"""Words that somebody typed, held against what could tell who a patient is: one check for every form.

A health number is refused. Of all else it is asked if it is a patient's, once: whoever says that it is not
sends back the token of exactly these letters, so that other letters are asked about again.
"""

from __future__ import annotations

from collections.abc import Collection

from catalogue.identifiers import Mark, Sort, scan
from catalogue.models import Catalogue
from errors import Problem

SURE = "sure"
"""Field of a form that holds the tokens of what is no patient's."""
HEALTH = "it holds an NHS, CHI or H&C number"
TELLS = "“{text}” may tell who it is: it looks like a {sort}"
NAMES = "“{text}” may be a name. Take it out, unless it names nobody"
ASKED = "“{text}” may be a patient's {sort}. Is it?"


def problems_in(name: str, text: str, catalogue: Catalogue, sure: str) -> list[Problem]:
    """Return what is wrong with a text of staff: health numbers, and what it has to be asked about.

    name: the field; sure: what its form says of what is marked
    """
    found = scan(text, numbers=catalogue.organisation.hospital_numbers)
    if any(mark.sort is Sort.HEALTH for mark in found):
        return [Problem(name, HEALTH, "no number of a patient")]
    said = {*sure.split()}
    return [asked(name, mark) for mark in found if mark.token not in said]


def problems_in_quote(
    name: str, text: str, catalogue: Catalogue, sure: str, known: Collection[str]
) -> list[Problem]:
    """Return what is wrong with words of somebody who is cared for, which others will read: all that could
    tell who it is has to go. Of what may be a name it is asked, as staff and places have names too.

    known: names of services, which are none of people
    """
    found = scan(text, numbers=catalogue.organisation.hospital_numbers, names=True, known=known)
    said = {*sure.split()}
    problems = []
    for mark in found:
        if mark.sort is not Sort.NAME:
            told = TELLS.format(sort=mark.sort, text=mark.text)
            problems.append(Problem(name, told, "their words without it"))
        elif mark.token not in said:
            problems.append(Problem(name, NAMES.format(text=mark.text), asks=mark.token))
    return problems


def asked(name: str, mark: Mark) -> Problem:
    """Return the question about a place in a text."""
    return Problem(name, ASKED.format(sort=mark.sort, text=mark.text), asks=mark.token)
