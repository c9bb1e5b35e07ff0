"""GitHub's workflow commands: an annotation for each finding that is not as it should be, then the summary."""

from leverage.formats import Page
from leverage.problems import make_visible
from leverage.report.report import Record, Report
from leverage.text import to_ascii

EXTENSIONS: tuple[str, ...] = ()

_LEVELS = {"error": "error", "failure": "error", "note": "warning"}
_DATA = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_PROPERTY = {**_DATA, ":": "%3A", ",": "%2C"}


def render(report: Report, page: Page) -> str:
    """Write one command a line; the last line is the summary, which is none."""
    rows = [row for row in report.tables["findings"].records if row["level"] in _LEVELS]
    lines = [*(_command(row, page) for row in rows), *report.bare]
    return "".join(f"{line}\n" for line in dict.fromkeys(lines))  # what several scenarios inherit is said once


def _command(row: Record, page: Page) -> str:
    name = f"claim {row['name']}" if row["sort"] == "claim" else row["sort"]
    properties = {"file": row["file"], "line": row["line"], "col": row["column"], "title": f"leverage {name}"}
    given = ",".join(f"{name}={_escaped(str(value), _PROPERTY, page)}" for name, value in properties.items() if value)
    said = f"{row['message']} ({row['hint']})" if row["hint"] else str(row["message"])
    return f"::{_LEVELS[row['level']]} {given}::{_escaped(said, _DATA, page)}"


def _escaped(text: str, escapes: dict[str, str], page: Page) -> str:
    """Escape what ends a command or a property; first the stand-ins, since one may be such a sign."""
    plain = to_ascii(text) if page.is_ascii else text
    return make_visible("".join(escapes.get(sign, sign) for sign in plain))
