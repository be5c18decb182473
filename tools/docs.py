"""The parts of docs/ that the program writes itself: `make docs`. A test fails when they are out of date.

A page marks such a part with a pair of comments; what stands between them is replaced.

    <!-- generated: settings -->
    <!-- end -->
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, get_args

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from catalogue.fields.period_formats import WORDS  # noqa: E402
from catalogue.models import Catalogue, Organisation  # noqa: E402
from catalogue.sources import Lateness, Numbers, Origin, Source  # noqa: E402
from catalogue.sources.reshaping import Layout, Reshaping  # noqa: E402
from quality.methods import methods as all_methods  # noqa: E402
from quality.methods.parts import Section, Table  # noqa: E402
from settings import Settings  # noqa: E402

PART = re.compile(r"(<!-- generated: ([\w ]+) -->\n).*?(<!-- end -->)", re.DOTALL)


def settings() -> str:
    rows = ["| variable | default | meaning |", "|---|---|---|"]
    for name, field in Settings.model_fields.items():
        default = str(field.default or "").replace(f"{ROOT}/", "").replace("sqlite:////", "sqlite:///")
        shown = f"`{default}`" if default else "not set"
        rows.append(f"| `BRIGHTSPOT_{name.upper()}` | {shown} | {field.description} |")
    return "\n".join(rows) + "\n"


def methods() -> str:
    """With an empty catalogue: the manual is about the program, the page about one deployment."""
    sections = all_methods(Catalogue(organisation=Organisation(name="any")))
    return "\n".join(line for section in sections for line in _section(section))


def _section(section: Section) -> Iterable[str]:
    yield f"\n## {section.title}\n\n{section.intro}\n"
    for entry in section.entries:
        paragraphs = [*entry.paragraphs, *([f"*{entry.note}*"] if entry.note else [])]
        # A list that follows its term without a blank line would be read as part of it.
        yield f"**{entry.term}**\n\n" + "\n\n".join(paragraphs) + "\n"
    for table in section.tables:
        yield _table(table)


def _table(table: Table) -> str:
    groups = [words for words, _ in table.groups if words]
    caption = " ".join([table.caption, *(f"{words}." for words in groups)])
    ruler = ["---", *("--:" for _ in table.heads[1:])]
    lines = [f"| {' | '.join(row)} |" for row in (table.heads, ruler, *table.rows)]
    return f"{caption}\n\n" + "\n".join(lines) + "\n"


def pages() -> str:
    """Every page by its address, in the words of its own first line."""
    lines = []
    for path in sorted((ROOT / "pages").rglob("*.py")):
        tree = ast.parse(path.read_text())
        if address := _address(tree):
            words = (ast.get_docstring(tree) or "").split("\n")[0]
            words = re.sub(r"^/\S*: ", "", words)
            lines.append(f"- `{address}`: {words[:1].lower()}{words[1:]}\n")
    return "".join(lines)


def _address(tree: ast.Module) -> str:
    """Where a page registers itself; empty for the page that answers no address."""
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        if ast.unparse(call.func).endswith("register_page"):
            for keyword in call.keywords:
                if keyword.arg in ("path", "path_template") and isinstance(keyword.value, ast.Constant):
                    return str(keyword.value.value)
    return ""


SHARED = {
    "Keys of every source": Origin,
    "Keys of every source but records": Layout,
    "Keys of tables that are turned": Reshaping,
    "Keys of sources of numbers": Numbers,
    "Keys of sources that indicators read": Lateness,
}
"""Keys that several shapes of sources have in common, by the heading under which it stands once."""


def catalogue() -> str:
    """Describe every key of every part of a catalogue, from the models that check it."""
    schema = Catalogue.model_json_schema()
    shared = {words: model.model_json_schema() for words, model in SHARED.items()}
    keys = {
        words: [k for k in model.model_fields if k in model.__annotations__]
        for words, model in SHARED.items()
    }
    for words, part in shared.items():
        part["properties"] = {key: part["properties"][key] for key in keys[words]}
    shapes = [model.__name__ for model in get_args(get_args(Source)[0])]
    parts = {"the file": schema} | shared | schema["$defs"]
    lines = (_part(name, part, keys if name in shapes else {}) for name, part in parts.items())
    return "\n".join(line for each in lines for line in each)


def _part(name: str, part: dict[str, Any], shared: Mapping[str, Sequence[str]]) -> Iterable[str]:
    yield f"\n## {_words(name)}\n"
    if first := part.get("description", "").split("\n\n")[0]:
        yield " ".join(first.split()) + "\n"
    also = [words for words, keys in shared.items() if set(keys) <= set(part.get("properties", ()))]
    if also:
        yield f"Also: {', '.join(map(_link, also))}.\n"
    left_out = {key for words in also for key in shared[words]}
    if values := part.get("enum"):
        yield "One of " + ", ".join(f"`{value}`" for value in values) + ".\n"
        return
    yield "| key | needed | meaning |\n|---|---|---|"
    needed = set(part.get("required", ()))
    for key, field in part["properties"].items():
        if key in left_out:
            continue
        meaning = _cell(field.get("description", ""))
        yield f"| `{key}` | {'yes' if key in needed else 'no'} | {_choice(field, meaning)} |"
    yield ""


def _words(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).capitalize()


def _choice(field: dict[str, Any], meaning: str) -> str:
    """With what may stand there: a short list of words, or another part of this page."""
    values = [f"`{value}`" for value in field.get("enum", ())]
    parts = dict.fromkeys(re.findall(r"#/\$defs/(\w+)", str(field)))
    more = [
        f"One of {', '.join(values)}." if values else "",
        f"See {', '.join(map(_link, parts))}." if parts else "",
    ]
    return " ".join(text for text in (meaning, *more) if text)


def _link(part: str) -> str:
    words = _words(part)
    return f"[{words}](#{words.lower().replace(' ', '-')})"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def period_formats() -> str:
    """Every word for how a period is written, with its example."""
    rows = ["| `format` | is written | also | becomes |", "|---|---|---|---|"]
    for name, word in WORDS.items():
        begins = f"{word.begins.day} {word.begins:%B %Y}"
        rows.append(f"| `{name}`: {word.means} | {word.example} | {'; '.join(word.also)} | {begins} |")
    return "\n".join(rows) + "\n"


PARTS: dict[str, Callable[[], str]] = {
    "period formats": period_formats,
    "settings": settings,
    "methods": methods,
    "pages": pages,
    "catalogue": catalogue,
}
PAGES = {
    ROOT / "docs" / "how-to" / "add-a-source.md",
    ROOT / "docs" / "how-to" / "settings.md",
    ROOT / "docs" / "methods.md",
    ROOT / "docs" / "catalogue.md",
    ROOT / "docs" / "README.md",
}


def render(text: str) -> str:
    """The page with its generated parts as they should be."""
    return PART.sub(lambda found: found[1] + PARTS[found[2]]() + found[3], text)


def main() -> None:
    for page in sorted(PAGES):
        page.write_text(render(page.read_text()))


if __name__ == "__main__":
    main()
