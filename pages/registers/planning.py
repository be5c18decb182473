"""/planning: Plans of services. Also as CSV at /planning.csv."""

from __future__ import annotations

from pages.registers.listed import register_page

register_page(__name__, "planning")
