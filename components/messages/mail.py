"""A message as mail: plain text, which every reader shows, and which nothing in it can turn into more."""

from __future__ import annotations

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from components.messages.letter import Letter
from components.words import messages as words


def mail(letter: Letter, *, number: str, sender: str, to: str, organisation: str, site: str) -> EmailMessage:
    """Return the mail. `number` makes its Message-ID: of one that is sent again, mail servers know it."""
    made = EmailMessage(policy=SMTP)
    user, _, domain = sender.rpartition("@")
    made["Subject"] = letter.subject
    made["From"] = Address(words.one_line(f"Brightspot {organisation}"), user, domain)
    made["To"] = to
    made["Message-ID"] = f"<brightspot.{number}@{domain}>"
    made["Auto-Submitted"] = "auto-generated"
    made["X-Auto-Response-Suppress"] = "All"
    made.set_content(_text(letter, organisation, site))
    return made


def _text(letter: Letter, organisation: str, site: str) -> str:
    parts = [letter.lead]
    for before, quoted in letter.quotes:
        lines = "\n".join(f"> {line}" for line in quoted.splitlines())
        parts.append(f"{before}:\n{lines}" if before else lines)
    parts += ["\n".join(lines) for lines in letter.facts]
    parts += [f"{said}:\n{site}{path}" for said, path in letter.links] if site else []
    parts.append(f"-- \n{words.signed(organisation)}")
    return "\n\n".join(parts) + "\n"
