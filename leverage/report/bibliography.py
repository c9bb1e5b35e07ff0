"""A source as an entry of a bibliography: what names it, what tells it from other works, where it can be found."""

import re
from collections.abc import Iterable
from urllib.parse import quote

from leverage.model import Source
from leverage.report.views import Note

_ADDRESS = re.compile(r"https?://[^\s<>'`\\\x22]+")  # no other scheme becomes a link, and no sign that ends one


def name_source(source: Source) -> str:
    """Return a source's author, or its title where it names none."""
    return source.author or source.title


def name_author(source: Source) -> str:
    """Return a source's first author, or its title; a name may hold an "and" of its own."""
    first, *others = re.split(r"\s*[,;]\s*", source.author)
    return f"{first} and others" if others else first or source.title


def write_bibliography(sources: Iterable[Source]) -> tuple[Note, ...]:
    """Return sources as a bibliography has them, by author or title."""
    return tuple(write_entry(source) for source in sorted(sources, key=lambda source: name_source(source).casefold()))


def write_entry(source: Source) -> Note:
    """Return a source as an entry of a bibliography, with its remark and a link."""
    address = find_link(source)
    text = ", ".join(part.rstrip(".") for part in (*_list_parts(source, address), *_list_ends(source)))
    return Note("", f"{text}. {source.note}" if source.note else f"{text}.", address)


def describe_source(source: Source) -> str:
    """Write a source in one line, with its addresses, without its remark."""
    return ", ".join((*_list_parts(source), *_list_ends(source)))


def _list_parts(source: Source, link: str = "") -> list[str]:
    """Return what tells a work from others, in the order of a bibliography, with the addresses other than the link."""
    to_doi = make_doi_link(source.doi)
    parts = [
        source.author,
        source.title,
        _write_type(source),
        source.booktitle and f"in {source.booktitle}",
        source.editor and f"edited by {source.editor}",
        source.translator and f"translated by {source.translator}",
        *_list_volumes(source),
        *_list_houses(source),
        source.howpublished,
        source.language and f"in {source.language}",
        source.published,
        source.isbn and f"ISBN {source.isbn}",
        source.issn and f"ISSN {source.issn}",
        source.doi and link != to_doi and f"doi:{source.doi}",
        "" if source.url in (link, to_doi) else source.url,
    ]
    return [part for part in parts if part]


def _list_volumes(source: Source) -> list[str]:
    """Return where in a journal, book or series a work stands: ``American Economic Review 113(4)``, ``861–905``."""
    if source.journal:
        issue = f"({source.number})" if source.number else ""
        volume = f"{source.journal} {source.volume}{issue}" if source.volume or issue else source.journal
        return [volume, source.chapter and f"chapter {source.chapter}", source.pages]
    return [
        source.volume and f"volume {source.volume}",
        source.chapter and f"chapter {source.chapter}",
        source.pages and f"pages {source.pages}",
        _write_edition(source.edition),
        source.version and f"version {source.version}",
        source.series and f"{source.series} {source.number}".strip(),
    ]


def _write_type(source: Source) -> str:
    """Return what a work is, with its number if that is of no journal or series: ``working paper 25672``."""
    if not source.number or source.journal or source.series:
        return source.type
    return f"{source.type or 'number'} {source.number}"


def _write_edition(edition: str) -> str:
    if not edition or "edition" in edition.casefold():
        return edition
    return f"edition {edition}" if edition.isdecimal() else f"{edition} edition"


def _list_houses(source: Source) -> list[str]:
    """Return who stands behind a work beside its author, each once, the last with its place."""
    houses = (source.school, source.institution, source.organization, source.publisher)
    named = [house for house in dict.fromkeys(houses) if house and house != source.author]
    if source.address:
        named[-1:] = [f"{source.address}: {named[-1]}" if named else source.address]
    return named


def _list_ends(source: Source) -> list[str]:
    """Return what stands at the end of an entry: when it was seen, on which terms, from which file."""
    parts = (
        source.accessed and f"accessed {source.accessed}",
        source.license,
        source.file and f"file {source.file}",
    )
    return [part for part in parts if part]


def find_link(source: Source) -> str:
    """Return the address of a source that may be a link, that of its DOI first; nothing if it has none."""
    return make_doi_link(source.doi) or pick_link(source.url)


def make_doi_link(doi: str) -> str:
    """Return the address that a DOI leads to, its odd signs as their bytes; nothing without one."""
    return f"https://doi.org/{quote(doi, safe='/:;()._-', errors='replace')}" if doi else ""


def pick_link(url: str) -> str:
    """Return an address that may be a link; nothing for one that is no web page's."""
    return url if _ADDRESS.fullmatch(url) else ""
