"""/improvement: tests of change, with what their charts show. Also as CSV at /improvement.csv."""

from __future__ import annotations

from components import address
from pages.registers.listed import register_page

register_page(
    __name__,
    "improvement",
    nav="Registers",
    order=4,
    address=lambda service: address.register("improvement", service or ""),
)
