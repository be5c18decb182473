"""/assurance: Audits and standards held against evidence. Also as CSV at /assurance.csv."""

from __future__ import annotations

from pages.registers.listed import register_page

register_page(__name__, "assurance")
