"""The text of an answer, whatever kind of file it is: of a workbook, that of all its parts."""

from __future__ import annotations

import io
import zipfile
from typing import Any


def text_of(answer: Any) -> str:
    content: bytes = answer.get_data()
    if not content.startswith(b"PK"):
        return content.decode()
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        return "\n".join(parts.read(name).decode() for name in sorted(parts.namelist()))
