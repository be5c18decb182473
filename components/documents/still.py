"""An Office file in which no part says when it was written."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime

STILL = (1980, 1, 1, 0, 0, 0)
"""The time of every part of the file: the earliest that a zip can hold."""
TIMES = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")


def still(made: bytes, at: datetime) -> bytes:
    """Return the file, with its parts in order and one time in all of them, in workbooks inside it too."""
    then = f"{at:%Y-%m-%dT%H:%M:%SZ}".encode()
    into = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made)) as old, zipfile.ZipFile(into, "w") as new:
        # The first part tells what kind of file it is.
        for name in sorted(old.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            content = old.read(name)
            if name == "docProps/core.xml":
                content = TIMES.sub(rb"\g<1>" + then, content)
            elif name.endswith(".xlsx"):
                content = still(content, at)
            part = zipfile.ZipInfo(name, STILL)
            part.compress_type, part.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            new.writestr(part, content)
    return into.getvalue()
