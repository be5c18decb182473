"""/experience: comments and stories, and what was done about them. Also as CSV at /experience.csv."""

from pages.registers.listed import register_page

register_page(__name__, "experience")
