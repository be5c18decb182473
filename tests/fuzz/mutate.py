"""What happens to files on their way: cut off, saved by another program, edited by hand, garbled."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from tests.fuzz.corpus import Grid

NASTY = (
    "", " ", "NaN", "nan", "inf", "-inf", "-1", "-0", "1e400", "1e-400", "12,3", "1,273", "1.5.2",
    "0x10", "=1+1", "٣", "½", "１２", "47.8%", "*", "..", "[c]", "12.3p", "<5", "#REF!", "#DIV/0!",
    "NULL", "None", "TRUE", "9" * 400, "1" + "0" * 25, "99999999999999999999", "0.1", "3.0000000001",
    "1_000", "+5", "--5", "1e3", "1E+05", "2026-02-30", "31/02/2026", "2026-13-01", "0000-00-00",
    "9999-12-31", "1899-12-30", "2026-1-1", "01/02/26", "45000", "-45000", "2026-01-01T25:00",
    "2026-01-01 00:00:00+00:00", "Jan-26", "Sept 2026", "20260101", "W1", "w1", " W1 ", "W9", "H1",
    "ZZZ", "Wardé", "\ufeffW1", "W1\u200b", "😀", "a" * 5000, 'say "so"', "a,b", "a\nb", "\x00", "\x1a",
    "'; DROP TABLE load; --", "{{7*7}}", "<script>alert(1)</script>", "../../etc/passwd", "Total",
    "All", "[bold]x",
)  # fmt: skip


def cells(random: Random, grid: Grid) -> Grid:
    """One or a few cells hold something else."""
    for _ in range(random.choice((1, 1, 2, 5))):
        row = random.choice(grid)
        if row:
            row[random.randrange(len(row))] = random.choice(NASTY)
    return grid


def one_column(random: Random, grid: Grid) -> Grid:
    """All of a column holds something else."""
    at, text = random.randrange(max(map(len, grid))), random.choice(NASTY)
    for row in grid[random.choice((0, 1, 4)) :]:
        if at < len(row):
            row[at] = text
    return grid


def heading(random: Random, grid: Grid) -> Grid:
    """A column is renamed, doubled or gone."""
    at = random.randrange(len(grid[0]))
    kind = random.choice(("rename", "double", "drop", "blank", "case"))
    for number, row in enumerate(grid):
        if at >= len(row):
            continue
        if kind == "double":
            row.insert(at, row[at])
        elif kind == "drop":
            del row[at]
        elif number < 4:
            row[at] = {"rename": row[at] + "s", "blank": "", "case": row[at].upper() + " "}[kind]
    return grid


def rows(random: Random, grid: Grid) -> Grid:
    """Rows shuffled, doubled, gone, too long, too short; titles above; notes below."""
    kind = random.choice(("shuffle", "double", "drop", "long", "short", "titles", "notes", "blank", "all"))
    if kind == "shuffle":
        random.shuffle(grid)
    elif kind == "double":
        grid += [list(row) for row in random.sample(grid, max(1, len(grid) // 2))]
    elif kind == "drop":
        del grid[random.randrange(len(grid)) :]
    elif kind == "long":
        random.choice(grid).extend(["x"] * random.choice((1, 3, 200)))
    elif kind == "short":
        row = random.choice(grid)
        del row[random.randrange(len(row) + 1) :]
    elif kind == "titles":
        grid[:0] = [["Report", ""], []] * random.choice((1, 5, 30))
    elif kind == "notes":
        grid += [["Source: somebody"], ["© Crown copyright, 2026", "", "1"]]
    elif kind == "blank":
        grid.insert(random.randrange(len(grid) + 1), [""] * len(grid[0]))
    else:
        grid.clear()
    return grid


def turned(_: Random, grid: Grid) -> Grid:
    """Rows are columns."""
    width = max(map(len, grid), default=0)
    return [[row[at] if at < len(row) else "" for row in grid] for at in range(width)]


GRIDS: tuple[Callable[[Random, Grid], Grid], ...] = (cells, cells, one_column, heading, rows, turned)


def flipped(random: Random, content: bytes) -> bytes:
    changed = bytearray(content)
    for _ in range(random.choice((1, 1, 3, 20))):
        changed[random.randrange(len(changed))] = random.randrange(256)
    return bytes(changed)


def cut(random: Random, content: bytes) -> bytes:
    return content[: random.randrange(len(content) + 1)]


def stuffed(random: Random, content: bytes) -> bytes:
    at = random.randrange(len(content) + 1)
    junk = random.choice(
        (
            b"\x00" * 50,
            b"\xff\xfe",
            b"\xef\xbb\xbf",
            b'"',
            b"\r",
            b"\n\n\n",
            b"PK\x03\x04",
            random.randbytes(40),
        )
    )
    return content[:at] + junk + content[at:]


def swapped(random: Random, content: bytes) -> bytes:
    a, b = sorted(random.randrange(len(content) + 1) for _ in "ab")
    return random.choice(
        (content[b:] + content[a:b] + content[:a], content[:a] + content[b:], content + content[a:b])
    )


def recoded(random: Random, content: bytes) -> bytes:
    """Saved by a program that thinks otherwise about letters."""
    text = content.decode("latin-1")
    how = random.choice(("utf-16", "utf-16-be", "utf-32", "utf-8-sig", "cp037", "utf-7"))
    return text.encode(how, "replace")


def dressed(random: Random, content: bytes) -> bytes:
    """Something else behind the same name."""
    starts = (b"%PDF-1.7\n", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\x1f\x8b\x08", b"RDX3\n")
    page = b"<!DOCTYPE html><html><body>Please sign in</body></html>"
    wholes = (page, b"PAR1" + content + b"PAR1", b"", b"\n" * 100, b'{"rows": []}', b"<?xml?><Workbook/>")
    return random.choice((*(start + content for start in starts), *wholes))


BYTES: tuple[Callable[[Random, bytes], bytes], ...] = (
    flipped,
    flipped,
    cut,
    stuffed,
    swapped,
    recoded,
    dressed,
)
