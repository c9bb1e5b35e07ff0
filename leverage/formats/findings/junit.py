"""JUnit's XML: a suite for each scenario, a case for its files and for each claim."""

from collections.abc import Sequence
from xml.etree import ElementTree as ET

from leverage.formats import Page
from leverage.report.report import Record, Report
from leverage.text import legal, unbroken

EXTENSIONS = ("xml",)


def render(report: Report, page: Page) -> str:
    """Write the findings as one document; notes are not cases, but stand in the output of their suite."""
    rows = report.tables["findings"].records
    root = ET.Element("testsuites", {"name": "leverage", **_count_levels(rows)})
    for scenario in dict.fromkeys(row["scenario"] for row in rows):
        _add_suite(root, scenario, [row for row in rows if row["scenario"] == scenario])
    ET.indent(root)
    text = legal(ET.tostring(root, "unicode"))
    if page.is_ascii:
        text = text.encode("ascii", "xmlcharrefreplace").decode("ascii")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'


def _add_suite(root: ET.Element, scenario: str, rows: Sequence[Record]) -> None:
    suite = ET.SubElement(root, "testsuite", {"name": scenario, **_count_levels(rows)})
    for row in rows:
        if row["level"] != "note":
            _add_case(suite, row)
    if notes := [unbroken(f"{row['file']}:{row['line']}: {row['message']}") for row in rows if row["level"] == "note"]:
        ET.SubElement(suite, "system-out").text = "\n".join(notes)


def _add_case(suite: ET.Element, row: Record) -> None:
    places = {name: str(row[name]) for name in ("file", "line") if row[name] is not None}
    case = ET.SubElement(
        suite, "testcase", {"classname": row["scenario"], "name": f"{row['sort']} {row['name']}", **places}
    )
    if row["level"] in ("error", "failure"):
        problem = ET.SubElement(case, row["level"], {"message": row["message"]})
        place = f"{row['file']}:{row['line']}:{row['column']}" if row["file"] else ""
        problem.text = "\n".join(unbroken(part) for part in (place, row["message"], row["hint"]) if part)


def _count_levels(rows: Sequence[Record]) -> dict[str, str]:
    levels = [row["level"] for row in rows if row["level"] != "note"]
    return {
        "tests": str(len(levels)),
        "failures": str(levels.count("failure")),
        "errors": str(levels.count("error")),
    }
