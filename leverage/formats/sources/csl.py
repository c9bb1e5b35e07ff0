"""CSL-JSON: a bibliography as Zotero, Pandoc and other users of the Citation Style Language read it."""

from typing import Any

from leverage.formats import Page
from leverage.formats._citations import Name, Work, read_works
from leverage.formats.json import dump_json
from leverage.report.report import Report

EXTENSIONS: tuple[str, ...] = ()

# What CSL calls the keys of texts. Of several that become one the first counts.
_VARIABLES = {
    "title": "title",
    "journal": "container-title",
    "booktitle": "container-title",
    "volume": "volume",
    "chapter": "chapter-number",
    "pages": "page",
    "edition": "edition",
    "version": "version",
    "series": "collection-title",
    "institution": "publisher",
    "school": "publisher",
    "publisher": "publisher",
    "organization": "publisher",
    "address": "publisher-place",
    "howpublished": "medium",
    "type": "genre",
    "isbn": "ISBN",
    "issn": "ISSN",
    "language": "language",
}


def render(report: Report, page: Page) -> str:
    """Write the sources of a report, in the order of the file, each under its id."""
    items = [_make_item(work) for work in read_works(report.tables["sources"].records)]
    return f"{dump_json(items, page, indent=2)}\n"


def _make_item(work: Work) -> dict[str, Any]:
    """Return a source with what is given of it; what CSL has no word for is in `custom`."""
    item: dict[str, Any] = {"id": work.id, "type": work.sort.csl}
    for key, names in work.names.items():
        item[key] = [_make_name(name) for name in names]
    custom = {key: work.texts[key] for key in ("license", "file", "sha256") if work.texts.get(key)}
    for key, variable in {**_VARIABLES, "number": _name_number(work)}.items():
        if text := work.texts.get(key):
            if variable in item:
                custom[key] = text
            else:
                item[variable] = text
    if work.sort.genre:
        item["genre"] = work.sort.genre
    if issued := _make_date(work.date) or ({"literal": work.texts["year"]} if work.texts["year"] else {}):
        item["issued"] = issued
    if work.accessed:
        item["accessed"] = _make_date(work.accessed)
    given = {"DOI": work.doi, "URL": work.url, "note": work.note, "custom": custom}
    return {**item, **{variable: value for variable, value in given.items() if value}}


def _name_number(work: Work) -> str:
    """Return what CSL calls the number of a work: that of an issue, of a volume in a series, or its own."""
    if work.sort.csl == "article-journal":
        return "issue"
    return "collection-number" if work.texts.get("series") else "number"


def _make_name(name: Name) -> dict[str, str]:
    if name.whole:
        return {"literal": name.whole}
    particle = {"non-dropping-particle": name.particle} if name.particle else {}
    return {"family": name.family, "given": name.given, **particle}


def _make_date(day: str) -> dict[str, Any]:
    return {"date-parts": [[int(part) for part in day.split("-")]]} if day else {}
