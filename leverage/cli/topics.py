"""The topics of `leverage help`: sections of the documents that come with the package, found by their headings."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from leverage import library

_COMMENT = re.compile(r"<!--.*?-->\n*", re.DOTALL)  # marks for cog, which generates parts of the documents


class Topic(NamedTuple):
    """A section of a document: its name, its first sentence, and its whole text."""

    name: str
    summary: str
    text: str


def list_topics() -> dict[str, Topic]:
    """Return every section of the documents by its name: its heading in lower case with `-` for spaces."""
    topics = {}
    for path in (library.find_folder() / "README.md", Path(__file__).parent.parent / "REFERENCE.md"):
        text = _COMMENT.sub("", path.read_text(encoding="utf-8"))
        for heading, lines in _split_sections(text.splitlines()):
            body = "\n".join(lines).strip()
            name = heading.lower().replace(" ", "-")
            topics[name] = Topic(name, _find_first_sentence(body), f"# {heading}\n\n{body}\n")
    return topics


def _split_sections(lines: Iterable[str]) -> Iterator[tuple[str, list[str]]]:
    """Yield each heading of the second level with the lines below it, except what looks like one inside code."""
    heading, below, is_code = "", list[str](), False
    for line in lines:
        is_code ^= line.startswith("```")
        if line.startswith("## ") and not is_code:
            if heading:
                yield heading, below
            heading, below = line.removeprefix("## "), []
        else:
            below.append(line)
    if heading:
        yield heading, below


def _find_first_sentence(body: str) -> str:
    paragraph = " ".join(body.partition("\n\n")[0].split())
    return paragraph.partition(". ")[0].rstrip(".")
