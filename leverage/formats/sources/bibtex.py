"""A bibliography for LaTeX: an entry for each source in UTF-8, as BibLaTeX and biber read it."""

from collections.abc import Iterator
from urllib.parse import quote

from leverage.formats import Page
from leverage.formats._citations import Name, Work, read_works
from leverage.report.report import Report
from leverage.text import to_ascii

EXTENSIONS = ("bib",)

_HEAD = "% Encoding: UTF-8\n% For BibLaTeX with biber.\n"
# What TeX would obey in a text, and what its older fonts lack. Braces are written by name: BibTeX counts them even
# behind a backslash.
_COMMANDS = str.maketrans({
    "\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}", "$": r"\$", "&": r"\&",
    "%": r"\%", "#": r"\#", "_": r"\_", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}", "<": r"\textless{}",
    ">": r"\textgreater{}", "|": r"\textbar{}",
})  # fmt: skip
# The keys of texts in the order in which they are written.
_TEXTS = (
    "journal", "booktitle", "volume", "number", "chapter", "pages", "edition", "version", "series", "institution",
    "organization", "school", "publisher", "address", "howpublished", "type", "year", "isbn", "issn", "language",
)  # fmt: skip


def render(report: Report, page: Page) -> str:
    """Write the sources of a report, in the order of the file, each under its id."""
    entries = [_write_entry(work, page) for work in read_works(report.tables["sources"].records)]
    return "\n".join([_HEAD, *entries])


def _write_entry(work: Work, page: Page) -> str:
    fields = "".join(f"  {name} = {{{value}}},\n" for name, value in _list_fields(work, page) if value)
    return f"@{work.sort.bibtex}{{{work.id},\n{fields}}}\n"


def _list_fields(work: Work, page: Page) -> Iterator[tuple[str, str]]:
    """Yield the fields of an entry by the names that BibLaTeX has for them; some are empty."""
    texts = work.texts
    for key, names in work.names.items():
        yield key, " and ".join(_write_name(name, page) for name in names)
    yield "title", f"{{{_escape(texts['title'], page)}}}"  # a style keeps the capitals of what is in braces
    for key in _TEXTS:
        is_site = key == "publisher" and work.sort.bibtex in ("online", "misc") and not texts.get("organization")
        yield "organization" if is_site else key, _escape(texts.get(key, ""), page)
    yield "date", work.date
    yield "doi", _write_verbatim(work.doi, page)
    yield "url", _write_verbatim(work.url, page)
    yield "urldate", work.accessed
    yield "license", _escape(texts.get("license", ""), page)
    yield "file", _write_verbatim(texts.get("file", ""), page)
    yield "sha256", _write_verbatim(texts.get("sha256", ""), page)
    yield "note", _escape(work.note, page)


def _write_name(name: Name, page: Page) -> str:
    """Write a name: that of an organisation in braces, so that no style takes it apart."""
    if name.whole:
        return f"{{{_escape(name.whole, page)}}}"
    return _escape(f"{name.particle} {name.family}, {name.given}".strip(), page)


def _escape(text: str, page: Page) -> str:
    """Write a text, which TeX prints as it is."""
    return (to_ascii(text) if page.is_ascii else text).translate(_COMMANDS)


def _write_verbatim(text: str, page: Page) -> str:
    """Write what BibLaTeX reads sign by sign: addresses, names of files. Braces become their bytes."""
    written = text.replace("{", "%7B").replace("}", "%7D").replace("\\", "/")
    return quote(written, safe="!#$%&'()*+,/:;=?@[]~ ", errors="replace") if page.is_ascii else written
