"""Files that are no table, known by their first bytes or by the parts of their archive, so that they can be
refused by name, with the way to export the table in them."""

from __future__ import annotations

import re
from collections.abc import Collection

_STARTS = {
    b"%PDF": "a PDF document",
    b"\x89PNG": "a picture (PNG)",
    b"\xff\xd8\xff": "a picture (JPEG)",
    b"GIF8": "a picture (GIF)",
    b"SQLite format 3": "a SQLite database",
    b"\x7fELF": "a program",
    b"MZ\x90": "a Windows program",
    b"Rar!": "a RAR archive",
    b"7z\xbc\xaf": "a 7z archive",
    b"BZh": "a bzip2 archive",
    b"\xfd7zXZ": "an xz archive",
    b"\x28\xb5\x2f\xfd": "a zstandard archive",
    b"RDX": "R data",
    b"RDA": "R data",
    b"X\n\x00\x00\x00": "R data (.rds)",
    b"A\n": "R data (.rds)",
    b"$FL2": "an SPSS file",
    b"$FL3": "an SPSS file",
    b"<stata_dta>": "a Stata file",
    b"ARROW1": "an Arrow (Feather) file",
    b"FEA1": "a Feather file",
    b"ORC": "an ORC file",
    b"Obj\x01": "an Avro file",
    b"\x89HDF": "an HDF5 file",
    b"{\\rtf": "a text document (RTF)",
    b"\x00\x01\x00\x00Standard": "an Access database",
}
_TABLE = "the table in it, saved as CSV or Excel"
_PARTS = (
    (r"word/document\.xml", "a Word document", _TABLE),
    (r"ppt/presentation\.xml", "a presentation", _TABLE),
    (r"visio/document\.xml", "a Visio drawing", _TABLE),
    (r"(Index/|Index\.zip$).*Slide.*", "a Keynote presentation", _TABLE),
    (r"Index/CalculationEngine.*\.iwa|Index/Tables/.*\.iwa", "an Apple Numbers document",
     "its table: in Numbers, File, Export To, CSV or Excel"),
    (r"Index/.*\.iwa|Index\.zip", "a document of Apple Numbers, Pages or Keynote",
     "its table: in that program, File, Export To, CSV or Excel"),
    (r"DataModel|Report/Layout|DataMashup", "a Power BI report",
     "its table: in Power BI, More options beside the table, Export data"),
    (r".*\.(twb|hyper|tde)", "a Tableau workbook", "its table: in Tableau, Worksheet, Export, Data"),
    (r"FixedDocSeq\.fdseq|FixedDocumentSequence\.fdseq", "an XPS document, which is printed pages", _TABLE),
    (r"META-INF/container\.xml", "an electronic book", _TABLE),
    (r".*\.kml", "a map (KMZ)", "the table behind it, saved as CSV"),
    (r".*\.(shp|gdbtable|qgs)", "a map", "its table of attributes, exported as CSV"),
    (r"AndroidManifest\.xml|META-INF/MANIFEST\.MF|.*\.dist-info/METADATA", "a program", _TABLE),
)  # fmt: skip
"""A part that only such a document has, what it is, and what to do. The first that fits tells."""
_SAVE = "it saved as .xlsx or CSV by a spreadsheet"


def what_it_is(content: bytes) -> tuple[str, str] | None:
    """Tell what a file is that is no table, and what to do; None for what may be one."""
    for start, words in _STARTS.items():
        if content.startswith(start) and (start != b"ORC" or b"\x00" in content[:4096]):
            return words, "CSV, Excel (.xls, .xlsx, .ods) or Parquet"
    head = content[:4096].replace(b"\x00", b"").decode("latin-1")  # whichever its encoding
    return _marked_up(head.lstrip("\xef\xbb\xbf\xff\xfe \r\n\t").lower())


def what_its_parts_are(names: Collection[str]) -> tuple[str, str] | None:
    """Tell what an archive with such parts is, if it is the document of a program, and what to do."""
    has_table = any(name.lower().endswith((".csv", ".tsv", ".xlsx", ".xls", ".ods")) for name in names)
    for pattern, words, expected in _PARTS:
        is_loose = pattern.startswith(".*")  # such files lie beside tables, too
        if not (is_loose and has_table) and any(re.fullmatch(pattern, name) for name in names):
            return words, expected
    return None


def _marked_up(beginning: str) -> tuple[str, str] | None:
    if beginning.startswith("mime-version:") and "multipart/related" in beginning:
        return "a web page saved whole (MHTML)", _SAVE
    if beginning.startswith("<?xml") and "urn:schemas-microsoft-com:office:spreadsheet" in beginning:
        return "an XML spreadsheet of 2003", _SAVE
    is_xhtml = beginning.startswith("<?xml") and "<html" in beginning
    if is_xhtml or beginning.startswith(("<!doctype html", "<html", "<table", "<head", "<meta")):
        if "<table" in beginning or "schemas-microsoft-com:office:excel" in beginning:
            return "a web page with a table in it", _SAVE
        expected = "CSV, Excel or Parquet: was an error page downloaded instead of the file?"
        return "a web page", expected
    if beginning.startswith(("<?xml", "<workbook")):
        return "an XML file", _SAVE
    if beginning.startswith(('{"', "{\n", "{\r", "{ ", "[{", "[\n", "[\r")):
        return "a JSON file", "CSV, Excel (.xls, .xlsx, .ods) or Parquet"
    return None
