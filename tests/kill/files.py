"""A small hospital's files, as they come first and as they come a month later: new values, revised ones, a
moved ward, other populations, an event that was struck off."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from tests.loading import CATALOGUE as PLAIN
from tests.loading import SERVICES

TODAY = date(2026, 11, 20)

CATALOGUE = PLAIN.replace(
    "indicators:\n",
    """\
  arrests: {shape: events, file: arrests.csv, period: {column: date}, service: ward, complete_to: loaded}
indicators:
  arrests:
    title: Days between cardiac arrests
    data: {source: arrests, numerator: arrests}
    unit: days
    chart: t
    improvement: increase
  falls_per_answer:
    title: Falls per letter received
    data: {source: falls, numerator: falls, denominator: received, denominator_from: by_sex}
    unit: per 100 letters
    per: 100
  answers_per_head:
    title: Letters answered per head
    data: {source: by_sex, numerator: answered, denominator: people, denominator_from: people}
    unit: per 100 people
    per: 100
    dimensions: sex
""",
)
WARDS = ("W1", "W2", "W3")
MONTHS = [f"{year}-{month:02}-01" for year in (2024, 2025, 2026) for month in range(1, 13)][:33]


def write_before(folder: Path) -> None:
    _write(folder, SERVICES, months=MONTHS[:-1], shift=0, arrests=("2026-01-04", "2026-03-09", "2026-08-01"))


def write_after(folder: Path) -> None:
    services = SERVICES.replace("W3,Ward 3,ward,H2", "W3,Ward Three,ward,H1\nW4,Ward 4,ward,H2")
    _write(folder, services, months=MONTHS, shift=1, arrests=("2026-01-04", "2026-03-10", "2026-08-01"))


def _write(folder: Path, services: str, *, months: list[str], shift: int, arrests: tuple[str, ...]) -> None:
    places = [(month, ward) for month in months for ward in WARDS]
    falls = [f"{m},{w},{2 + n % 5 + shift * (n % 7 == 0)},{540 + n % 31}" for n, (m, w) in enumerate(places)]
    answers = [
        f"{month},{ward},{sex},{80 + n % 9 + shift * (n % 11 == 0)},{100 + n % 3}"
        for n, (month, ward) in enumerate(places)
        for sex in ("F", "M", "")
    ]
    people = [f"{ward},{year},{sex},{900 + year % 7 + 10 * shift}" for ward in WARDS for year in (2025, 2026)
              for sex in ("F", "M")]  # fmt: skip
    tables = {
        "services.csv": [services.rstrip()],
        "falls.csv": ["month,ward,falls,bed_days", *falls],
        "by_sex.csv": ["month,ward,sex,answered,received", *answers],
        "people.csv": ["code,year,sex,people", *people],
        "arrests.csv": ["date,ward,arrests", *(f"{day},W1,1" for day in arrests)],
    }
    for name, lines in tables.items():
        (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
