"""GitHub's workflow commands: an annotation for each error, failed claim and note, then the summary."""

from leverage.formats import Page
from leverage.problems import make_visible
from leverage.report.report import Record, Report
from leverage.text import to_ascii

EXTENSIONS: tuple[str, ...] = ()

_LEVELS = {"error": "error", "failure": "error", "note": "warning"}
_DATA = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_PROPERTY = {**_DATA, ":": "%3A", ",": "%2C"}


def render(report: Report, page: Page) -> str:
    """Write a command on each line; the last line is the summary, which is no command."""
    rows = [row for row in report.tables["findings"].records if row["level"] in _LEVELS]
    lines = [*(_write_command(row, page) for row in rows), *report.bare]
    return "".join(
        f"{line}\n" for line in dict.fromkeys(lines)
    )  # a finding that several scenarios inherit is told once


def _write_command(row: Record, page: Page) -> str:
    name = f"claim {row['name']}" if row["sort"] == "claim" else row["sort"]
    properties = {"file": row["file"], "line": row["line"], "col": row["column"], "title": f"leverage {name}"}
    given = ",".join(f"{name}={_escape(str(value), _PROPERTY, page)}" for name, value in properties.items() if value)
    message = f"{row['message']} ({row['hint']})" if row["hint"] else str(row["message"])
    return f"::{_LEVELS[row['level']]} {given}::{_escape(message, _DATA, page)}"


def _escape(text: str, escapes: dict[str, str], page: Page) -> str:
    """Escape what ends a command or a property, after ASCII stand-ins are put in: they may hold such a character."""
    plain = to_ascii(text) if page.is_ascii else text
    return make_visible("".join(escapes.get(character, character) for character in plain))
