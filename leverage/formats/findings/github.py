"""GitHub's workflow commands: an annotation for each finding that is not as it should be, then the summary."""

from leverage.formats import Page
from leverage.plain import to_ascii
from leverage.report.parts import Record, Report

EXTENSIONS: tuple[str, ...] = ()

_LEVELS = {"error": "error", "failure": "error", "note": "warning"}
_DATA = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_PROPERTY = {**_DATA, ":": "%3A", ",": "%2C"}


def render(report: Report, page: Page) -> str:
    """Write one command a line; the last line is the summary, which is none."""
    lines = [_command(row) for row in report.tables["findings"].records if row["level"] in _LEVELS]
    told = dict.fromkeys([*lines, *report.bare])  # what several scenarios inherit is said once
    text = "".join(f"{line}\n" for line in told)
    return to_ascii(text) if page.is_ascii else text


def _command(row: Record) -> str:
    name = f"claim {row['name']}" if row["sort"] == "claim" else row["sort"]
    properties = {"file": row["file"], "line": row["line"], "col": row["column"], "title": f"leverage {name}"}
    given = ",".join(f"{name}={_escaped(str(value), _PROPERTY)}" for name, value in properties.items() if value)
    said = f"{row['message']} ({row['hint']})" if row["hint"] else str(row["message"])
    return f"::{_LEVELS[row['level']]} {given}::{_escaped(said, _DATA)}"


def _escaped(text: str, escapes: dict[str, str]) -> str:
    return "".join(escapes.get(sign, sign) for sign in text)
